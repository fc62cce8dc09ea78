using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>
/// How far a watcher has read on one chain. Opaque to its holder, stored as <see cref="Text"/>, understood only by the reader that made it
/// (EVM: the next block; Solana: the next sequence of each lane).
/// </summary>
/// <param name="Text">At most 200 characters.</param>
public readonly record struct LockCursor(string Text)
{
    /// <summary>From the deployment's beginning.</summary>
    public static LockCursor Start => new("");
}

/// <summary>Finalised locks read in one step.</summary>
/// <param name="Locks">In the chain's order; per lane contiguous in sequence.</param>
/// <param name="FinalizedHead">The finalised block the step was read against.</param>
/// <param name="Next">Where to go on: advances only past what was read whole.</param>
/// <param name="CaughtUp">False when more finalised locks can be read at once.</param>
public sealed record FinalizedLocks(IReadOnlyList<FinalizedLock> Locks, BlockReference FinalizedHead, LockCursor Next, bool CaughtUp)
{
    /// <summary>
    /// Every lock after the cursor at or below this height is in <see cref="Locks"/>: what sources can be compared on. By default the finalised head
    /// when caught up, else the height below the last lock (whose own block or slot may hold more).
    /// </summary>
    public ulong ReadThrough { get; init; } = CaughtUp ? FinalizedHead.Height : Locks.Count == 0 ? 0 : Locks[^1].Location.Block.Height - 1;
}

/// <summary>
/// Reads the locks of one chain, from the deployment's own vault only (M02). Every method throws <see cref="ChainReadException"/> when it
/// cannot say; an empty list means that the chain was read and holds nothing.
/// </summary>
public interface ILockReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>The finalised head now.</summary>
    Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken);

    /// <summary>Hash of the block at <paramref name="height"/> as this source shows it now; null when the height holds no block (a skipped Solana slot).</summary>
    Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken);

    /// <summary>
    /// Locks from <paramref name="cursor"/> up to the finalised head, each checked: exact emitter, right bridge, lane and layout, and the vault's
    /// balance difference covers the amounts (<see cref="ChainReadFailure.BalanceMismatch"/> otherwise: M03, M05).
    /// </summary>
    Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken);

    /// <summary>
    /// One lock of this chain, without the ones before it: final, in a block that is not final, or none. What is final is checked as in
    /// <see cref="ReadFinalizedAsync"/>. Needs the state of old blocks for old locks, as that does.
    /// </summary>
    /// <exception cref="ArgumentException">The lane of <paramref name="id"/> does not begin on this chain.</exception>
    Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken);

    /// <summary>Locks from <paramref name="cursor"/> up to the newest block, final or not: for display only, balances are not checked.</summary>
    Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken);
}
