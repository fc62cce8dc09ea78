using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary>Where something goes that anyone may send to the control planes, who pays the fees, and each chain's own answer.</summary>
internal sealed class RiskSendingOptions
{
    private readonly Option<string?> _to = new("--to") { Description = "Only this chain: evm or solana. Default: every chain it is for.", HelpName = "CHAIN" };
    private readonly Option<string> _user = new("--user") { Description = "A test user of the localnet who pays the fees.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
    private readonly Option<string?> _key = new("--key") { Description = "Key file that pays the fees, with --to.", HelpName = "FILE" };

    public void AddTo(Command command)
    {
        foreach (var option in (Option[])[_to, _user, _key]) command.Options.Add(option);
    }

    /// <summary>Sends to every chain that an action is for.</summary>
    public Task<int> SendAsync(
        CliSession session, ParseResult result, RiskAction action, Func<IChainFamily, IRiskControl, Task<Sent>> send, CancellationToken cancellationToken,
        Scheduling? scheduling = null) =>
        SendAsync(session, result, session.ChainsOf(action), send, cancellationToken, scheduling);

    /// <summary>Sends to these chains, or the one of them that was named; prints what became of it.</summary>
    public async Task<int> SendAsync(
        CliSession session, ParseResult result, IReadOnlyList<IChainFamily> chains, Func<IChainFamily, IRiskControl, Task<Sent>> send, CancellationToken cancellationToken,
        Scheduling? scheduling = null)
    {
        if (result.GetValue(_to) is { } name)
        {
            var named = session.ChainNamed(name);
            chains = chains.Contains(named) ? [named] : throw new UsageException($"it is not for {named.Name}", "leave --to out");
        }

        if (result.GetValue(_key) is not null && chains.Count > 1) throw new UsageException("one key pays on one chain only", "name the chain with --to");
        var rows = new List<SentRow>();
        foreach (var chain in chains)
        {
            var control = session.Keys.RiskControl(chain, result.GetValue(_key), result.GetValue(_user)!);
            rows.Add(await RowAsync(chain, () => send(chain, control), scheduling));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return Print(session, rows, scheduling);
    }

    private static async Task<SentRow> RowAsync(IChainFamily chain, Func<Task<Sent>> send, Scheduling? scheduling)
    {
        try
        {
            var sent = await send();
            return new(chain.Name, sent.Transaction, null, null, scheduling is null ? null : await scheduling.ReadyAt(chain), sent.Before);
        }
        catch (CliException e)
        {
            return new(chain.Name, null, e.Message, e.Remedy, null, null);
        }
        catch (RiskRefusedException e)
        {
            return new(chain.Name, null, e.Error, RiskRemedies.For(e.Error), null, null);
        }
        catch (ChainReadException e)
        {
            return new(chain.Name, null, $"nothing is known: {e.Message}", "send it again: it works once", null, null);
        }
    }

    private static int Print(CliSession session, List<SentRow> rows, Scheduling? scheduling)
    {
        var code = rows.Any(row => row.Error is not null) ? CliApplication.Failed : CliApplication.Done;
        if (session.TryPrintJson(rows)) return code;
        foreach (var row in rows)
        {
            if (row.Error is not null) session.Output.MarkupLineInterpolated($"{row.Chain}: [red]{row.Error}[/]; {row.Remedy}");
            else if (row.Before is not null) session.Output.MarkupLineInterpolated($"{row.Chain}: [green]{row.Before}[/]: nothing is left to do");
            else if (row.ReadyAt is { } ready) session.Output.MarkupLineInterpolated($"{row.Chain}: [green]scheduled[/] in {row.Transaction}; from {TimeWords.At(ready, session.Time.GetUtcNow())} on: bridge risk execute {scheduling?.Paper}");
            else session.Output.MarkupLineInterpolated($"{row.Chain}: [green]done[/] in {row.Transaction}");
        }

        return code;
    }

    private sealed record SentRow(string Chain, string? Transaction, string? Error, string? Remedy, DateTimeOffset? ReadyAt, string? Before);
}

/// <summary>What a chain schedules instead of doing it at once.</summary>
/// <param name="Paper">The file that it is carried out with.</param>
/// <param name="ReadyAt">From when on a chain does it.</param>
internal sealed record Scheduling(string Paper, Func<IChainFamily, Task<DateTimeOffset?>> ReadyAt);

/// <summary>What a chain has done.</summary>
/// <param name="Transaction">That did it; null when it was done before.</param>
/// <param name="Before">What was done before, when, and in which transaction.</param>
internal sealed record Sent(string? Transaction, string? Before = null);
