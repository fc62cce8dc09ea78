using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>What a chain says of one lock that it was asked for by its id. A closed set.</summary>
public abstract record LockSearch
{
    private LockSearch(BlockReference finalizedHead) => FinalizedHead = finalizedHead;

    /// <summary>The finalised block it was read against.</summary>
    public BlockReference FinalizedHead { get; }

    /// <summary>It is final, checked like every lock that is read on the way.</summary>
    public sealed record Final(FinalizedLock Lock, BlockReference Head) : LockSearch(Head);

    /// <summary>It is in a block that is not final and may still vanish: for display only, its balance is not checked.</summary>
    /// <param name="Transfer">As that block has it.</param>
    /// <param name="Height">The block or slot, above the head.</param>
    /// <param name="Head">The finalised head.</param>
    public sealed record NotFinal(Transfer Transfer, ulong Height, BlockReference Head) : LockSearch(Head);

    /// <summary>The chain was read to its newest block and has not counted so far.</summary>
    public sealed record None(BlockReference Head) : LockSearch(Head);
}
