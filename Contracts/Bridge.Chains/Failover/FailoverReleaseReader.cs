using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Reads consumed sequences through one of several sources; a call that fails throws, and the next one asks another source.</summary>
public sealed class FailoverReleaseReader(IReadOnlyList<IReleaseReader> sources, SourceRotation rotation) : IReleaseReader
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadConsumedAsync(lane, first, count, at, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadStatesAsync(lane, first, count, at, cancellationToken));

    /// <inheritdoc/>
    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.FindReleaseAsync(id, cancellationToken));
}
