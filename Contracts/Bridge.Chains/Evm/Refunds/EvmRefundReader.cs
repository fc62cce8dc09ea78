using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Refunds;

/// <summary>
/// Reads the steps of refunds from the vault's events up to the finalised block; one refund by its transfer, in the block that the vault's state tells (<see cref="FirstHeight"/>):
/// <code>
/// RefundRequested(uint16 indexed destination, uint64 indexed sequence, bytes32 leaf)
/// Voided(uint16 indexed source, uint64 indexed sequence, bytes32 leaf)
/// Refunded(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf, bool paid)
/// </code>
/// </summary>
internal sealed class EvmRefundReader(EvmRpc rpc, EvmContracts contracts, Finality finality) : IRefundReader
{
    private static readonly Bytes32 Requested = Keccak256.Hash("RefundRequested(uint16,uint64,bytes32)");
    private static readonly Bytes32 Voided = Keccak256.Hash("Voided(uint16,uint64,bytes32)");
    private static readonly Bytes32 Refunded = Keccak256.Hash("Refunded(uint16,uint64,bytes32,uint64,bytes32,bool)");

    private readonly FirstHeight _heights = new(rpc);
    private readonly LogRange _range = new();

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        var head = await FinalizedBlock.ReadAsync(rpc, finality, cancellationToken);
        var facts = new List<RefundFact>();
        for (var from = Math.Max(fromHeight, contracts.FromBlock); from <= head.Height;)
        {
            var (logs, through) = await _range.ReadAsync(from, head.Height, (first, last) =>
                rpc.LogsAsync(contracts.Vault, first, last, [[Requested, Voided, Refunded]], cancellationToken));
            foreach (var log in logs) facts.Add(Read(log, from, through));
            from = through + 1;
        }

        return new(facts, head.Height);
    }

    /// <inheritdoc/>
    public async Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (id.Lane.Source != Chain) throw new ArgumentException($"lane {id.Lane} does not begin on chain {Chain}", nameof(id));
        var head = await FinalizedBlock.ReadAsync(rpc, finality, cancellationToken);
        var at = new BlockTag.Hash(head.Hash);
        var (counter, record) = (contracts.LastSequence(id.Lane.Destination), contracts.LockedAt(id.Lane.Destination, id.Sequence));
        var answers = await rpc.CallAsync([(counter, at), (record, at)], cancellationToken);
        // SECURITY: the vault's own word, of the finalised block (W3): what it never counted, and what waits still, was not paid back.
        if (EvmContracts.UInt64(answers[0], "lastSequence") < id.Sequence || EvmContracts.UInt64(answers[1], "lockedAt") != 0) return null;
        // SECURITY: not none: the vault has let go of its lock (M74).
        return await FindByStateAsync(id, counter, record, head.Height, cancellationToken) ?? await WalkBackAsync(id, head.Height, cancellationToken)
            ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"{rpc.Endpoint} has {id} as paid back and does not show it in a block");
    }

    // A lock waits from its own block until it is paid back. Null when the state of old blocks is not kept, or tells of a block that does not show it.
    private async Task<RefundFact?> FindByStateAsync(TransferId id, EvmCall counter, EvmCall record, ulong head, CancellationToken cancellationToken) =>
        await _heights.FindAsync(counter, counted => counted >= id.Sequence, contracts.FromBlock, head, cancellationToken) is { } locked
        && await _heights.FindAsync(record, waitsSince => waitsSince == 0, locked, head, cancellationToken) is { } paid
            ? await ReadRefundAsync(id, paid, paid, cancellationToken) : null;

    private async Task<RefundFact?> WalkBackAsync(TransferId id, ulong head, CancellationToken cancellationToken)
    {
        for (var to = head; to >= contracts.FromBlock;)
        {
            var (found, from) = await _range.ReadBackAsync(contracts.FromBlock, to, (first, last) => ReadRefundAsync(id, first, last, cancellationToken));
            if (found is not null) return found;
            if (from == 0) break;
            to = from - 1;
        }

        return null;
    }

    private async Task<RefundFact?> ReadRefundAsync(TransferId id, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var logs = await rpc.LogsAsync(contracts.Vault, from, to, [[Refunded], [EvmContracts.Topic(id.Lane.Destination.Value)], [EvmContracts.Topic(id.Sequence)]], cancellationToken);
        var facts = logs.Select(log => Read(log, from, to)).ToList();
        // SECURITY: the filter was a request: another step, or another transfer's, proves nothing of this one.
        return facts.TrueForAll(fact => fact.Step == RefundStep.Refunded && fact.Id == id) ? facts.FirstOrDefault()
            : throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed another step than the refund of {id} that it was asked for");
    }

    private RefundFact Read(EvmLog log, ulong from, ulong through)
    {
        // SECURITY: the exact emitter, in a block that was asked for: a look-alike event, or one that is not final, is no step (M02, W3).
        if (log.Emitter != contracts.Vault || log.Removed || log.Block.Height < from || log.Block.Height > through)
            throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed a log of {log.Emitter} in block {log.Block.Height} when asked for refunds from {from} to {through}");
        var (step, topics) = log.Topics[0] == Requested ? (RefundStep.Requested, 3) : log.Topics[0] == Voided ? (RefundStep.Voided, 3) : (RefundStep.Refunded, 4);
        if (log.Topics.Count != topics) throw new ChainReadException(ChainReadFailure.Invalid, $"{step} in {log.Transaction} should have {topics} topics and has {log.Topics.Count}");
        var indexed = new AbiReader([.. log.Topics[1].ToArray(), .. log.Topics[2].ToArray()], $"{step} in {log.Transaction}");
        var data = new AbiReader(log.Data, $"{step} in {log.Transaction}");
        try
        {
            var (other, sequence) = (ChainId.From(indexed.UInt16()), indexed.UInt64());
            if (step == RefundStep.Refunded) _ = data.UInt64();
            var leaf = data.Word();
            if (step == RefundStep.Refunded) _ = data.UInt8();
            data.End();
            var lane = step == RefundStep.Voided ? Lane.From(other, Chain) : Lane.From(Chain, other);
            return new(step, TransferId.From(lane, sequence), leaf, log.Block.Height, log.Transaction);
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"{step} in {log.Transaction} cannot be used: {e.Message}", e);
        }
    }
}
