using System.Collections.Concurrent;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>
/// Finds the transaction that paid, credited or held a transfer in the history of its consumed page, newest first; the payment of one that was held, in the
/// history of its hold. What was read once is remembered, so that a relayer that follows a lane reads each transaction once.
/// </summary>
internal sealed class ReleaseHistory(SolanaRpc rpc, BridgeAddresses addresses)
{
    private const int Step = 100;
    private const int Concurrency = 8;
    private const int MostRemembered = 50_000;

    private readonly ConcurrentDictionary<TransferId, ReleaseRecord> _found = new();
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    /// <summary>The transactions that held and released <paramref name="id"/>; null when the whole history has neither.</summary>
    public async Task<ReleaseRecord?> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(id, out var known) && known.Payment is not null) return known;
        if (_read.Count >= MostRemembered)
        {
            _read.Clear();
            _found.Clear();
            known = null;
        }

        if (known is null) await ReadHistoryAsync(id, addresses.ConsumedPage(id.Lane.Source, BridgeAddresses.ConsumedPageOf(id.Sequence)), record => true, cancellationToken);
        if (Find(id)?.Payment is null) await ReadHistoryAsync(id, addresses.Hold(id), record => record.Payment is not null, cancellationToken);
        return Find(id);
    }

    private ReleaseRecord? Find(TransferId id) => _found.GetValueOrDefault(id);

    private async Task ReadHistoryAsync(TransferId id, SolanaAddress account, Func<ReleaseRecord, bool> isEnough, CancellationToken cancellationToken)
    {
        string? before = null;
        while (true)
        {
            var step = await rpc.GetSignaturesForAddressAsync(account, before, Step, Commitment.Confirmed, cancellationToken);
            await Parallel.ForEachAsync(
                step.Where(entry => !entry.Failed && !_read.ContainsKey(entry.Signature)),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (entry, stop) => await ReadAsync(entry.Signature, id.Lane, stop));
            if (step.Count < Step || (Find(id) is { } record && isEnough(record))) return;
            before = step[^1].Signature;
        }
    }

    private async Task ReadAsync(string signature, Lane lane, CancellationToken cancellationToken)
    {
        var transaction = await rpc.GetTransactionAsync(signature, Commitment.Confirmed, cancellationToken)
            ?? throw new ChainReadException(ChainReadFailure.Unavailable, $"the node lists transaction {signature} and does not show it");
        if (transaction.Failed) return;
        for (var i = 0; i < transaction.Instructions.Count; i++)
        {
            if (ReleaseInstruction.Read(transaction.Instructions, i, addresses) is var (transfer, did) && transfer.Id.Lane == lane) Add(transfer.Id, did, signature);
        }

        _read.TryAdd(signature, true);
    }

    // A hold and its payment come in any order; of each there is one.
    private void Add(TransferId id, ReleaseStep did, string signature)
    {
        var read = did == ReleaseStep.Held ? new ReleaseRecord(null, signature, IsClaimable: false) : new ReleaseRecord(signature, null, did == ReleaseStep.Credited);
        _found.AddOrUpdate(id, read, (_, known) => new(known.Payment ?? read.Payment, known.Hold ?? read.Hold, known.IsClaimable || read.IsClaimable));
    }
}
