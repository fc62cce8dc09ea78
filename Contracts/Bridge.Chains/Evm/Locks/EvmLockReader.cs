using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>Reads the locks of the deployment's vault through one node.</summary>
/// <remarks>
/// <para>A step: take the finalised head; ask for the vault's <c>Locked</c> logs of the next range of blocks; read each block that has some again from
/// its receipts and prove it (<see cref="LockedBlock"/>, <see cref="BalanceProof"/>); compare each lane's last sequence with the vault's own counter at
/// the end of the range. Then the cursor moves.</para>
/// <para>One lock by its id: the vault's counter says whether there is one and in which block (<see cref="FirstHeight"/>); that block is proved like the others.</para>
/// <para>A node is trusted for nothing here that it could contradict itself on; a consistent lie is for <see cref="QuorumLockReader"/>. Whatever does
/// not fit throws, and nothing of the step counts.</para>
/// <para>Unproved (<see cref="IChainFamily.UnprovedLockReader"/>): the same without balances, and without the counters of old blocks.</para>
/// </remarks>
internal sealed class EvmLockReader(EvmRpc rpc, EvmContracts contracts, Finality finality, bool isProved = true) : ILockReader
{
    // A step proves at most this many blocks, so that a long back-fill shows progress and can be stopped.
    private const int MaxLockedBlocks = 100;

