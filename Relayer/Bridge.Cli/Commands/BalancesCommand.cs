using System.CommandLine;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge balances</c>: what an account holds on both chains.</summary>
internal static class BalancesCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var user = new Option<string>("--user") { Description = "A test user of the localnet.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var evm = new Option<string?>("--evm") { Description = "An EVM address instead of the user's.", HelpName = "ADDRESS" };
        var solana = new Option<string?>("--solana") { Description = "A Solana address instead of the user's.", HelpName = "ADDRESS" };
        var command = new Command("balances", "Show wallet, margin and claimable balances on both chains.") { user, evm, solana };
        command.SetAction((result, stop) => run(result, (session, token) =>
            ShowAsync(session, result.GetValue(user)!, new Dictionary<string, string?> { ["evm"] = result.GetValue(evm), ["solana"] = result.GetValue(solana) }, token), stop));
        return command;
    }

    private static async Task<int> ShowAsync(CliSession session, string user, Dictionary<string, string?> addresses, CancellationToken cancellationToken)
    {
        var rows = new List<BalanceRow>();
        foreach (var chain in session.Chains)
        {
            var address = addresses[chain.Name] is { } text ? UsageException.ReadAddress(chain, text) : session.Keys.AddressOf(chain, user);
            if (address is not { } account) continue;
            var reader = chain.AccountReader(chain.RpcUrls[0]);
            var shown = chain.FormatAddress(account);
            var (symbol, decimals) = chain.NativeCurrency;
            rows.Add(new(chain.Name, shown, symbol, AmountText.Format(await reader.ReadNativeBalanceAsync(account, cancellationToken), decimals), null, null));
            foreach (var asset in session.Deployment.Assets)
            {
                var balance = await reader.ReadBalanceAsync(account, asset, cancellationToken);
                var places = chain.DecimalsOf(asset);
                rows.Add(new(chain.Name, shown, asset.Symbol, AmountText.Format(balance.Wallet, places), AmountText.Format(balance.Margin, places), AmountText.Format(balance.Claimable, places)));
            }
        }

        if (rows.Count == 0) throw new CliException($"there is no user \"{user}\" here", "name addresses with --evm ADDRESS or --solana ADDRESS");
        if (session.TryPrintJson(rows)) return CliApplication.Done;
        foreach (var account in rows.GroupBy(row => (row.Chain, row.Address)))
        {
            var table = new Table().Border(TableBorder.Simple)
                .AddColumn("asset").AddColumn("wallet", right => right.RightAligned()).AddColumn("margin", right => right.RightAligned()).AddColumn("claimable", right => right.RightAligned());
            foreach (var row in account) table.AddRow(row.Asset.EscapeMarkup(), row.Wallet, row.Margin ?? "", row.Claimable ?? "");
            session.Output.WriteHeaded($"{account.Key.Chain} {account.Key.Address}", table);
        }

        return CliApplication.Done;
    }

    private sealed record BalanceRow(string Chain, string Address, string Asset, string Wallet, string? Margin, string? Claimable);
}
