namespace Bridge.Chains;

/// <summary>When a block counts as final on a chain. A watcher never signs for anything younger (W3).</summary>
public abstract record Finality
{
    private Finality() { }

    /// <summary>Ask the node for the block with this tag ("finalized", on Ethereum after two epochs; on Solana the finalized commitment).</summary>
    public static Finality Tag(string name) => new ByTag(name);

    /// <summary>A block this many below the head: for chains without a finality gadget.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Below 1.</exception>
    public static Finality Depth(uint blocks)
    {
        ArgumentOutOfRangeException.ThrowIfZero(blocks);
        return new ByDepth(blocks);
    }

    /// <summary>See <see cref="Tag"/>.</summary>
    public sealed record ByTag(string Name) : Finality;

    /// <summary>See <see cref="Depth"/>.</summary>
    public sealed record ByDepth(uint Blocks) : Finality;
}

/// <summary>A block on one chain: its height (EVM block number, Solana slot) and its hash.</summary>
/// <param name="Height">Block number or slot.</param>
/// <param name="Hash">32 bytes. Solana: the block's blockhash.</param>
public readonly record struct BlockReference(ulong Height, Protocol.Bytes32 Hash);
