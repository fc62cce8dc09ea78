using System.CommandLine;
using Bridge.Chains;
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
            var reader = chain.AccountReader(chain.RpcUrls[0]);
            foreach (var asset in session.Deployment.Assets)
            {
                var limits = await reader.ReadLimitsAsync(asset, cancellationToken);
                var level = await LevelInForce.ReadAsync(session, chain, asset, cancellationToken);
                string Amount(ulong units) => AmountText.Format(units, asset.CanonicalDecimals);
                rows.Add(new(chain.Name, asset.Symbol, limits.MaxRelease == 0, (byte)level.Level, StateOf(limits, level), Amount(limits.MaxRelease), Amount(limits.Capacity), Amount(limits.RefillPerSecond), Amount(limits.Available)));
            }
        }

        if (session.TryPrintJson(rows)) return CliApplication.Done;
        var table = new Table().Border(TableBorder.Simple).AddColumns("release on", "asset", "state");
        foreach (var name in new[] { "largest release", "bucket", "refill per second", "available now" }) table.AddColumn(name, right => right.RightAligned());
        foreach (var row in rows) table.AddRow(row.Chain, row.Asset.EscapeMarkup(), row.Closed || row.Level >= (byte)BreakerLevel.Stop ? $"[red]{row.State.EscapeMarkup()}[/]" : row.State.EscapeMarkup(), row.LargestRelease, row.Bucket, row.RefillPerSecond, row.AvailableNow);
        session.Output.Write(table);
        return CliApplication.Done;
    }

    private static string StateOf(AssetLimits limits, LevelInForce level) => limits.MaxRelease == 0
        ? "closed"
        : level.Level == BreakerLevel.Normal ? "open" : $"{level.Word} (level {(byte)level.Level}: {level.Of})";

    private sealed record LimitRow(string Chain, string Asset, bool Closed, byte Level, string State, string LargestRelease, string Bucket, string RefillPerSecond, string AvailableNow);
}