    private readonly LogRange _range = new();
    private readonly LockedBlock _blocks = new(rpc, contracts, isProved);
    private readonly FirstHeight _heights = new(rpc);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) => FinalizedBlock.ReadAsync(rpc, finality, cancellationToken);

    /// <inheritdoc/>
    public async Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) => (await rpc.BlockAsync(height, cancellationToken))?.Reference;

    /// <inheritdoc/>
    public async Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var position = EvmLockCursor.Read(cursor, contracts.FromBlock);
        var head = await ReadFinalizedHeadAsync(cancellationToken);
        if (position.NextBlock > head.Height) return new([], head, cursor, CaughtUp: true);

        var (logs, through) = await _range.ReadAsync(position.NextBlock, head.Height, (from, to) => LockedLogsAsync(from, to, cancellationToken));
        var blocks = logs.GroupBy(log => log.Block).ToList();
        if (blocks.Count > MaxLockedBlocks)
        {
            through = blocks[MaxLockedBlocks].Key.Height - 1;
            blocks = blocks[..MaxLockedBlocks];
        }

        var found = new List<ObservedLock>();
        foreach (var block in blocks) found.AddRange(await _blocks.ReadAsync(block.Key, [.. block], cancellationToken));
        var sequences = Continue(position.LastSequences, found);
        // Without proofs the state of old blocks is not asked for: the newest range shows what the ones before it left out.
        if (isProved || through == head.Height) await CheckNothingWithheldAsync(sequences, through, head, cancellationToken);
        // SECURITY: the constructor refuses what lies above the finalised head (W3).
        return new([.. found.Select(one => new FinalizedLock(one, head))], head, new EvmLockCursor(through + 1, sequences).Write(), through == head.Height) { ReadThrough = through };
    }

    /// <inheritdoc/>
    public async Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (id.Lane.Source != Chain) throw new ArgumentException($"lane {id.Lane} does not begin on chain {Chain}", nameof(id));
        var head = await ReadFinalizedHeadAsync(cancellationToken);
        var newest = await rpc.NewestBlockAsync(cancellationToken);
        // SECURITY: a node that lags says nothing about what is not there (M74): the vault counts to its newest block, which is not below a final one.
        if (newest.Height < head.Height) throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} shows {newest.Height} as its newest block and {head.Height} as final");
        var (final, counted) = (await ReadCounterAsync(id.Lane.Destination, head.Hash, cancellationToken), await ReadCounterAsync(id.Lane.Destination, newest.Hash, cancellationToken));
        // SECURITY: a counter never falls: a node that says so hides locks (M74).
        if (counted < final) throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} counts {final} locks to {id.Lane.Destination} at block {head.Height} and {counted} at {newest.Height}");
        if (id.Sequence > counted) return new LockSearch.None(head);
        // SECURITY: what the vault has not counted at the finalised head is not final, whatever logs show (W3); the constructor refuses it once more.
        return id.Sequence > final
            ? await FindNotFinalAsync(id, head, newest, cancellationToken)
            : new LockSearch.Final(new(await ProveAsync(id, await FindHeightAsync(id, contracts.FromBlock, head.Height, cancellationToken), head, cancellationToken), head), head);
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var from = EvmLockCursor.Read(cursor, contracts.FromBlock).NextBlock;
        var head = await rpc.NewestBlockAsync(cancellationToken);
        if (from > head.Height) return [];
        var (logs, _) = await _range.ReadAsync(from, head.Height, (first, last) => LockedLogsAsync(first, last, cancellationToken));
        return [.. logs.Select(log => new ObservedLock(_blocks.Read(log), new(log.Block, log.Transaction)))];
    }

    private async Task<LockSearch> FindNotFinalAsync(TransferId id, BlockReference head, BlockReference newest, CancellationToken cancellationToken)
    {
        var height = await FindHeightAsync(id, head.Height + 1, newest.Height, cancellationToken);
        var seen = (await LockedLogsAsync(height, height, cancellationToken)).Select(_blocks.Read).FirstOrDefault(transfer => transfer.Id == id);
        return seen is not null ? new LockSearch.NotFinal(seen, height, head) : throw NotShown(id, height);
    }

    private async Task<ulong> FindHeightAsync(TransferId id, ulong from, ulong to, CancellationToken cancellationToken) =>
        await _heights.FindAsync(contracts.LastSequence(id.Lane.Destination), counted => counted >= id.Sequence, from, to, cancellationToken)
        ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} counts lock {id} and does not keep the state that tells in which block it is");

    private async Task<ObservedLock> ProveAsync(TransferId id, ulong height, BlockReference head, CancellationToken cancellationToken)
    {
        var block = await rpc.BlockAsync(height, cancellationToken) ?? throw NoBlock(height);
        var found = await _blocks.ReadAsync(block.Reference, await LockedLogsAsync(height, height, cancellationToken), cancellationToken);
        var before = new Dictionary<ChainId, ulong>();
        foreach (var destination in contracts.Destinations) before[destination] = await ReadCounterAsync(destination, block.Parent, cancellationToken);
        // SECURITY: the block's locks are those that the vault counted in it, no more and no fewer (M74), as in a step of all.
        await CheckNothingWithheldAsync(Continue(before, found), height, head, cancellationToken);
        // SECURITY: the lock that was asked for, and no other (W1): a counter at which the node gave a wrong answer leads to another block.
        return found.FirstOrDefault(one => one.Transfer.Id == id) ?? throw NotShown(id, height);
    }

    private async Task<ulong> ReadCounterAsync(ChainId destination, Bytes32 block, CancellationToken cancellationToken) =>
        EvmContracts.UInt64(await rpc.CallAsync(contracts.LastSequence(destination), new BlockTag.Hash(block), cancellationToken), "lastSequence");

    private async Task<IReadOnlyList<EvmLog>> LockedLogsAsync(ulong from, ulong to, CancellationToken cancellationToken)
    {
        var logs = await rpc.LogsAsync(contracts.Vault, from, to, [[LockedEvent.Topic]], cancellationToken);
        foreach (var log in logs)
        {
            // SECURITY: the filter was a request; what came back is checked again (M02), and a log that was dropped with its block is none.
            if (!log.Is(contracts.Vault, LockedEvent.Topic) || log.Removed || log.Block.Height < from || log.Block.Height > to)
                throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed a log of {log.Emitter} in block {log.Block.Height} when asked for locks of {contracts.Vault} in {from} to {to}");
        }

        return [.. logs.OrderBy(log => log.Block.Height).ThenBy(log => log.Index)];
    }

    private static Dictionary<ChainId, ulong> Continue(IReadOnlyDictionary<ChainId, ulong> last, IEnumerable<ObservedLock> found)
    {
        var sequences = new Dictionary<ChainId, ulong>(last);
        foreach (var id in found.Select(one => one.Transfer.Id))
        {
            var expected = sequences.GetValueOrDefault(id.Lane.Destination) + 1;
            // SECURITY: contiguous from 1: a gap is a lock that this node hides, a repeat one that it makes up (M74).
            if (id.Sequence != expected) throw new ChainReadException(ChainReadFailure.Invalid, $"lock {id} came where {id.Lane}-{expected} was next");
            sequences[id.Lane.Destination] = expected;
        }

        return sequences;
    }

    private async Task CheckNothingWithheldAsync(Dictionary<ChainId, ulong> sequences, ulong through, BlockReference head, CancellationToken cancellationToken)
    {
        var block = through == head.Height ? head
            : await ReadBlockAsync(through, cancellationToken) ?? throw NoBlock(through);
        foreach (var destination in contracts.Destinations)
        {
            var counter = await ReadCounterAsync(destination, block.Hash, cancellationToken);
            // SECURITY: the vault's own counter: logs that a node leaves out do not pass for silence (M74), nor do logs that it adds.
            if (counter != sequences.GetValueOrDefault(destination))
                throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed locks to {destination} up to {sequences.GetValueOrDefault(destination)}; the vault counts {counter} at block {through}");
        }
    }

    private ChainReadException NoBlock(ulong height) => new(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows no block at {height}");

    // Not none: the vault has counted it.
    private ChainReadException NotShown(TransferId id, ulong height) => new(ChainReadFailure.Unavailable, $"{rpc.Endpoint} counts lock {id} and does not show it in block {height}");
}
