using System.CommandLine;
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
            return await sending.SendAsync(session, result, paper.Action, (_, control) => control.ActAsync(paper, token), token,
                paper.Action.Kind.Loosens() ? chain => chain.RiskReader(chain.RpcUrls[0]).ReadScheduledAsync(paper.Digest, token) : null);
        }, stop));
        return command;
    }
}
