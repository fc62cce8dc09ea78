namespace Bridge.Protocol;

/// <summary>
/// Merkle tree over leaves in the order given, with sorted-pair keccak256 nodes, so that OpenZeppelin's <c>MerkleProof</c> verifies it.
/// A level with an odd number of nodes moves its last node up unchanged; a tree of one has root = leaf.
/// </summary>
public sealed class MerkleTree
{
    private readonly Bytes32[][] _levels;

    /// <summary>Builds the tree.</summary>
    /// <exception cref="ProtocolException">No leaves, or a zero leaf.</exception>
    public MerkleTree(IReadOnlyList<Bytes32> leaves)
    {
        if (leaves.Count == 0) throw new ProtocolException("a Merkle tree should have at least one leaf");
        if (leaves.Any(leaf => leaf.IsZero)) throw new ProtocolException("a Merkle leaf should not be zero");
        var levels = new List<Bytes32[]> { leaves.ToArray() };
        while (levels[^1].Length > 1) levels.Add(LevelAbove(levels[^1]));
        _levels = [.. levels];
    }

    /// <summary>The root.</summary>
    public Bytes32 Root => _levels[^1][0];

    /// <summary>The nodes beside the path from leaf <paramref name="index"/> to the root, from the bottom; at most ceil(log2(leaves)).</summary>
    /// <exception cref="ArgumentOutOfRangeException">No such leaf.</exception>
    public IReadOnlyList<Bytes32> Proof(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, _levels[0].Length);
        var proof = new List<Bytes32>();
        for (var level = 0; level < _levels.Length - 1; level++, index >>= 1)
        {
            var sibling = index ^ 1;
            if (sibling < _levels[level].Length) proof.Add(_levels[level][sibling]);
        }

        return proof;
    }

    /// <summary>The root that a leaf and its proof lead to.</summary>
    public static Bytes32 RootOf(Bytes32 leaf, IReadOnlyList<Bytes32> proof) => proof.Aggregate(leaf, Node);

    private static Bytes32[] LevelAbove(Bytes32[] level)
    {
        var above = new Bytes32[(level.Length + 1) / 2];
        for (var i = 0; i < above.Length; i++)
            above[i] = (2 * i) + 1 < level.Length ? Node(level[2 * i], level[(2 * i) + 1]) : level[2 * i];
        return above;
    }

    private static Bytes32 Node(Bytes32 a, Bytes32 b)
    {
        Span<byte> pair = stackalloc byte[64];
        var inOrder = a.CompareTo(b) <= 0;
        (inOrder ? a : b).CopyTo(pair);
        (inOrder ? b : a).CopyTo(pair[32..]);
        return Keccak256.Hash(pair);
    }
}
