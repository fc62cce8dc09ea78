using System.Collections.Concurrent;
using Bridge.Chains.Solana.Locks;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Reads the locks of a Solana chain from the bridge program's outbox.</summary>
/// <remarks>
/// The truth is account data at derived addresses: the lane's counter and the outbox pages, which hold each transfer and the slot of its lock.
/// Records never change once written, so a record whose slot is at or below the finalised slot is final, whatever state it was read from; nodes that
/// ignore the commitment they are asked for are therefore harmless. Transactions and token balances are read to prove that tokens moved (M03, M05).
/// No log is ever read. Nothing is stored; a read that fails leaves the cursor where it was.
/// </remarks>
internal sealed class SolanaLockReader : ILockReader
{
    /// <summary>Finalised slots without a block in a row before the node is held to be broken.</summary>
    private const int MostSkippedSlots = 64;

    private readonly SolanaRpc _rpc;
    private readonly OutboxReader _outbox;
    private readonly LockProof _proof;
    private readonly AssetReader _assets;
    private readonly IReadOnlyList<Lane> _lanes;
    private readonly bool _isProved;

    // For display only: where unfinalised locks were seen, so that watching them does not read their transactions again and again.
    private readonly ConcurrentDictionary<OutboxRecord, LockLocation> _seen = new();

    public SolanaLockReader(SolanaRpc rpc, BridgeAddresses addresses, BridgeId bridge, ChainId chain, IReadOnlyList<ChainId> others, bool isProved = true)
    {
        (_rpc, Chain, _isProved) = (rpc, chain, isProved);
        var state = new BridgeState(addresses);
        _outbox = new(rpc, addresses, state, bridge);
        _proof = new(rpc, addresses);
        _assets = new(rpc, addresses, state);
        _lanes = [.. others.Select(other => Lane.From(chain, other))];
    }

    /// <inheritdoc/>
    public ChainId Chain { get; }

