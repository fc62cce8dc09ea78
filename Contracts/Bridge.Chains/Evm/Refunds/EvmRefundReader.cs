using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Refunds;

/// <summary>
/// Reads the steps of refunds from the vault's events up to the finalised block:
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
