using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Transactions;

/// <summary>Sends transactions, watches them together, and sends them again until they land or cannot land any more.</summary>
/// <remarks>
/// A transaction is named by its signature and can run once, so sending it again is harmless. It is simulated first, so that one which must fail costs
/// no fee; sent again, it is not, because the simulation would then meet its own effect. It cannot land once the chain is 150 blocks past its
/// blockhash; slots are counted instead of blocks, with a margin, because slots may be skipped.
/// </remarks>
internal sealed class TransactionSender(SolanaRpc rpc, TimeProvider time)
{
    private const int Concurrency = 8;
    private const ulong BlockhashLifeInSlots = 150 + 32;

    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan ResendInterval = TimeSpan.FromSeconds(2);

    /// <summary>How long a silent node is waited for before the outcome is called unknown.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    /// <summary>Builds each transaction on one fresh blockhash and follows it to its end. One answer per transaction, in order.</summary>
    /// <param name="build">Makes the transactions of a blockhash.</param>
    /// <param name="sent">Called with index and signature as one goes out; may be called by several threads.</param>
    /// <param name="cancellationToken">Stops watching; what was sent may still land.</param>
    /// <exception cref="ChainReadException">The node gave no blockhash: nothing was sent.</exception>
    public async Task<IReadOnlyList<Delivery>> SendAsync(
        IReadOnlyList<Func<Bytes32, SolanaTransaction>> build, Action<int, string> sent, CancellationToken cancellationToken)
    {
        var (slot, blockhash) = await rpc.GetLatestBlockhashAsync(cancellationToken);
        var transactions = build.Select(make => make(blockhash)).ToArray();
        var results = new Delivery?[transactions.Length];
        await Parallel.ForAsync(0, transactions.Length, new ParallelOptions { MaxDegreeOfParallelism = Concurrency, CancellationToken = cancellationToken }, async (i, stop) =>
        {
            results[i] = await FirstSendAsync(transactions[i], stop);
            if (results[i] is null) sent(i, transactions[i].Signature);
        });

        var started = time.GetTimestamp();
        var lastAnswer = started;
        var lastSend = started;
        while (true)
        {
            var pending = Enumerable.Range(0, transactions.Length).Where(i => results[i] is null).ToArray();
            if (pending.Length == 0) return results!;
            try
            {
                await PollAsync(transactions, results, pending, slot + BlockhashLifeInSlots, cancellationToken);
                lastAnswer = time.GetTimestamp();
                if (time.GetElapsedTime(lastSend) >= ResendInterval)
                {
                    foreach (var i in pending.Where(i => results[i] is null)) await SendAgainAsync(transactions[i], cancellationToken);
                    lastSend = time.GetTimestamp();
                }
            }
            catch (ChainReadException e)
            {
                if (time.GetElapsedTime(lastAnswer) >= Patience)
                {
                    foreach (var i in pending.Where(i => results[i] is null)) results[i] = new Delivery.Unknown(transactions[i].Signature, e.Message);
                    return results!;
                }
            }

            if (Array.Exists(results, result => result is null)) await Task.Delay(PollInterval, time, cancellationToken);
        }
    }

    private async Task PollAsync(SolanaTransaction[] transactions, Delivery?[] results, int[] pending, ulong lastSlot, CancellationToken cancellationToken)
    {
        // The slot is asked for before the statuses: a transaction that landed in time is then in them.
        var slot = await rpc.GetSlotAsync(Commitment.Confirmed, cancellationToken);
        var statuses = await rpc.GetSignatureStatusesAsync([.. pending.Select(i => transactions[i].Signature)], cancellationToken);
        foreach (var (i, status) in pending.Zip(statuses))
        {
            results[i] = status switch
            {
                { Confirmed: true, Error: { } error } => new Delivery.Failed(error),
                { Confirmed: true } => new Delivery.Landed(transactions[i].Signature, status.Slot),
                null when slot > lastSlot => new Delivery.Expired(),
                _ => null,
            };
        }
    }

    /// <summary>Null when the transaction is, or may be, on its way.</summary>
    private async Task<Delivery?> FirstSendAsync(SolanaTransaction transaction, CancellationToken cancellationToken)
    {
        try
        {
            return await rpc.SendTransactionAsync(transaction.Bytes, preflight: true, cancellationToken) is { IsOnItsWay: false } error
                ? new Delivery.Failed(error)
                : null;
        }
        catch (ChainReadException)
        {
            return null; // no answer: it may have been sent, and its status will tell
        }
    }

    private async Task SendAgainAsync(SolanaTransaction transaction, CancellationToken cancellationToken) =>
        _ = await rpc.SendTransactionAsync(transaction.Bytes, preflight: false, cancellationToken); // refused as known already, most often
}
