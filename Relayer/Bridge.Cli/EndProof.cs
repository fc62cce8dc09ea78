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

    /// <summary>What the destination's history tells of the release; null before it was proved, or when it tells nothing.</summary>
    public ReleaseRecord? Release { get; private set; }

    /// <summary>Which chain can say so: the source pays back, the destination releases.</summary>
    public static IChainFamily ChainOf(CliSession session, TransferId id, TransferState end) => session.ChainOf(end == TransferState.Refunded ? id.Lane.Source : id.Lane.Destination);

    /// <summary>Whether it has ended like this. A claimable balance is a release that the recipient fetches.</summary>
    /// <exception cref="ChainReadException">The chain cannot say.</exception>
    public async Task<bool> HoldsAsync(TransferState end, TimeSpan patience, CancellationToken cancellationToken) => end == TransferState.Refunded
        ? await PatientlyAsync(session, patience, () => IsRefundedAsync(cancellationToken), cancellationToken)
        : await IsReleasedAsync(isClaimable: end == TransferState.Undeliverable, cancellationToken);

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

    /// <summary>The transaction that paid it back; null before that was proved, or where the chain's record does not name it.</summary>
    public string? Refund { get; private set; }

    private async Task<bool> IsReleasedAsync(bool isClaimable, CancellationToken cancellationToken)
    {
        if (await ChainTruth.StateAsync(session, id, cancellationToken) != DestinationState.Released) return false;
        var destination = session.ChainOf(id.Lane.Destination);
        Release = await destination.ReleaseReader(destination.RpcUrls[0]).FindReleaseAsync(id, cancellationToken);
        return Release is null || Release.IsClaimable == isClaimable;
    }

    private async Task<bool> IsRefundedAsync(CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        _refunds ??= source.RefundReader(source.RpcUrls[0]);
        var paid = await _refunds.FindRefundAsync(id, cancellationToken);
        Refund = paid?.Transaction;
        return paid is not null;
    }
}
