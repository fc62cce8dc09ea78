using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge lock</c>: lock on one chain so that the other one releases.</summary>
internal static class LockCommand
{
    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var asset = new Argument<string>("asset") { Description = "What to move, as USDC; see 'bridge assets'." };
        var amount = new Argument<string>("amount") { Description = "How much, as 12.5." };
        var from = new Option<string>("--from") { Description = "Source chain: evm or solana.", Required = true, HelpName = "CHAIN" };
        var recipient = new Option<string?>("--recipient") { Description = "Who is paid on the other chain. Default: the same --user there; required with --key.", HelpName = "ADDRESS" };
        var toMargin = new Option<bool>("--to-margin") { Description = "Pay into the recipient's margin account (toward evm)." };
        var fromMargin = new Option<bool>("--from-margin") { Description = "Take from your margin account (from evm)." };
        var user = new Option<string>("--user") { Description = "A test user of the localnet.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "Key file to lock with, instead of --user's.", HelpName = "FILE" };
        var anyway = new Option<bool>("--anyway") { Description = "Lock although the other chain is halted or slowed: it is released when officers lower the breaker, or you ask for it back." };
        var wait = new Option<bool>("--wait") { Description = "Follow the transfer until it is released." };
        var timeout = GlobalOptions.Timeout("--wait");
        var command = new Command("lock", "Lock an amount on one chain; the other one releases it.") { asset, amount, from, recipient, toMargin, fromMargin, user, key, anyway, wait, timeout };
        command.SetAction((result, stop) => run(result, (session, token) => LockAsync(session, new Arguments(
            result.GetValue(asset)!, result.GetValue(amount)!, result.GetValue(from)!, result.GetValue(recipient), result.GetValue(toMargin), result.GetValue(fromMargin),
            result.GetValue(user)!, result.GetValue(key), result.GetValue(anyway), result.GetValue(wait), TimeSpan.FromSeconds(result.GetValue(timeout))), token), stop));
        return command;
    }

    private static async Task<int> LockAsync(CliSession session, Arguments arguments, CancellationToken cancellationToken)
    {
        var source = session.ChainNamed(arguments.From);
        var destination = session.Other(source);
        var asset = session.AssetNamed(arguments.Asset);
        var amount = AmountText.ToCanonical(arguments.Amount, asset.Symbol, source.DecimalsOf(asset), asset.CanonicalDecimals);
        var isEvmDestination = destination.Chain.Value == session.Deployment.Evm.Chain;
        if (arguments.ToMargin && !isEvmDestination) throw new UsageException($"{destination.Name} has no margin accounts", "leave --to-margin out, or lock on solana");
        if (arguments.FromMargin && isEvmDestination) throw new UsageException($"{source.Name} has no margin accounts", "leave --from-margin out, or lock on evm");

        await DemonstrationWait.ToEndAsync(session, cancellationToken);
        var wallet = session.Keys.Wallet(source, arguments.Key, arguments.User);
        var recipient = RecipientOf(session, destination, arguments);
        await DeadRecipients.RefuseAsync(session, destination, recipient, cancellationToken);
        await CheckSourceAsync(session, source, asset, amount, cancellationToken);
        var notes = await CheckDestinationAsync(session, destination, asset, amount, arguments.Anyway, cancellationToken);
        if (!session.Json) notes.ForEach(note => session.Output.MarkupLineInterpolated($"[yellow]note:[/] {note}"));

        var request = new LockRequest(asset, destination.Chain, arguments.ToMargin ? TransferKind.MarginAccount : TransferKind.Wallet, amount, recipient, arguments.FromMargin);
        if (!session.Json) session.Output.MarkupLineInterpolated($"locking {arguments.Amount} {asset.Symbol} on {source.Name} for {destination.FormatAddress(recipient)} on {destination.Name} …");
        var receipt = await wallet.LockAsync(request, cancellationToken);
        // Said before anything else can fail: from here on the money is on its way, and a second lock would be a second transfer.
        if (!session.Json) session.Output.MarkupLineInterpolated($"[green]locked[/] as transfer [bold]{receipt.Id}[/] in {receipt.Transaction}");
        if (!arguments.Wait)
        {
            if (session.TryPrintJson(new { id = receipt.Id.ToString(), transaction = receipt.Transaction, notes })) return CliApplication.Done;
            session.Output.MarkupLineInterpolated($"follow it with: bridge status {receipt.Id} --watch");
            return CliApplication.Done;
        }

        var locked = new KnownLock(AssetId.From(Bytes32.Parse(asset.Id)), amount, recipient, receipt.Transaction);
        return await TransferProgress.FollowAsync(session, receipt.Id, arguments.Timeout, cancellationToken, known: locked);
    }

