using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Reads locks through one of several sources; a call that fails throws, and the next one asks another source. Cursors are the family's, not the source's.</summary>
public sealed class FailoverLockReader(IReadOnlyList<ILockReader> sources, SourceRotation rotation) : ILockReader
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadFinalizedHeadAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadBlockAsync(height, cancellationToken));

    /// <inheritdoc/>
    public Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadFinalizedAsync(cursor, cancellationToken));

    /// <inheritdoc/>
    public Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.FindAsync(id, cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadObservedAsync(cursor, cancellationToken));
}
