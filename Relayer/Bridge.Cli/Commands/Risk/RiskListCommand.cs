using System.CommandLine;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands.Risk;

/// <summary><c>bridge risk list</c>: breaker levels and held releases of every chain.</summary>
internal static class RiskListCommand
{
    public static Command Create(CommandRunner run)
    {
        var command = new Command("list", "List breaker levels and held releases of every chain.");
        command.SetAction((result, stop) => run(result, ListAsync, stop));
        return command;
    }

    private static async Task<int> ListAsync(CliSession session, CancellationToken cancellationToken)
    {
        var levels = new List<LevelRow>();
        var holds = new List<HoldRow>();
        foreach (var chain in session.Chains)
        {
            var reader = chain.RiskReader(chain.RpcUrls[0]);
            IEnumerable<(string Name, RiskScope Scope)> scopes =
            [
                ("everything", RiskScope.Everything),
                ($"lane with {session.Other(chain).Name}", RiskScope.Lane(session.Other(chain).Chain)),
                .. session.Deployment.Assets.Select(asset => (asset.Symbol, RiskScope.Asset(AssetId.From(Bytes32.Parse(asset.Id))))),
            ];
            foreach (var (name, scope) in scopes)
            {
                var level = await reader.ReadLevelAsync(scope, cancellationToken);
                levels.Add(new(chain.Name, name, (byte)level, level.ToString()));
            }

            foreach (var hold in await reader.ReadHoldsAsync(cancellationToken))
            {
                var asset = session.Deployment.Assets.FirstOrDefault(candidate => Bytes32.Parse(candidate.Id) == hold.Asset.Value);
                holds.Add(new(chain.Name, hold.Id.ToString(), asset is null ? $"{hold.Amount} units of {hold.Asset}" : $"{AmountText.Format(hold.Amount, asset.CanonicalDecimals)} {asset.Symbol}", hold.HeldAt, hold.Approvals, hold.Leaf.ToString()));
            }
        }

        if (session.TryPrintJson(new { levels, holds })) return CliApplication.Done;
        var table = new Table().Border(TableBorder.Simple).Title("breaker levels").AddColumn("chain").AddColumn("scope").AddColumn("level");
        foreach (var row in levels) table.AddRow(row.Chain, row.Scope.EscapeMarkup(), $"{row.Level} {row.Name}");
        session.Output.Write(table);
        var held = new Table().Border(TableBorder.Simple).Title("held releases").AddColumn("chain").AddColumn("transfer").AddColumn("amount").AddColumn("held at").AddColumn("approvals");
        foreach (var row in holds) held.AddRow(row.Chain, row.Transfer, row.Amount.EscapeMarkup(), $"{row.HeldAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC", $"{row.Approvals} of 2");
        session.Output.Write(held);
        return CliApplication.Done;
    }

    private sealed record LevelRow(string Chain, string Scope, byte Level, string Name);

    private sealed record HoldRow(string Chain, string Transfer, string Amount, DateTimeOffset HeldAt, int Approvals, string Leaf);
}
