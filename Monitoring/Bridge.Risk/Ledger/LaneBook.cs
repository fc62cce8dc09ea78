using Bridge.Protocol;

namespace Bridge.Risk.Ledger;

/// <summary>Sums of one asset in one lane, canonical units. They only grow, but for <see cref="Pending"/>.</summary>
public sealed class LaneSheet
{
    /// <summary>Locked on the source and final.</summary>
    public UInt128 Locked { get; internal set; }

    /// <summary>Consumed on the destination by a release: paid, claimable or held.</summary>
    public UInt128 Released { get; internal set; }

    /// <summary>Signed for a release and not consumed yet, as far as this ledger's owner signed.</summary>
    public UInt128 Pending { get; internal set; }

    /// <summary>Given back on the source.</summary>
    public UInt128 Refunded { get; internal set; }
}

/// <summary>What went into a chain and what came out of it, one asset, canonical units.</summary>
public sealed class AssetFlow
{
    /// <summary>Locked (custody) or burnt (mint) there, final.</summary>
    public UInt128 In { get; internal set; }

    /// <summary>Paid, credited or minted there: releases, ended holds and refunds.</summary>
    public UInt128 Out { get; internal set; }
}

/// <summary>One lane: its open transfers, and which ended. What ended costs one bit.</summary>
public sealed class LaneBook
{
    private readonly Dictionary<ulong, OpenTransfer> _open = [];
    private readonly SequenceSet _consumed = new();
    private readonly SequenceSet _refunded = new();
    private readonly SequenceSet _void = new();

    internal LaneBook(Lane lane) => Lane = lane;

    /// <summary>Which lane.</summary>
    public Lane Lane { get; }

    /// <summary>The last final lock; 0 = none.</summary>
    public ulong LastLock { get; private set; }

    /// <summary>How many sequences the destination consumed, as far as it was seen: releases, holds and voids.</summary>
    public ulong Consumed { get; private set; }

    /// <summary>Final locks that have not ended.</summary>
    public IReadOnlyDictionary<ulong, OpenTransfer> Open => _open;

    /// <summary>True when the destination consumed the sequence.</summary>
    public bool IsConsumed(ulong sequence) => _consumed.Contains(sequence);

    /// <summary>Locks of an asset that were seen and are not final: they may vanish.</summary>
    public UInt128 NotFinal(AssetId asset)
    {
        var sum = UInt128.Zero;
        foreach (var transfer in SeenBefore.Values)
        {
            if (transfer.Asset == asset && !Seen.ContainsKey(transfer.Id.Sequence)) sum += transfer.Amount;
        }

        foreach (var transfer in Seen.Values)
        {
            if (transfer.Asset == asset) sum += transfer.Amount;
        }

        return sum;
    }

    // Of the round of reading that goes on, and of the one before it, which still counts until this one ends.
    internal Dictionary<ulong, Transfer> Seen { get; } = [];

    internal Dictionary<ulong, Transfer> SeenBefore { get; } = [];

    // What waits for two officers, as the destination shows it: its lock may be seen later.
    internal Dictionary<ulong, (AssetId Asset, ulong Amount)> Held { get; } = [];

    internal bool AddLock(Transfer transfer, DateTimeOffset at)
    {
        var sequence = transfer.Id.Sequence;
        if (sequence <= LastLock) return false;
        LastLock = sequence;
        _open[sequence] = new(transfer, at);
        return true;
    }

    internal bool Consume(ulong sequence)
    {
        if (!_consumed.Add(sequence)) return false;
        Consumed++;
        return true;
    }

    internal bool Reopen(ulong sequence)
    {
        if (!_consumed.Contains(sequence)) return false;
        _consumed.Remove(sequence);
        Consumed--;
        return true;
    }

    internal void PutBack(OpenTransfer transfer) => _open[transfer.Transfer.Id.Sequence] = transfer;

    internal void End(ulong sequence) => _open.Remove(sequence);

    internal bool Refund(ulong sequence) => _refunded.Add(sequence);

    internal bool IsRefunded(ulong sequence) => _refunded.Contains(sequence);

    internal void Void(ulong sequence) => _void.Add(sequence);

    internal bool IsVoid(ulong sequence) => _void.Contains(sequence);
}

/// <summary>A final lock that has not ended.</summary>
/// <param name="transfer">The transfer.</param>
/// <param name="finalAt">When its lock was seen final.</param>
public sealed class OpenTransfer(Transfer transfer, DateTimeOffset finalAt)
{
    /// <summary>The transfer.</summary>
    public Transfer Transfer => transfer;

    /// <summary>When its lock was seen final.</summary>
    public DateTimeOffset FinalAt => finalAt;

    /// <summary>A share for its release left here.</summary>
    public bool IsSigned { get; internal set; }

    /// <summary>The destination wrote it down for two officers.</summary>
    public bool IsHeld { get; internal set; }

    /// <summary>The destination consumed it without a payment.</summary>
    public bool IsVoid { get; internal set; }
}
