using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>
/// <c>bridge risk submit</c>: takes a signed paper to its chain or to both; with --execute, carries out what was scheduled and has waited. Each chain
/// answers for itself: what one refuses the other may have taken, and both answers are shown.
/// </summary>
internal static class RiskSubmitCommand
{
    public static Command Create(CommandRunner run)
    {
        var file = new Argument<string>("file") { Description = "The signed paper." };
        var to = new Option<string?>("--to") { Description = "Only this chain: evm or solana. Default: every chain the paper is for.", HelpName = "CHAIN" };
        var execute = new Option<bool>("--execute") { Description = "Carry out what was scheduled before; needs no signature." };
        var user = new Option<string>("--user") { Description = "A test user of the localnet who pays the fees.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "Key file that pays the fees, with --to.", HelpName = "FILE" };
        var command = new Command("submit", "Submit a signed paper, or execute a scheduled one.") { file, to, execute, user, key };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var paper = PaperFile.Load(session, result.GetValue(file)!);
            var chains = Chains(session, paper.Action, result.GetValue(to));
            if (result.GetValue(key) is not null && chains.Count > 1) throw new CliException("one key pays on one chain only", "name the chain with --to");
            if (!result.GetValue(execute) && !paper.IsComplete)
                throw new CliException($"{paper.Action.Kind.SignaturesNeeded() - paper.Signatures.Count} signature(s) are missing", "sign it with 'bridge risk sign'");
            var rows = new List<SubmitRow>();
            foreach (var chain in chains) rows.Add(await SubmitAsync(session, chain, paper, result.GetValue(execute), result.GetValue(key), result.GetValue(user)!, token));
            return Print(session, rows);
        }, stop));
        return command;
    }

    private static List<IChainFamily> Chains(CliSession session, RiskAction action, string? to)
    {
        var chains = action.Chain is { } only ? [session.ChainOf(only)] : session.Chains.ToList();
        if (to is null) return chains;
        var named = session.ChainNamed(to);
        return chains.Contains(named) ? [named] : throw new CliException($"the paper is not for {named.Name}", "leave --to out");
    }

    private static async Task<SubmitRow> SubmitAsync(CliSession session, IChainFamily chain, RiskPaper paper, bool execute, string? key, string user, CancellationToken cancellationToken)
    {
        var control = session.Keys.RiskControl(chain, key, user);
        try
        {
            var transaction = execute ? await control.ExecuteAsync(paper.Action, cancellationToken) : await control.ActAsync(paper, cancellationToken);
            var ready = !execute && paper.Action.Kind.Loosens() ? await chain.RiskReader(chain.RpcUrls[0]).ReadScheduledAsync(paper.Digest, cancellationToken) : null;
            return new(chain.Name, transaction, null, null, ready);
        }
        catch (RiskRefusedException e)
        {
            return new(chain.Name, null, e.Error, RiskRemedies.For(e.Error), null);
        }
        catch (ChainReadException e)
        {
            return new(chain.Name, null, $"nothing is known: {e.Message}", "submit it again: a paper works once", null);
        }
    }

    private static int Print(CliSession session, List<SubmitRow> rows)
    {
        var code = rows.Any(row => row.Error is not null) ? CliApplication.Failed : CliApplication.Done;
        if (session.TryPrintJson(rows)) return code;
        foreach (var row in rows)
        {
            if (row.Error is not null) session.Output.MarkupLineInterpolated($"{row.Chain}: [red]{row.Error}[/]; {row.Remedy}");
            else if (row.ReadyAt is { } ready) session.Output.MarkupLineInterpolated($"{row.Chain}: [green]scheduled[/] in {row.Transaction}; carry it out from {ready.UtcDateTime:HH:mm:ss} UTC on with --execute");
            else session.Output.MarkupLineInterpolated($"{row.Chain}: [green]done[/] in {row.Transaction}");
        }

        return code;
    }

    private sealed record SubmitRow(string Chain, string? Transaction, string? Error, string? Remedy, DateTimeOffset? ReadyAt);
}
