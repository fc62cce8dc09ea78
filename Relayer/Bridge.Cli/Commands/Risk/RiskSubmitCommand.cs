using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol.Risk;
using Spectre.Console;

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
            var path = result.GetValue(file)!;
            var paper = PaperFile.Load(session, path);
            if (!paper.IsComplete)
                throw new CliException($"{paper.Action.Kind.SignaturesNeeded() - paper.Signatures.Count} signature(s) are missing", "sign it with 'bridge risk sign'");
            var code = await sending.SendAsync(session, result, paper.Action, (chain, control) => SubmitAsync(session, chain, control, paper, path, token), token,
                paper.Action.Kind.Loosens() ? new Scheduling(path, chain => chain.RiskReader(chain.RpcUrls[0]).ReadScheduledAsync(paper.Digest, token)) : null);
            // One approval of two: what comes next is said by the chain that took it.
            if (code == CliApplication.Done && paper.Action is ApproveHold approve && !session.Json)
                session.Output.MarkupLineInterpolated($"{approve.Transfer}: {await TransferAdvice.HeldAsync(session, approve.Transfer, token)}");
            return code;
        }, stop));
        return command;
    }

    private static async Task<Sent> SubmitAsync(CliSession session, IChainFamily chain, IRiskControl control, RiskPaper paper, string path, CancellationToken cancellationToken)
    {
        if (paper.Action.Kind.Loosens() && await chain.ProposalReader(chain.RpcUrls[0]).FindAsync(paper.Digest, cancellationToken) is { } known)
        {
            throw new CliException(
                $"it was submitted before: {ProposalWords.Of(known, session.Time.GetUtcNow())}",
                known.Standing == ProposalStanding.Scheduled ? $"carry it out then with: bridge risk execute {path}" : "a paper is scheduled once: another time takes a new one");
        }

        // The chain refuses such a paper too, but says of no signature whose it is, and takes its fee.
        foreach (var signer in paper.Signers)
        {
            if (await SignerRights.ObjectionAsync(session, chain, paper.Action, signer, cancellationToken) is { } objection)
                throw new CliException(objection.IsAboutSigner ? $"{signer} signed and {objection.Words}" : $"{chain.Name} {objection.Words}", objection.Remedy);
        }

        if (paper.Action is HoldAction hold) await HoldCheck.RequireHeldAsync(session, hold.Transfer, cancellationToken);
        return new(await control.ActAsync(paper, cancellationToken));
    }
}
