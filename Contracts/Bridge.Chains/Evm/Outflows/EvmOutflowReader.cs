using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Outflows;

/// <summary>Reads the vault's events <c>Released</c>, <c>Voided</c> and <c>Refunded</c> up to the newest block.</summary>
internal sealed class EvmOutflowReader(EvmRpc rpc, EvmContracts contracts) : IOutflowReader
{
    private static readonly Bytes32 Voided = Keccak256.Hash("Voided(uint16,uint64,bytes32)");

    private readonly LogRange _range = new();

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<OutflowFacts> ReadAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        // Asked for before the logs: what comes in a later block belongs to the next read.
        var head = await rpc.NewestBlockAsync(cancellationToken);
        var facts = new List<OutflowFact>();
        for (var from = Math.Max(fromHeight, contracts.FromBlock); from <= head.Height;)
        {
            var (logs, through) = await _range.ReadAsync(from, head.Height, (first, last) =>
                rpc.LogsAsync(contracts.Vault, first, last, [[ReleasedEvent.Topic, Voided, RefundedEvent.Topic]], cancellationToken));
            foreach (var log in logs) facts.AddRange(Read(log, from, through));
            from = through + 1;
        }

        return new([.. facts.OrderBy(fact => fact.Height)], head.Height);
    }

    private IEnumerable<OutflowFact> Read(EvmLog log, ulong from, ulong through)
    {
        // SECURITY: the exact emitter, in a block that was asked for: a look-alike event moved nothing (M02).
        if (log.Emitter != contracts.Vault || log.Removed || log.Block.Height < from || log.Block.Height > through || log.Topics.Count == 0)
            throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed a log of {log.Emitter} in block {log.Block.Height} when asked for outflow from {from} to {through}");
        try
        {
            if (log.Topics[0] == ReleasedEvent.Topic) return [.. Released(log)];
            return [log.Topics[0] == RefundedEvent.Topic ? Refunded(log) : VoidedFact(log)];
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"an outflow in {log.Transaction} cannot be used: {e.Message}", e);
        }
    }

    private IEnumerable<OutflowFact> Released(EvmLog log)
    {
        var released = ReleasedEvent.Read(log);
        var lane = Lane.From(ChainId.From(released.Source), Chain);
        return released.Payments.Select(payment => new OutflowFact(
            payment.Outcome switch
            {
                PaymentOutcome.Paid => OutflowKind.Paid,
                PaymentOutcome.Claimable => OutflowKind.Claimable,
                _ => OutflowKind.Held,
            },
            TransferId.From(lane, payment.Sequence), payment.Asset, payment.Amount, PartyAddress.From(payment.Recipient), log.Transaction, log.Block.Height));
    }

    private OutflowFact Refunded(EvmLog log)
    {
        var refunded = RefundedEvent.Read(log);
        var id = TransferId.From(Lane.From(Chain, ChainId.From(refunded.Destination)), refunded.Sequence);
        return new(OutflowKind.Refunded, id, refunded.Asset, refunded.Amount, null, log.Transaction, log.Block.Height);
    }

    private OutflowFact VoidedFact(EvmLog log)
    {
        if (log.Topics.Count != 3) throw new ChainReadException(ChainReadFailure.Invalid, $"Voided in {log.Transaction} should have 3 topics and has {log.Topics.Count}");
        var indexed = new AbiReader([.. log.Topics[1].ToArray(), .. log.Topics[2].ToArray()], $"Voided in {log.Transaction}");
        var id = TransferId.From(Lane.From(ChainId.From(indexed.UInt16()), Chain), indexed.UInt64());
        return new(OutflowKind.Voided, id, null, 0, null, log.Transaction, log.Block.Height);
    }
}
