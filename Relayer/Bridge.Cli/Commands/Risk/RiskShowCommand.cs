using System.CommandLine;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk show</c>: what a paper means, who signed it, and the digest computed here.</summary>
internal static class RiskShowCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "The paper." };
        var command = new Command("show", "Show what a paper means, who signed it, and its digest computed here.") { file };
        command.SetAction((result, stop) => run(result, (session, _) =>
        {
            PaperFile.Show(session, PaperFile.Load(session, result.GetValue(file)!));
            return Task.FromResult(CliApplication.Done);
        }, stop));
        return command;
    }
}
