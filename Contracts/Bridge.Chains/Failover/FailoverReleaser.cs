using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>
/// Delivers through one of several sources. A delivery of which nothing is known is said to be <see cref="ReleaseOutcome.Unknown"/> as always, and the next
/// one goes through another source: paying twice is the contract's to refuse (W4).
/// </summary>
public sealed class FailoverReleaser(IReadOnlyList<IReleaser> sources, SourceRotation rotation) : IReleaser
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public int MaxBatch => sources[0].MaxBatch;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
    {
        var index = rotation.Current;
        var outcomes = await sources[index].ReleaseAsync(attestation, submitted, cancellationToken);
        if (outcomes.Any(outcome => outcome is ReleaseOutcome.Unknown)) rotation.MoveOnFrom(index);
        return outcomes;
    }
}
