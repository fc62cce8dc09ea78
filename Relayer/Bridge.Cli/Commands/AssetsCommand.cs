using System.CommandLine;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge assets</c>: what can be moved, and what it is on each chain.</summary>
internal static class AssetsCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var command = new Command("assets", "List the assets that can be moved.");
        command.SetAction((result, stop) => run(result, (session, _) => Task.FromResult(Show(session)), stop));
        return command;
    }

    private static int Show(CliSession session)
    {
        if (session.TryPrintJson(session.Deployment.Assets)) return CliApplication.Done;
        var table = new Table().Border(TableBorder.Simple)
            .AddColumns("asset", "home", "decimals that cross", "on evm", "on solana");
        foreach (var asset in session.Deployment.Assets)
        {
            table.AddRow(
                asset.Symbol.EscapeMarkup(), session.Chains.First(chain => chain.Chain.Value == asset.HomeChain).Name, $"{asset.CanonicalDecimals}",
                $"{asset.EvmToken} ({asset.EvmDecimals})", $"{asset.SolanaMint} ({asset.SolanaDecimals})");
        }

        session.Output.Write(table);
        return CliApplication.Done;
    }
}
