using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>What the chains themselves say of a transfer: relayers can say anything.</summary>
internal static class ChainTruth
{
    private static readonly TimeSpan FinalityPatience = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    /// <summary>The destination's newest state of a transfer.</summary>
    public static async Task<DestinationState> StateAsync(CliSession session, TransferId id, CancellationToken cancellationToken) =>
        (await Releases(session, id).ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, cancellationToken))[0];

    /// <summary>Whether the destination's finalised state is the same. A reader that has just started may need to see it twice before it can say so.</summary>
    public static Task<bool> IsFinalAsync(CliSession session, TransferId id, DestinationState state, CancellationToken cancellationToken)
    {
        var reader = Releases(session, id);
        return PatientlyAsync(session, async () => (await reader.ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Finalized, cancellationToken))[0] == state, cancellationToken);
    }

    /// <summary>Whether the source has finally paid the sender back.</summary>
    public static Task<bool> IsRefundedAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        var reader = source.RefundReader(source.RpcUrls[0]);
        return PatientlyAsync(session, async () => (await reader.ReadFinalizedAsync(0, cancellationToken)).Facts.Any(fact => fact.Step == RefundStep.Refunded && fact.Id == id), cancellationToken);
    }

    /// <summary>Insists that a transfer has ended as a relayer says.</summary>
    /// <exception cref="CliException">It has not.</exception>
    public static async Task RequireEndAsync(CliSession session, TransferId id, TransferState said, CancellationToken cancellationToken)
    {
        // SECURITY: a relayer can say anything: only the chain that pays ends the wait with success.
        var (isTrue, chain) = said == TransferState.Refunded
            ? (await IsRefundedAsync(session, id, cancellationToken), id.Lane.Source)
            : (await StateAsync(session, id, cancellationToken) == DestinationState.Released, id.Lane.Destination);
        if (!isTrue)
            throw new CliException($"a relayer says that {id} has ended as {said}, and {session.ChainOf(chain).Name} does not", "believe the chain: 'bridge status ID --from-chain'; ask another relayer");
    }

    private static IReleaseReader Releases(CliSession session, TransferId id)
    {
        var destination = session.ChainOf(id.Lane.Destination);
        return destination.ReleaseReader(destination.RpcUrls[0]);
    }

    private static async Task<bool> PatientlyAsync(CliSession session, Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        var started = session.Time.GetTimestamp();
        while (!await holds())
        {
            if (session.Time.GetElapsedTime(started) >= FinalityPatience) return false;
            await Task.Delay(Poll, session.Time, cancellationToken);
        }

        return true;
    }
}
