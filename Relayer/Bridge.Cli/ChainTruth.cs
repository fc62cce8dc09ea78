using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>What the chains themselves say of a transfer: relayers can say anything.</summary>
internal static class ChainTruth
{
    /// <summary>The destination's newest state of a transfer.</summary>
    public static async Task<DestinationState> StateAsync(CliSession session, TransferId id, CancellationToken cancellationToken) =>
        (await Releases(session, id).ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, cancellationToken))[0];

    /// <summary>Whether the destination's finalised state is the same. A reader that has just started may need to see it twice before it can say so.</summary>
    public static Task<bool> IsFinalAsync(CliSession session, TransferId id, DestinationState state, CancellationToken cancellationToken)
    {
        var reader = Releases(session, id);
        return EndProof.PatientlyAsync(session, EndProof.FinalityPatience, async () => (await reader.ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Finalized, cancellationToken))[0] == state, cancellationToken);
    }

    /// <summary>Whether the source has finally paid the sender back.</summary>
    public static Task<bool> IsRefundedAsync(CliSession session, TransferId id, CancellationToken cancellationToken) =>
        new EndProof(session, id).HoldsAsync(TransferState.Refunded, EndProof.FinalityPatience, cancellationToken);

    private static IReleaseReader Releases(CliSession session, TransferId id)
    {
        var destination = session.ChainOf(id.Lane.Destination);
        return destination.ReleaseReader(destination.RpcUrls[0]);
    }
}
