using System.CommandLine;
using Bridge.Chains;
using Bridge.Protocol;
using Spectre.Console;

namespace Bridge.Cli.Commands;

/// <summary><c>bridge status ID</c>: where a transfer is and why it waits.</summary>
internal static class StatusCommand
{
    // The relayers know it as well, if only by their word.
    private static readonly TimeSpan SourcePatience = TimeSpan.FromSeconds(5);

    public static Command Create(GlobalOptions options, CommandRunner run)
    {
        var id = new Argument<string>("id") { Description = "The transfer, as 2-1-17 (source chain, destination chain, sequence)." };
        var watch = new Option<bool>("--watch") { Description = "Follow it until it ends." };
        var timeout = GlobalOptions.Timeout("--watch");
        var fromChain = new Option<bool>("--from-chain") { Description = "Ask the chains themselves instead of the relayers." };
        var command = new Command("status", "Show where a transfer is, why it waits and until when, what each step took, and what you can do.") { id, watch, timeout, fromChain };
        command.SetAction((result, stop) => run(result, async (session, token) =>
        {
            var transfer = UsageException.ReadId(result.GetValue(id)!);
            session.RequireLane(transfer.Lane);
            if (result.GetValue(fromChain)) return await ShowFromChainAsync(session, transfer, token);
            var known = await FindKnownAsync(session, transfer, token);
            if (result.GetValue(watch)) return await TransferProgress.FollowAsync(session, transfer, TimeSpan.FromSeconds(result.GetValue(timeout)), token, known: known);
            var check = new CheckedStatus(session, transfer, known);
            var status = await check.RequireAsync(token);
            if (!session.TryPrintStatus(status, check.Relayer)) session.Output.Write(await TransferProgress.RenderAsync(session, status, check.Teller, token));
            return CliApplication.Done;
        }, stop));
        return command;
    }

    // What was locked, from the chain that has it. Null when it is not final or the source does not say so in time: then it is shown as the relayers tell it, and marked.
    private static async Task<KnownLock?> FindKnownAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(SourcePatience, session.Time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await TransferFinder.SearchAsync(session, id, either.Token) is LockSearch.Final { Lock: { Transfer: var transfer, Location: var location } }
                ? new(transfer.Asset, transfer.Amount, transfer.Recipient, location.Transaction)
                : null;
        }
        catch (ChainReadException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return null;
        }
    }

    private static async Task<int> ShowFromChainAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        var destination = session.ChainOf(id.Lane.Destination);
        var state = await ChainTruth.StateAsync(session, id, cancellationToken);
        var final = state != DestinationState.Open && await ChainTruth.IsFinalAsync(session, id, state, cancellationToken);
        var refunded = state == DestinationState.Voided && await ChainTruth.IsRefundedAsync(session, id, cancellationToken);
        var record = state is DestinationState.Released or DestinationState.Held ? await destination.ReleaseReader(destination.RpcUrls[0]).FindReleaseAsync(id, cancellationToken) : null;
        // What was never locked is not released either, and nobody waits for it.
        var isLockFinal = state == DestinationState.Open ? await IsLockFinalAsync(session, id, cancellationToken) : (bool?)null;
        var waits = state == DestinationState.Held ? await TransferAdvice.OfHoldAsync(session, id, cancellationToken) : null;
        if (session.TryPrintJson(new { id = id.ToString(), state = state.ToString(), lockFinal = isLockFinal, released = state == DestinationState.Released, final, refunded, claimable = record?.IsClaimable ?? false, holdTransaction = record?.Hold, destinationTransaction = record?.Payment, advice = waits }))
            return CliApplication.Done;
        var words = state switch
        {
            DestinationState.Open => "not released",
            DestinationState.Released when record is { IsClaimable: true } => "released into a claimable balance",
            DestinationState.Released => "released",
            DestinationState.Held => "held: two officers decide",
            _ => "void",
        };
        session.Output.MarkupLineInterpolated($"transfer [bold]{id}[/] on {destination.Name}: {words}{(state == DestinationState.Open ? "" : final ? ", final" : ", not final yet")}");
        if (isLockFinal is { } isFinal) session.Output.MarkupLineInterpolated($"on {source.Name}: locked{(isFinal ? ", final" : ", not final yet")}");
        if (state == DestinationState.Voided) session.Output.MarkupLineInterpolated($"on {source.Name}: {(refunded ? "paid back, final" : "not paid back yet")}");
        if (record?.Hold is { } hold) session.Output.MarkupLineInterpolated($"held in transaction {hold}");
        if (record?.Payment is { } payment) session.Output.MarkupLineInterpolated($"{(record.IsClaimable ? "credited" : "paid")} in transaction {payment}");
        if (waits is not null) session.Output.MarkupLineInterpolated($"what you can do: {waits}");
        return CliApplication.Done;
    }

    private static async Task<bool> IsLockFinalAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        try
        {
            await TransferFinder.FindAsync(session, id, cancellationToken);
            return true;
        }
        catch (LockNotFoundException e) when (e.IsInABlock)
        {
            return false;
        }
    }
}
