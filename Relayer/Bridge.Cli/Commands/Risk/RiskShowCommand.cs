using System.CommandLine;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk show</c>: what a paper means, who signed it, and the digest computed here.</summary>
internal static class RiskShowCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "The paper." };
        var command = new Command("show", "Show what a paper means, who signed it, and its digest computed here.") { file };
        var offline = new Option<bool>("--offline") { Description = "Do not ask the chains who the signers are and how things stand now." };
        command.Options.Add(offline);
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            await PaperView.ShowAsync(session, PaperFile.Load(session, result.GetValue(file)!), asksChains: !result.GetValue(offline), token);
            return CliApplication.Done;
        }, stop));
        return command;
    }
}
