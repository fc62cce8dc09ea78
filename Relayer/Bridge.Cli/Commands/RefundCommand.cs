using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary>
/// <c>bridge refund ID</c>: the sender asks for their tokens back on the source chain, and follows it. Either the release or the refund happens, never
/// both: whichever the destination records first.
/// </summary>
internal static class RefundCommand
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(500);

    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var id = new Argument<string>("id") { Description = "The transfer, as 1-2-17." };
        var user = new Option<string>("--user") { Description = "A test user of the localnet: the sender of the transfer.", DefaultValueFactory = _ => UserKeys.DefaultUser, HelpName = "NAME" };
        var key = new Option<string?>("--key") { Description = "The sender's key file, instead of --user's.", HelpName = "FILE" };
        var wait = new Option<bool>("--wait") { Description = "Follow it until the transfer is refunded or released." };
        var timeout = GlobalOptions.Timeout("--wait");
        var command = new Command("refund", "Ask for a transfer that was not released to be paid back.") { id, user, key, wait, timeout };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var asked = UsageException.ReadId(result.GetValue(id)!);
            var patience = result.GetValue(wait) ? TimeSpan.FromSeconds(result.GetValue(timeout)) : TimeSpan.Zero;
            var started = session.Time.GetTimestamp();
            if (await FindLockAsync(session, asked, patience, token) is not { } transfer)
            {
                if (!session.TryPrintJson(new { id = asked.ToString(), lockFinal = false })) session.Output.MarkupLineInterpolated($"[yellow]nothing was asked for[/]: the lock of {asked} is not final yet. Go on with: bridge refund {asked} --wait");
                return CliApplication.StillOnItsWay;
            }

            await DemonstrationWait.ToEndAsync(session, token);
            var source = session.ChainOf(transfer.Id.Lane.Source);
            var wallet = session.Keys.Wallet(source, result.GetValue(key), result.GetValue(user)!);
            if (wallet.Address != transfer.Sender)
                throw new CliException($"{source.FormatAddress(wallet.Address)} is not the sender of {transfer.Id}", $"only {source.FormatAddress(transfer.Sender)} can ask for this refund");
            await RequireOpenAsync(session, transfer.Id, token);
            var transaction = await wallet.RequestRefundAsync(transfer, token);
            if (!session.Json) session.Output.MarkupLineInterpolated($"[green]refund requested[/] for transfer [bold]{transfer.Id}[/] in {transaction}");
            if (result.GetValue(wait)) return await TransferProgress.FollowAsync(session, transfer.Id, Left(session, started, patience), token, TransferState.Refunded, new(transfer.Asset, transfer.Amount, transfer.Recipient, null));
            if (!session.TryPrintJson(new { id = transfer.Id.ToString(), transaction })) session.Output.MarkupLineInterpolated($"follow it with: bridge status {transfer.Id} --watch");
            return CliApplication.Done;
        }, stop));
        return command;
    }

    // Null when the lock is in a block that was not final within the patience. Without patience that is an error like any other.
    private static async Task<Transfer?> FindLockAsync(CliSession session, TransferId id, TimeSpan patience, CancellationToken cancellationToken)
    {
        var started = session.Time.GetTimestamp();
        for (var isSaid = session.Json; ; isSaid = true)
        {
            try
            {
                return await TransferFinder.FindAsync(session, id, cancellationToken);
            }
            catch (LockNotFoundException e) when (e.IsInABlock && patience > TimeSpan.Zero)
            {
                if (Left(session, started, patience) == TimeSpan.Zero) return null;
            }

            session.Slow.Dispose();
            if (!isSaid) session.Output.MarkupLineInterpolated($"waiting until the lock of {id} is final …");
            await Task.Delay(Poll, session.Time, cancellationToken);
        }
    }

    private static TimeSpan Left(CliSession session, long started, TimeSpan patience) =>
        patience - session.Time.GetElapsedTime(started) is { Ticks: > 0 } left ? left : TimeSpan.Zero;

    // The source takes a request that can lead nowhere, and its fee with it: it does not know what the destination has done.
    private static async Task RequireOpenAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var destination = session.ChainOf(id.Lane.Destination);
        switch (await ChainTruth.StateAsync(session, id, cancellationToken))
        {
            case DestinationState.Released:
                var paid = await destination.ReleaseReader(destination.RpcUrls[0]).FindReleaseAsync(id, cancellationToken);
                throw new CliException(
                    $"{id} has been released on {destination.Name}{(paid?.Payment is not { } payment ? "" : paid.IsClaimable ? $" into a claimable balance, in {payment}" : $" in {payment}")}: there is nothing to pay back",
                    paid is { IsClaimable: true } ? $"its recipient claims it: see 'bridge claim --help' and 'bridge status {id}'" : $"see 'bridge status {id}'");
            case DestinationState.Voided when await ChainTruth.IsRefundedAsync(session, id, cancellationToken):
                throw new CliException($"{id} has been paid back on {session.ChainOf(id.Lane.Source).Name} already", $"see 'bridge status {id}'");
            case DestinationState.Voided:
                throw new CliException($"{id} is void on {destination.Name}: it is paid back by itself, nobody has to ask", $"follow it with 'bridge status {id} --watch'");
        }
    }
}
