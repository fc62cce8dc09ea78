using System.CommandLine;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge claim ASSET --on CHAIN</c>: takes what a release or refund could not push into one's account.</summary>
internal static class ClaimCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var asset = new Argument<string>("asset") { Description = "What to claim, as USDC; 'bridge balances' shows what is claimable." };
        var on = new Option<string>("--on") { Description = "Chain of the claimable balance: evm or solana.", Required = true, HelpName = "CHAIN" };
        var to = new Option<string?>("--to") { Description = "Where to pay it on that chain. Default: the claiming account itself.", HelpName = "ADDRESS" };
        var user = new Option<string>("--user") { Description = "A test user of the localnet: the owner of the balance.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "The owner's key file, instead of --user's.", HelpName = "FILE" };
        var command = new Command("claim", "Take what could not be pushed into your account.") { asset, on, to, user, key };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var chain = session.ChainNamed(result.GetValue(on)!);
            var deployed = session.AssetNamed(result.GetValue(asset)!);
            await DemonstrationWait.ToEndAsync(session, token);
            var wallet = session.Keys.Wallet(chain, result.GetValue(key), result.GetValue(user)!);
            var recipient = result.GetValue(to) is { } text ? UsageException.ReadAddress(chain, text) : wallet.Address;
            var claimable = (await chain.AccountReader(chain.RpcUrls[0]).ReadBalanceAsync(wallet.Address, deployed, token)).Claimable;
            if (claimable.IsZero)
                throw new CliException($"{chain.FormatAddress(wallet.Address)} has nothing to claim of {deployed.Symbol} on {chain.Name}", "see 'bridge balances'; a transfer that waits elsewhere shows why with 'bridge status ID'");
            var transaction = await wallet.ClaimAsync(deployed, recipient, token);
            var amount = AmountText.Format(claimable, chain.DecimalsOf(deployed));
            if (!session.TryPrintJson(new { chain = chain.Name, asset = deployed.Symbol, amount, to = chain.FormatAddress(recipient), transaction }))
                session.Output.MarkupLineInterpolated($"[green]claimed[/] {amount} {deployed.Symbol} for {chain.FormatAddress(recipient)} in {transaction}");
            return CliApplication.Done;
        }, stop));
        return command;
    }
}
