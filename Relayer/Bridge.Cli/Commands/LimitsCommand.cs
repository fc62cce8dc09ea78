using System.CommandLine;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge limits</c>: how much can be released now, and how fast headroom comes back.</summary>
internal static class LimitsCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var command = new Command("limits", "Show the limits of releases on each chain and what is available now.");
        command.SetAction((result, stop) => run(result, ShowAsync, stop));
        return command;
    }

    private static async Task<int> ShowAsync(CliSession session, CancellationToken cancellationToken)
    {
        var rows = new List<LimitRow>();
        foreach (var chain in session.Chains)
        {
            foreach (var asset in session.Deployment.Assets) rows.Add(RowOf(await ReleaseTerms.ReadAsync(session, chain, asset, cancellationToken)));
        }

        if (session.TryPrintJson(rows)) return CliApplication.Done;
        var table = new Table().Border(TableBorder.Simple).AddColumns("release on", "asset", "state");
        foreach (var name in new[] { "largest release", "bucket", "refill per second", "held from", "available now" }) table.AddColumn(name, right => right.RightAligned());
        foreach (var row in rows)
        {
            table.AddRow(
                row.Chain, row.Asset.EscapeMarkup(), row.Halted ? $"[red]{row.State.EscapeMarkup()}[/]" : row.State.EscapeMarkup(), row.LargestRelease, row.Bucket, row.RefillPerSecond,
                row.HeldFromNow == row.HeldFrom ? row.HeldFrom : $"{row.HeldFromNow} (as set: {row.HeldFrom})", row.Halted ? "[red]nothing[/]" : row.AvailableNow);
        }

        session.Output.Write(table);
        return CliApplication.Done;
    }

    // What the bucket holds is not available while something halts it.
    private static LimitRow RowOf(ReleaseTerms terms) => new(
        terms.Chain.Name, terms.Asset.Symbol, terms.Limits.MaxRelease == 0, (byte)terms.Level.Level, StateOf(terms), terms.Amount(terms.Limits.MaxRelease), terms.Amount(terms.Limits.Capacity),
        terms.Amount(terms.Limits.RefillPerSecond), terms.HeldFrom(terms.Limits.HoldThreshold), terms.HeldFrom(terms.InForce.HoldThreshold),
        terms.Halted is not null, terms.Halted is null ? terms.Amount(terms.Limits.Available) : "0");

    private static string StateOf(ReleaseTerms terms) => terms.Halted
        ?? (terms.Level.Level == BreakerLevel.Normal ? "open" : $"{terms.Level.Word} (level {(byte)terms.Level.Level}: {terms.Level.Of})");

    private sealed record LimitRow(
        string Chain, string Asset, bool Closed, byte Level, string State, string LargestRelease, string Bucket, string RefillPerSecond, string HeldFrom, string HeldFromNow, bool Halted, string AvailableNow);
}
