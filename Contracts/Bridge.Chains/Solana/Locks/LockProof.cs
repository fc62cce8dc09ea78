using System.Numerics;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Locks;

/// <summary>
/// Finds the transaction of each lock and asks whether the tokens really moved.
/// </summary>
/// <remarks>
/// Every successful lock instruction writes exactly one record in its slot, so the records of a slot and the lock instructions of the transactions
/// that touched their pages in that slot are the same set. Each record is matched with an instruction of equal content, in order of execution.
/// For each such transaction and asset, what came in must cover the locks in it. What the bridge paid out in the same transaction (a release, a hold,
/// a refund or a claim, which anyone may put there) is added back: otherwise a stranger could make an honest lock look unpaid and stop the lane.
/// </remarks>
internal sealed class LockProof(SolanaRpc rpc, BridgeAddresses addresses)
{
    private const int HistoryStep = 1000;
    private const int Concurrency = 8;

    /// <summary>The transaction of each record, in the same order; all records of each slot are given.</summary>
    /// <exception cref="ChainReadException">
    /// <see cref="ChainReadFailure.Unavailable"/>: the node's history does not show them (yet). <see cref="ChainReadFailure.BalanceMismatch"/>:
    /// the tokens did not move (M03, M05).
    /// </exception>
    public async Task<IReadOnlyList<string>> FindAsync(
        IReadOnlyList<OutboxRecord> records, IReadOnlyDictionary<AssetId, AssetState> assets, Commitment commitment, bool checkBalances, CancellationToken cancellationToken)
    {
        var transactions = await ReadTransactionsAsync(records, commitment, cancellationToken);
        var found = new List<string>(records.Count);
        foreach (var slot in records.GroupBy(record => record.Slot))
        {
            var candidates = transactions.Where(transaction => transaction.Slot == slot.Key).ToList();
            var locks = candidates
                .SelectMany(transaction => transaction.Instructions.Select(instruction => (Transaction: transaction, Lock: LockInstruction.From(instruction, addresses.Program))))
                .Where(pair => pair.Lock is not null && pair.Lock.Lane == addresses.Lane(slot.First().Transfer.Id.Lane.Destination))
                .ToList();
            var locked = new Dictionary<(string Transaction, AssetId Asset), BigInteger>();
            foreach (var record in slot)
            {
                var asset = assets[record.Transfer.Asset];
                var local = (BigInteger)record.Transfer.Amount * asset.UnitScale;
                var match = locks.FindIndex(pair => local <= ulong.MaxValue && pair.Lock!.Wrote(record.Transfer, (ulong)local, addresses));
                if (match < 0) throw new ChainReadException(ChainReadFailure.Unavailable, $"no transaction of slot {slot.Key} shows lock {record.Transfer.Id}");
                var transaction = locks[match].Transaction;
                locks.RemoveAt(match);
                found.Add(transaction.Signature);
                var key = (transaction.Signature, record.Transfer.Asset);
                locked[key] = locked.GetValueOrDefault(key) + local;
            }

            if (locks.Count > 0) throw new ChainReadException(ChainReadFailure.Invalid, $"slot {slot.Key} ran {locks.Count} locks that left no record");
            if (checkBalances) RequireCovered(locked, candidates, assets);
        }

        return found;
    }

    private void RequireCovered(Dictionary<(string Transaction, AssetId Asset), BigInteger> locked, List<TransactionRecord> transactions, IReadOnlyDictionary<AssetId, AssetState> assets)
    {
        foreach (var ((signature, assetId), amount) in locked)
        {
            var asset = assets[assetId];
            var transaction = transactions.First(candidate => candidate.Signature == signature);
            var paid = transaction.Instructions
                .Select(instruction => TokenPayment.By(addresses.Authority, instruction))
                .Where(payment => payment?.Mint == asset.Mint)
                .Aggregate(BigInteger.Zero, (sum, payment) => sum + payment!.Value.Amount);
            // Custody: what the bridge's token account gained. Mint: what all accounts of the mint together lost, which is what was burnt.
            var changes = transaction.TokenChanges.Where(change => change.Mint == asset.Mint);
            var gained = asset.Mode == AssetMode.Custody
                ? changes.Where(change => change.Account == asset.Custody).Aggregate(BigInteger.Zero, (sum, change) => sum + change.Change)
                : -changes.Aggregate(BigInteger.Zero, (sum, change) => sum + change.Change);
            // SECURITY: the amount is what the balances say, not what the record says (M03, M05, W2).
            if (gained + paid < amount)
                throw new ChainReadException(ChainReadFailure.BalanceMismatch, $"transaction {signature} locked {amount} of asset {assetId} and brought in {gained + paid}");
        }
    }

    /// <summary>The successful transactions that touched the records' pages in the records' slots, in order of execution.</summary>
    private async Task<IReadOnlyList<TransactionRecord>> ReadTransactionsAsync(IReadOnlyList<OutboxRecord> records, Commitment commitment, CancellationToken cancellationToken)
    {
        var slots = records.Select(record => record.Slot).ToHashSet();
        var signatures = new Dictionary<string, ulong>(StringComparer.Ordinal);
        foreach (var page in records.GroupBy(record => addresses.OutboxPage(record.Transfer.Id.Lane.Destination, BridgeAddresses.OutboxPageOf(record.Transfer.Id.Sequence))))
        {
            foreach (var entry in await ReadHistoryAsync(page.Key, page.Min(record => record.Slot), commitment, cancellationToken))
            {
                // SECURITY: a failed transaction changed nothing, and nodes list it all the same.
                if (!entry.Failed && slots.Contains(entry.Slot)) signatures.TryAdd(entry.Signature, entry.Slot);
            }
        }

        var wanted = signatures.Keys.ToArray();
        var transactions = new TransactionRecord[wanted.Length];
        await Parallel.ForAsync(0, wanted.Length, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (i, stop) =>
            transactions[i] = await rpc.GetTransactionAsync(wanted[i], commitment, stop)
                ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"the node lists transaction {wanted[i]} and does not show it"));
        for (var i = 0; i < wanted.Length; i++)
        {
            if (transactions[i].Failed || transactions[i].Slot != signatures[wanted[i]])
                throw new ChainReadException(ChainReadFailure.Invalid, $"the node shows transaction {wanted[i]} in two ways");
        }

        return transactions;
    }

    /// <summary>An address's history down to <paramref name="oldest"/>, in order of execution.</summary>
    private async Task<IReadOnlyList<SignatureEntry>> ReadHistoryAsync(Keys.SolanaAddress address, ulong oldest, Commitment commitment, CancellationToken cancellationToken)
    {
        var history = new List<SignatureEntry>();
        while (true)
        {
            var step = await rpc.GetSignaturesForAddressAsync(address, history.Count == 0 ? null : history[^1].Signature, HistoryStep, commitment, cancellationToken);
            history.AddRange(step);
            if (step.Count < HistoryStep || step[^1].Slot < oldest) break;
        }

        history.Reverse();
        return history;
    }
}
