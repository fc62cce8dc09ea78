using System.CommandLine;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// <c>bridge risk execute</c>: carries out what was scheduled and has waited, or has an approved hold paid. By anyone: the chain has the officers' word already.
/// </summary>
internal static class RiskExecuteCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string?>("file") { Description = "The paper that was submitted before.", Arity = ArgumentArity.ZeroOrOne };
        var hold = new Option<string?>("--hold") { Description = "Instead of a paper: a held transfer that two officers approved, as 1-2-17. Relayers do this by themselves.", HelpName = "ID" };
        var sending = new RiskSendingOptions();
        var command = new Command("execute", "Carry out what was scheduled, or have an approved hold paid; needs no signature.") { file, hold };
        sending.AddTo(command);
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            if (result.GetValue(hold) is null == result.GetValue(file) is null) throw new UsageException("what is to be carried out?", "name either the paper's file or --hold ID");
            if (result.GetValue(file) is { } path)
            {
                var paper = PaperFile.Load(session, path);
                return await sending.SendAsync(session, result, paper.Action, (_, control) => control.ExecuteAsync(paper.Action, token), token);
            }

            var transfer = await TransferFinder.FindAsync(session, UsageException.ReadId(result.GetValue(hold)!), token);
            return await sending.SendAsync(session, result, [session.ChainOf(transfer.Id.Lane.Destination)], (_, control) => control.ExecuteHoldAsync(transfer, token), token);
        }, stop));
        return command;
    }
}