    /// <inheritdoc/>
    public async Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken)
    {
        var slot = await _rpc.GetSlotAsync(Commitment.Finalized, cancellationToken);
        for (var skipped = 0UL; skipped <= MostSkippedSlots && skipped < slot; skipped++)
        {
            if (await _rpc.GetBlockhashAsync(slot - skipped, Commitment.Finalized, cancellationToken) is { } hash) return new(slot - skipped, hash);
        }

        throw new ChainReadException(ChainReadFailure.Unavailable, $"the node shows no block in {MostSkippedSlots} slots up to its finalised slot {slot}");
    }

    /// <inheritdoc/>
    public async Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) =>
        await _rpc.GetBlockhashAsync(height, Commitment.Confirmed, cancellationToken) is { } hash ? new(height, hash) : null;

    /// <inheritdoc/>
    public async Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var head = await ReadFinalizedHeadAsync(cancellationToken);
        var next = SolanaLockCursor.From(cursor);
        var locks = new List<FinalizedLock>();
        var caughtUp = true;
        foreach (var lane in _lanes)
        {
            // SECURITY: only records of slots at or below the finalised head (W3); FinalizedLock checks it once more.
            var read = await _outbox.ReadAsync(lane, next.Next(lane.Destination), head.Height, Commitment.Finalized, cancellationToken);
            caughtUp &= read.CaughtUp;
            if (read.Records.Count == 0) continue;
            locks.AddRange(await ProveAsync(read.Records, head, cancellationToken));
            next.Advance(lane.Destination, read.Records[^1].Transfer.Id.Sequence + 1);
        }

        foreach (var (record, _) in _seen.Where(seen => seen.Key.Slot <= head.Height)) _seen.TryRemove(record, out _);
        return new(locks, head, next.ToCursor(), caughtUp);
    }

    /// <inheritdoc/>
    public async Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (id.Lane.Source != Chain) throw new ArgumentException($"lane {id.Lane} does not begin on chain {Chain}", nameof(id));
        var head = await ReadFinalizedHeadAsync(cancellationToken);
        var records = await _outbox.ReadSlotOfAsync(id, head.Height, Commitment.Finalized, cancellationToken);
        var isFinalState = records.Count > 0;
        if (!isFinalState) records = await _outbox.ReadSlotOfAsync(id, head.Height, Commitment.Confirmed, cancellationToken);
        if (records.Count == 0) return new LockSearch.None(head);
        var found = records.Single(record => record.Transfer.Id == id);
        // SECURITY: only a record of a slot at or below the finalised head is final (W3), whatever state the node showed it from; FinalizedLock checks it once more.
        if (found.Slot > head.Height) return new LockSearch.NotFinal(found.Transfer, found.Slot, head);
        // SECURITY: a lock of a finalised slot that the finalised state does not hold is a contradiction (W3).
        if (!isFinalState) throw new ChainReadException(ChainReadFailure.Invalid, $"lock {id} is said to be of slot {found.Slot}, and the state finalised at {head.Height} does not hold it");
        return new LockSearch.Final((await ProveAsync(records, head, cancellationToken)).Single(one => one.Transfer.Id == id), head);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var next = SolanaLockCursor.From(cursor);
        var locks = new List<ObservedLock>();
        foreach (var lane in _lanes)
        {
            var read = await _outbox.ReadAsync(lane, next.Next(lane.Destination), upTo: ulong.MaxValue, Commitment.Confirmed, cancellationToken);
            var unseen = read.Records.GroupBy(record => record.Slot).Where(group => !group.All(_seen.ContainsKey)).SelectMany(group => group).ToList();
            // A node may show the state of a slot whose block it does not show yet.
            if (unseen.Count > 0)
            {
                var slot = await _rpc.GetSlotAsync(Commitment.Confirmed, cancellationToken);
                unseen.RemoveAll(record => record.Slot > slot);
            }

            if (unseen.Count > 0)
            {
                var assets = await _assets.ReadAsync(unseen.Select(record => record.Transfer.Asset), Commitment.Confirmed, cancellationToken);
                var transactions = await _proof.FindAsync(unseen, assets, Commitment.Confirmed, checkBalances: false, cancellationToken);
                var hashes = await ReadHashesAsync(unseen, Commitment.Confirmed, cancellationToken);
                foreach (var (record, transaction) in unseen.Zip(transactions)) _seen[record] = new(new(record.Slot, hashes[record.Slot]), transaction);
            }

            foreach (var record in read.Records)
            {
                if (_seen.TryGetValue(record, out var location)) locks.Add(new(record.Transfer, location));
            }
        }

        return locks;
    }

    private async Task<IEnumerable<FinalizedLock>> ProveAsync(IReadOnlyList<OutboxRecord> records, BlockReference head, CancellationToken cancellationToken)
    {
        var assets = await _assets.ReadAsync(records.Select(record => record.Transfer.Asset), Commitment.Finalized, cancellationToken);
        var transactions = await _proof.FindAsync(records, assets, Commitment.Finalized, checkBalances: _isProved, cancellationToken);
        var hashes = await ReadHashesAsync(records, Commitment.Finalized, cancellationToken);
        return records.Zip(transactions, (record, transaction) => new FinalizedLock(new(record.Transfer, new(new(record.Slot, hashes[record.Slot]), transaction)), head));
    }

    private async Task<Dictionary<ulong, Bytes32>> ReadHashesAsync(IReadOnlyList<OutboxRecord> records, Commitment commitment, CancellationToken cancellationToken)
    {
        var hashes = new Dictionary<ulong, Bytes32>();
        foreach (var slot in records.Select(record => record.Slot).Distinct())
        {
            // SECURITY: a lock in a slot that has no block is a contradiction, not a detail.
            hashes[slot] = await _rpc.GetBlockhashAsync(slot, commitment, cancellationToken)
                ?? throw new ChainReadException(ChainReadFailure.Invalid, $"a lock is in slot {slot}, for which the node has no block");
        }

        return hashes;
    }
}
