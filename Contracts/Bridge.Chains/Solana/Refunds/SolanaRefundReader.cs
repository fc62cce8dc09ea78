using System.Collections.Concurrent;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Refunds;

/// <summary>Reads the steps of refunds: the program's void and refund records.</summary>
/// <remarks>
/// A record says in which slot it was made; it is final once that slot is. That a refund was paid stands in a record made before, without a slot of
/// its own: it is final once the finalised slot has reached the state it was first seen in. There are as many records as refunds, so all are read; one by its transfer stands at its own address.
/// </remarks>
internal sealed class SolanaRefundReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain) : IRefundReader
{
    private readonly RecordState _records = new(addresses);
    private readonly FinalBits _paid = new();
    private readonly ConcurrentDictionary<TransferId, ulong> _paidAt = new();

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken)
    {
        // Both kinds in one search, by their size: of one state, and half the work for the node.
        var (contextSlot, accounts) = await rpc.GetProgramAccountsAsync(addresses.Program, RecordState.RecordSize, prefix: [], Commitment.Finalized, cancellationToken);
        // Asked for after the records, so that on a node which honours the commitment they are never ahead of it.
        var finalized = await rpc.GetSlotAsync(Commitment.Finalized, cancellationToken);
        var facts = new List<RefundFact>();
        try
        {
            foreach (var record in Records(accounts, "void").Where(record => record.Slot <= finalized))
                facts.Add(new(RefundStep.Voided, TransferId.From(Lane.From(record.Other, chain), record.Sequence), record.Leaf, record.Slot, null));
            foreach (var record in Records(accounts, "refund"))
            {
                var id = TransferId.From(Lane.From(chain, record.Other), record.Sequence);
                if (!record.IsPaid && record.Slot <= finalized) facts.Add(new(RefundStep.Requested, id, record.Leaf, record.Slot, null));
                if (Refunded(id, record, contextSlot, finalized) is { } refunded) facts.Add(refunded);
            }
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"a record of a refund cannot be used: {e.Message}", e);
        }

        return new([.. facts.OrderBy(fact => fact.Height).ThenBy(fact => fact.Step)], finalized);
    }

    /// <inheritdoc/>
    public async Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (id.Lane.Source != chain) throw new ArgumentException($"lane {id.Lane} should begin on chain {chain}", nameof(id));
        var (contextSlot, account) = await rpc.GetAccountAsync(addresses.Refund(id), Commitment.Finalized, cancellationToken);
        // As above.
        var finalized = await rpc.GetSlotAsync(Commitment.Finalized, cancellationToken);
        if (account is null) return null;
        var record = _records.WayBack(account, "refund");
        // SECURITY: a record tells of the transfer that its place is derived for, and of no other (M02).
        return (record.Other, record.Sequence) == (id.Lane.Destination, id.Sequence) ? Refunded(id, record, contextSlot, finalized)
            : throw new ChainReadException(ChainReadFailure.Invalid, $"the refund record of {id} tells of sequence {record.Sequence} toward chain {record.Other}");
    }

    // SECURITY: paid is final once the finalised slot has reached the state it was first seen in (W3).
    private RefundFact? Refunded(TransferId id, WayBackRecord record, ulong contextSlot, ulong finalized) => record.IsPaid && _paid.IsFinal(id, contextSlot, finalized)
        ? new(RefundStep.Refunded, id, record.Leaf, _paidAt.GetOrAdd(id, Math.Min(contextSlot, finalized)), null) : null;

    private IEnumerable<WayBackRecord> Records(IEnumerable<(SolanaAddress Address, SolanaAccount Account)> accounts, string kind)
    {
        foreach (var (address, account) in accounts.Where(found => RecordState.IsKind(found.Account, kind)))
        {
            var record = _records.WayBack(account, kind);
            var id = kind == "void" ? TransferId.From(Lane.From(record.Other, chain), record.Sequence) : TransferId.From(Lane.From(chain, record.Other), record.Sequence);
            // SECURITY: a record counts only at the address that is derived for its transfer (M02).
            if (address != (kind == "void" ? addresses.Void(id) : addresses.Refund(id)))
                throw new ChainReadException(ChainReadFailure.Invalid, $"the {kind} record of {id} stands at {address}, which is not its place");
            yield return record;
        }
    }
}
