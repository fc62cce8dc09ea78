using System.Collections.Concurrent;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>
/// Finds the transaction that paid or credited a transfer in the history of its consumed page, newest first; of one that was held before, in the history
/// of its hold. What was read once is remembered, so that a relayer that follows a lane reads each transaction once.
/// </summary>
internal sealed class ReleaseHistory(SolanaRpc rpc, BridgeAddresses addresses)
{
    private const int Step = 100;
    private const int Concurrency = 8;
    private const int MostRemembered = 50_000;

    private readonly ConcurrentDictionary<TransferId, ReleaseRecord> _found = new();
    private readonly ConcurrentDictionary<string, bool> _read = new(StringComparer.Ordinal);

    /// <summary>The transaction that released <paramref name="id"/>; null when the whole history has none.</summary>
    public async Task<ReleaseRecord?> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(id, out var known)) return known;
        if (_read.Count >= MostRemembered)
        {
            _read.Clear();
            _found.Clear();
        }

        return await FindAsync(id, addresses.ConsumedPage(id.Lane.Source, BridgeAddresses.ConsumedPageOf(id.Sequence)), cancellationToken)
            ?? await FindAsync(id, addresses.Hold(id), cancellationToken);
    }

    private async Task<ReleaseRecord?> FindAsync(TransferId id, SolanaAddress account, CancellationToken cancellationToken)
    {
        string? before = null;
        while (true)
        {
            var step = await rpc.GetSignaturesForAddressAsync(account, before, Step, Commitment.Confirmed, cancellationToken);
            await Parallel.ForEachAsync(
                step.Where(entry => !entry.Failed && !_read.ContainsKey(entry.Signature)),
                new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken },
                async (entry, stop) => await ReadAsync(entry.Signature, id.Lane, stop));
            if (_found.TryGetValue(id, out var record)) return record;
            if (step.Count < Step) return null;
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
            if (ReleaseInstruction.Read(transaction.Instructions, i, addresses) is var (transfer, isCredited) && transfer.Id.Lane == lane) _found.TryAdd(transfer.Id, new(signature, isCredited));
        }

        _read.TryAdd(signature, true);
    }
}
