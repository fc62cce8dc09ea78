using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Where a lock was seen.</summary>
/// <param name="Block">The block or slot that holds it.</param>
/// <param name="Transaction">Transaction hash (EVM, 0x) or signature (Solana, base58).</param>
public sealed record LockLocation(BlockReference Block, string Transaction);

/// <summary>A lock that a source showed. It may still vanish; it cannot be signed.</summary>
/// <param name="Transfer">The transfer, rebuilt from the chain's own fields.</param>
/// <param name="Location">Where it was seen.</param>
public sealed record ObservedLock(Transfer Transfer, LockLocation Location);

/// <summary>
/// A lock at or below a finalised block, from the exact emitter, whose amount the vault's balance confirms. Only this type can be signed, and
/// only a <see cref="ILockReader"/> makes it.
/// </summary>
public sealed record FinalizedLock
{
    // SECURITY: internal, so that no other assembly can promote what is not final (W3).
    internal FinalizedLock(ObservedLock observed, BlockReference finalizedHead)
    {
        if (observed.Location.Block.Height > finalizedHead.Height)
            throw new ChainReadException(ChainReadFailure.Invalid, $"lock {observed.Transfer.Id} at {observed.Location.Block.Height} is above the finalised head {finalizedHead.Height}");
        (Transfer, Location) = (observed.Transfer, observed.Location);
    }

    /// <summary>The transfer.</summary>
    public Transfer Transfer { get; }

    /// <summary>Where it was seen.</summary>
    public LockLocation Location { get; }
}
