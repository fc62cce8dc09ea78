namespace Bridge.Protocol;

/// <summary>The name of a batch: a run of sequences in one lane. This is all that a coordinator says; every fact comes from each guardian's own journal.</summary>
public readonly record struct BatchId
{
    /// <summary>Most transfers a batch may hold.</summary>
    public const int MaxCount = 128;

    private BatchId(Lane lane, ulong first, uint count) => (Lane, First, Count) = (lane, first, count);

    /// <summary>The direction.</summary>
    public Lane Lane { get; }

    /// <summary>The first sequence.</summary>
    public ulong First { get; }

    /// <summary>How many sequences, 1 to 128.</summary>
    public uint Count { get; }

    /// <summary>The last sequence.</summary>
    public ulong Last => First + Count - 1;

    /// <summary>Makes the name.</summary>
    /// <exception cref="ProtocolException">Sequence zero, count outside 1 to 128, or past the last sequence that exists.</exception>
    public static BatchId From(Lane lane, ulong first, uint count)
    {
        if (first == 0) throw new ProtocolException("a batch's first sequence should be at least 1");
        if (count is 0 or > MaxCount) throw new ProtocolException($"a batch should hold 1 to {MaxCount} transfers and holds {count}");
        if (first > ulong.MaxValue - count) throw new ProtocolException("a batch should end below 2^64");
        return new(lane, first, count);
    }

    /// <summary><c>source-destination-first+count</c>.</summary>
    public override string ToString() => $"{Lane}-{First}+{Count}";
}

/// <summary>A batch with its transfers, contiguous in sequence, of one bridge and one lane.</summary>
public sealed class TransferBatch
{
    private readonly MerkleTree _tree;

    /// <summary>Takes the transfers in sequence order.</summary>
    /// <exception cref="ProtocolException">None, too many, a gap, or transfers of several lanes or bridges.</exception>
    public TransferBatch(IReadOnlyList<Transfer> transfers)
    {
        if (transfers.Count is 0 or > BatchId.MaxCount)
            throw new ProtocolException($"a batch should hold 1 to {BatchId.MaxCount} transfers and holds {transfers.Count}");
        var first = transfers[0];
        for (var i = 0; i < transfers.Count; i++)
        {
            // SECURITY: one lane, one bridge, no gap: the signed message names only lane, first sequence and count.
            if (transfers[i].Bridge != first.Bridge || transfers[i].Id != TransferId.From(first.Id.Lane, first.Id.Sequence + (ulong)i))
                throw new ProtocolException($"transfer {i} of the batch should be {first.Id.Lane}-{first.Id.Sequence + (ulong)i} and is {transfers[i].Id}");
        }

        Transfers = [.. transfers];
        Id = BatchId.From(first.Id.Lane, first.Id.Sequence, (uint)transfers.Count);
        _tree = new MerkleTree([.. Transfers.Select(transfer => transfer.Leaf())]);
    }

    /// <summary>The name.</summary>
    public BatchId Id { get; }

    /// <summary>The deployment.</summary>
    public BridgeId Bridge => Transfers[0].Bridge;

    /// <summary>In sequence order.</summary>
    public IReadOnlyList<Transfer> Transfers { get; }

    /// <summary>Root of the Merkle tree over the leaves.</summary>
    public Bytes32 Root => _tree.Root;

    /// <summary>The proof of the transfer at <paramref name="index"/>.</summary>
    public IReadOnlyList<Bytes32> Proof(int index) => _tree.Proof(index);

    /// <summary>What the guardians of <paramref name="epoch"/> sign.</summary>
    public MessageDigest Digest(GuardianEpoch epoch) => SignedMessage.Attestation(Bridge, epoch, Id, Root);
}
