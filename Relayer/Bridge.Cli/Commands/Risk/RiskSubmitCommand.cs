using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// <c>bridge risk submit</c>: takes a signed paper to its chain or to both. Each chain answers for itself: what one refuses the other may have taken, and
/// both answers are shown.
/// </summary>
internal static class RiskSubmitCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "The signed paper." };
        var sending = new RiskSendingOptions();
        var command = new Command("submit", "Submit a signed paper.") { file };
        sending.AddTo(command);
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var paper = PaperFile.Load(session, result.GetValue(file)!);
            if (!paper.IsComplete)
                throw new CliException($"{paper.Action.Kind.SignaturesNeeded() - paper.Signatures.Count} signature(s) are missing", "sign it with 'bridge risk sign'");
            return await sending.SendAsync(session, result, paper.Action, async (chain, control) =>
                {
                    await RequireRolesAsync(chain, paper, token);
                    if (paper.Action is HoldAction hold) await HoldCheck.RequireHeldAsync(session, hold.Transfer, token);
                    return await control.ActAsync(paper, token);
                }, token,
                paper.Action.Kind.Loosens() ? chain => chain.RiskReader(chain.RpcUrls[0]).ReadScheduledAsync(paper.Digest, token) : null);
        }, stop));
        return command;
    }

    // The chain refuses such a paper too, but says of no signature whose it is, and takes its fee.
    private static async Task RequireRolesAsync(IChainFamily chain, RiskPaper paper, CancellationToken cancellationToken)
    {
        foreach (var signer in paper.Signers)
        {
            if (await SignerRights.ObjectionAsync(chain, paper.Action.Kind, signer, cancellationToken) is { } objection)
                throw new CliException($"{signer} signed and {objection}", "create the paper anew, and have it signed by those whom 'bridge risk list' shows");
        }
    }
}
