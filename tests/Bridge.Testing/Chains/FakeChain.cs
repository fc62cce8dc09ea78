using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Testing;

/// <summary>
/// A chain in memory behind <see cref="ILockReader"/>: blocks are mined, made final, dropped, and reads can be made to fail. Cursor: the next
/// block, as on EVM.
/// </summary>
public sealed class FakeChain(ChainId chain) : ILockReader
{
    private readonly List<(BlockReference Block, List<Transfer> Locks)> _blocks = [];
    private readonly Lock _gate = new();
    private int _fork;

    public ChainId Chain => chain;

    /// <summary>How many blocks are final, from the first.</summary>
    public int FinalCount { get; set; }

    /// <summary>What every read throws; null while reads work.</summary>
    public ChainReadException? Failure { get; set; }

    /// <summary>How often the chain was asked for anything.</summary>
    public int Reads { get; private set; }

    /// <summary>Called before each read with how many there were.</summary>
    public Action<int> OnRead { get; set; } = static _ => { };

    /// <summary>Most blocks a step reads.</summary>
    public int StepBlocks { get; set; } = 1_000;

    /// <summary>Whether a search never ends by itself.</summary>
    public bool IsSilent { get; set; }

    /// <summary>Names a lock's transaction.</summary>
    public Func<TransferId, string> TransactionOf { get; set; } = id => $"transaction of {id}";

    /// <summary>Adds a block.</summary>
    public BlockReference Mine(params Transfer[] locks)
    {
        lock (_gate)
        {
            var height = (ulong)_blocks.Count;
            var block = new BlockReference(height, Keccak256.Hash($"chain {chain} fork {_fork} block {height}"));
            _blocks.Add((block, [.. locks]));
            return block;
        }
    }

    /// <summary>Adds a block and makes everything final.</summary>
    public BlockReference MineFinal(params Transfer[] locks)
    {
        var block = Mine(locks);
        FinalCount = _blocks.Count;
        return block;
    }

    /// <summary>Drops the newest blocks and lets the next ones have other hashes.</summary>
    public void Reorganise(int depth)
    {
        lock (_gate)
        {
            _blocks.RemoveRange(_blocks.Count - depth, depth);
            _fork++;
            FinalCount = Math.Min(FinalCount, _blocks.Count);
        }
    }

    public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) => Read(() => Head);

    public Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) =>
        Read(() => height < (ulong)_blocks.Count ? _blocks[(int)height].Block : (BlockReference?)null);

    public Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken) => Read(() =>
    {
        var from = cursor == LockCursor.Start ? 0 : int.Parse(cursor.Text);
        var to = Math.Min(FinalCount, from + StepBlocks);
        var locks = Enumerable.Range(from, Math.Max(0, to - from))
            .SelectMany(i => _blocks[i].Locks.Select(transfer => Final(new ObservedLock(transfer, LocationOf(i, transfer)), Head)));
        return new FinalizedLocks([.. locks], Head, new LockCursor($"{Math.Max(from, to)}"), to == FinalCount);
    });

    public async Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (IsSilent) await Task.Delay(Timeout.Infinite, cancellationToken);
        return await Read(() => Search(id));
    }

    public Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken) => Read<IReadOnlyList<ObservedLock>>(() =>
        [.. Enumerable.Range(0, _blocks.Count).SelectMany(i => _blocks[i].Locks.Select(transfer => new ObservedLock(transfer, LocationOf(i, transfer))))]);

    /// <summary>Makes the type that only readers make.</summary>
    public static FinalizedLock Final(ObservedLock observed, BlockReference finalizedHead) => new(observed, finalizedHead);

    private LockSearch Search(TransferId id)
    {
        var block = _blocks.FindIndex(candidate => candidate.Locks.Any(transfer => transfer.Id == id));
        if (block < 0) return new LockSearch.None(Head);
        var found = _blocks[block].Locks.First(transfer => transfer.Id == id);
        return block < FinalCount ? new LockSearch.Final(Final(new(found, LocationOf(block, found)), Head), Head) : new LockSearch.NotFinal(found, (ulong)block, Head);
    }

    private BlockReference Head => FinalCount == 0
        ? throw new ChainReadException(ChainReadFailure.Unavailable, "nothing is final yet")
        : _blocks[FinalCount - 1].Block;

    private LockLocation LocationOf(int block, Transfer transfer) => new(_blocks[block].Block, TransactionOf(transfer.Id));

    private Task<T> Read<T>(Func<T> read)
    {
        lock (_gate)
        {
            OnRead(Reads++);
            return Failure is null ? Task.FromResult(read()) : Task.FromException<T>(Failure);
        }
    }
}
