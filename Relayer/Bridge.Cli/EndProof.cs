using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>Asks the chain that ends a transfer whether it has. One for as long as it is followed: a reader may need to see the end twice before it can say so.</summary>
internal sealed class EndProof(CliSession session, TransferId id)
{
    /// <summary>How long a reader that has just started is given.</summary>
    public static readonly TimeSpan FinalityPatience = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(250);

    private IRefundReader? _refunds;

    /// <summary>Which chain can say so: the source pays back, the destination releases.</summary>
    public static IChainFamily ChainOf(CliSession session, TransferId id, TransferState end) => session.ChainOf(end == TransferState.Refunded ? id.Lane.Source : id.Lane.Destination);

    /// <summary>Whether it has ended like this. A claimable balance is a release that the recipient fetches.</summary>
    /// <exception cref="ChainReadException">The chain cannot say.</exception>
    public async Task<bool> HoldsAsync(TransferState end, TimeSpan patience, CancellationToken cancellationToken) => end == TransferState.Refunded
        ? await PatientlyAsync(session, patience, () => IsRefundedAsync(cancellationToken), cancellationToken)
        : await ChainTruth.StateAsync(session, id, cancellationToken) == DestinationState.Released;

    /// <summary>Asks until it holds or the patience is over.</summary>
    public static async Task<bool> PatientlyAsync(CliSession session, TimeSpan patience, Func<Task<bool>> holds, CancellationToken cancellationToken)
    {
        var started = session.Time.GetTimestamp();
        while (!await holds())
        {
            if (session.Time.GetElapsedTime(started) >= patience) return false;
            await Task.Delay(Poll, session.Time, cancellationToken);
        }

        return true;
    }

    private async Task<bool> IsRefundedAsync(CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        _refunds ??= source.RefundReader(source.RpcUrls[0]);
        return (await _refunds.ReadFinalizedAsync(0, cancellationToken)).Facts.Any(fact => fact.Step == RefundStep.Refunded && fact.Id == id);
    }
}
