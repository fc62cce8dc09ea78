using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Reads the steps of refunds through one of several sources; a call that fails throws, and the next one asks another source.</summary>
public sealed class FailoverRefundReader(IReadOnlyList<IRefundReader> sources, SourceRotation rotation) : IRefundReader
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadFinalizedAsync(fromHeight, cancellationToken));

    /// <inheritdoc/>
    public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.FindRefundAsync(id, cancellationToken));
}

/// <summary>Delivers voids and refunds through one of several sources; after a delivery of which nothing is known, the next goes through another.</summary>
public sealed class FailoverRefunder(IReadOnlyList<IRefunder> sources, SourceRotation rotation) : IRefunder
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        DeliverAsync(refunder => refunder.VoidAsync(transfer, epoch, signature, cancellationToken));

    /// <inheritdoc/>
    public Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        DeliverAsync(refunder => refunder.RefundAsync(transfer, epoch, signature, cancellationToken));

    private async Task<RefundOutcome> DeliverAsync(Func<IRefunder, Task<RefundOutcome>> deliver)
    {
        var index = rotation.Current;
        var outcome = await deliver(sources[index]);
        if (outcome is RefundOutcome.Unknown) rotation.MoveOnFrom(index);
        return outcome;
    }
}