    private static PartyAddress RecipientOf(CliSession session, IChainFamily destination, Arguments arguments)
    {
        if (arguments.Recipient is null)
        {
            // A key of one's own says nothing about who its owner is on the other chain: never pay a test user for it.
            if (arguments.Key is not null) throw new UsageException($"who is to be paid on {destination.Name}?", "with --key, name the recipient with --recipient ADDRESS");
            return session.Keys.AddressOf(destination, arguments.User)
                ?? throw new UsageException($"who is to be paid on {destination.Name}?", "name the recipient with --recipient ADDRESS");
        }

        var named = UsageException.ReadAddress(destination, arguments.Recipient);
        DeadRecipients.Refuse(session, destination, named);
        return named;
    }

    private static async Task CheckSourceAsync(CliSession session, IChainFamily source, AssetDeployment asset, ulong amount, CancellationToken cancellationToken)
    {
        var level = await LevelInForce.ReadAsync(session, source, asset, cancellationToken);
        if (level.Level >= BreakerLevel.Stop)
            throw new CliException($"{source.Name} is halted at level {(byte)level.Level} for {level.Of}: it takes no locks of {asset.Symbol}", "wait until 'bridge limits' shows it open");
        var limits = await source.AccountReader(source.RpcUrls[0]).ReadLimitsAsync(asset, cancellationToken);
        if (limits.MaxRelease == 0) throw new CliException($"locks of {asset.Symbol} on {source.Name} are closed", "see 'bridge limits'");
        // The chain takes no lock that it could not give back in one piece.
        if (amount > limits.MaxRelease)
            throw new CliException($"the largest single lock of {asset.Symbol} on {source.Name} is {AmountText.Format(limits.MaxRelease, asset.CanonicalDecimals)}", "split the amount; see 'bridge limits'");
    }

    // A lock that the destination would refuse for ever is stopped here, before any token moves. Returns what the sender should know of the wait there.
    private static async Task<List<string>> CheckDestinationAsync(
        CliSession session, IChainFamily destination, AssetDeployment asset, ulong amount, bool anyway, CancellationToken cancellationToken)
    {
        var terms = await ReleaseTerms.ReadAsync(session, destination, asset, cancellationToken);
        var (level, inForce) = (terms.Level, terms.InForce);
        if (terms.NeverFits(amount) is { } never) throw new CliException(never.Fact, terms.Limits.MaxRelease == 0 ? "see 'bridge limits'" : "split the amount; see 'bridge limits'");
        // What would only wait there is the sender's to decide, before the tokens move.
        if (level.Level < BreakerLevel.Stop && terms.Slowed(amount) is { } slowed && !anyway)
            throw new CliException($"{slowed.Fact}: more would wait until officers lower it", "split the amount, wait until 'bridge limits' shows it open, or lock with --anyway");

        if (level.Level >= BreakerLevel.Stop && !anyway)
        {
            throw new CliException(
                $"{destination.Name} is halted at level {(byte)level.Level} for {level.Of}: {asset.Symbol} locked now would wait until officers lower it",
                "wait until 'bridge limits' shows it open, or lock with --anyway");
        }

        var notes = new List<string>();
        if (level.Level >= BreakerLevel.Stop) notes.Add($"{destination.Name} is halted at level {(byte)level.Level} for {level.Of}: this transfer waits until officers lower it");
        else if (amount >= inForce.HoldThreshold)
        {
            var why = level.Level >= BreakerLevel.Hold ? $"{destination.Name} is at level {(byte)level.Level} for {level.Of}" : $"{destination.Name} holds releases of {terms.Amount(inForce.HoldThreshold)} {asset.Symbol} and more";
            var delays = await destination.RiskReader(destination.RpcUrls[0]).ReadDelaysAsync(cancellationToken);
            notes.Add($"{why}: this transfer will be held until two officers approve it, for {TimeWords.Of(delays.HoldMinAge)} at least; one of them can reject it, which refunds you");
        }

        if (terms.Obstacle(amount, session.Time.GetUtcNow()) is { EndsAt: not null } wait) notes.Add($"this transfer waits: {wait.Words}");
        return notes;
    }

    private sealed record Arguments(
        string Asset, string Amount, string From, string? Recipient, bool ToMargin, bool FromMargin, string User, string? Key, bool Anyway, bool Wait, TimeSpan Timeout);
}
