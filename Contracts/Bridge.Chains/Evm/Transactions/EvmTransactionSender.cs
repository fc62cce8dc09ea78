using System.Numerics;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol.Cryptography;

namespace Bridge.Chains.Evm.Transactions;

/// <summary>Sends the transactions of one account and waits until each is in a block. Safe for concurrent use; one instance per account and process.</summary>
/// <remarks>
/// <para>Nonces: given out one at a time together with the first broadcast, so that a refused transaction leaves no gap. While nothing of ours is under
/// way the node's count is taken, so a forgotten transaction, or one of another process, heals by itself.</para>
/// <para>Waiting: every broadcast of a nonce is looked for. Without inclusion the same transaction is offered again for at least 12.5 % more, up to the
/// policy's cap; all offers share the nonce, so at most one of them can ever land.</para>
/// <para>Nothing is stored. After a crash, whoever sends again first asks the chain what has landed.</para>
/// </remarks>
internal sealed class EvmTransactionSender(EvmRpc rpc, EcdsaKey key, ulong evmChainId, TimeProvider time, EvmFeePolicy policy) : IDisposable
{
    private const int NonceAttempts = 3;

    private readonly SemaphoreSlim _nonceGate = new(1, 1);
    private int _underWay;
    private ulong _nextNonce;

    internal EvmAddress Address { get; } = EvmAddress.From(key.EvmAddress());

    /// <summary>Sends and waits. <paramref name="submitted"/> is called once, with the first hash, when the node has taken it.</summary>
    /// <returns>The receipt: included, not final, and perhaps reverted.</returns>
    /// <exception cref="EvmTransactionException">Not in a block.</exception>
    /// <exception cref="ChainReadException">The node could not be asked; before the first broadcast only.</exception>
    internal Task<EvmReceipt> SendAsync(EvmAddress? to, byte[] data, ulong gasLimit, BigInteger value, Action<string>? submitted, CancellationToken cancellationToken) =>
        SendAsync(to, data, () => Task.FromResult(gasLimit), value, submitted, cancellationToken);

    /// <summary>Sends with the gas that <paramref name="gasLimit"/> finds out, which is asked at the same time as everything else; nothing is sent when it throws.</summary>
    internal async Task<EvmReceipt> SendAsync(EvmAddress? to, byte[] data, Func<Task<ulong>> gasLimit, BigInteger value, Action<string>? submitted, CancellationToken cancellationToken)
    {
        var (transaction, signed) = await BroadcastFirstAsync(to, data, gasLimit, value, cancellationToken);
        try
        {
            submitted?.Invoke(signed.Hash);
            return await WaitAsync(transaction, signed, cancellationToken);
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _nonceGate.Dispose();
        key.Dispose();
    }

    private async Task<(Eip1559Transaction Transaction, SignedTransaction Signed)> BroadcastFirstAsync(
        EvmAddress? to, byte[] data, Func<Task<ulong>> gasLimit, BigInteger value, CancellationToken cancellationToken)
    {
        await _nonceGate.WaitAsync(cancellationToken);
        try
        {
            // Asked at the same time: each answer that is waited for may cost a block.
            var (gas, price, count) = (gasLimit(), PriceAsync(cancellationToken), rpc.TransactionCountAsync(Address, "pending", cancellationToken));
            await Task.WhenAll(gas, price, count);
            var pending = await count;
            for (var attempt = 1; ; attempt++)
            {
                // Other transactions of ours may not have reached the node's pool yet: never give their nonce out again.
                var nonce = Volatile.Read(ref _underWay) > 0 ? Math.Max(pending, _nextNonce) : pending;
                var transaction = new Eip1559Transaction(evmChainId, nonce, await price, await gas, to, data) { Value = value };
                var signed = transaction.Sign(key);
                if (await TryBroadcastAsync(signed, cancellationToken) is not { } refusal)
                {
                    _nextNonce = nonce + 1;
                    Interlocked.Increment(ref _underWay);
                    return (transaction, signed);
                }

                // A nonce that another process took in between is told by the count, not by the words of the refusal.
                if (attempt == NonceAttempts || (pending = await rpc.TransactionCountAsync(Address, "pending", cancellationToken)) <= nonce)
                    throw new EvmTransactionException(EvmTransactionFailure.Refused, $"{rpc.Endpoint} refused the transaction: {refusal}");
            }
        }
        finally
        {
            _nonceGate.Release();
        }
    }

    // Null when the node has it, now or from before; its refusal otherwise. A transport failure leaves it open, which is "sent" for the nonce.
    private async Task<string?> TryBroadcastAsync(SignedTransaction signed, CancellationToken cancellationToken)
    {
        try
        {
            var refusal = await rpc.SendRawAsync(signed, cancellationToken);
            return refusal is null || await rpc.KnowsTransactionAsync(signed.Hash, cancellationToken) ? null : refusal.Message;
        }
        catch (ChainReadException)
        {
            return null;
        }
    }

    private async Task<EvmReceipt> WaitAsync(Eip1559Transaction transaction, SignedTransaction signed, CancellationToken cancellationToken)
    {
        var offers = new List<SignedTransaction> { signed };
        var started = time.GetTimestamp();
        var offered = started;
        long? takenSince = null;
        while (true)
        {
            var (receipt, taken) = await FindReceiptAsync(offers, transaction.Nonce, cancellationToken);
            if (receipt is not null) return receipt;
            // A node may count a transaction a moment before it shows its receipt: only a nonce that stays taken was taken by another.
            takenSince = taken ? takenSince ?? time.GetTimestamp() : null;
            if (takenSince is { } since && time.GetElapsedTime(since) >= policy.ReceiptsLagAtMost)
                throw new EvmTransactionException(EvmTransactionFailure.Displaced, $"another transaction of {Address} took nonce {transaction.Nonce}");
            if (time.GetElapsedTime(started) >= policy.GiveUpAfter)
                throw new EvmTransactionException(EvmTransactionFailure.NotIncluded, $"transaction {offers[^1].Hash} is in no block after {policy.GiveUpAfter.TotalSeconds:0} s; it may still land");
            if (time.GetElapsedTime(offered) >= policy.ResubmitAfter)
            {
                offered = time.GetTimestamp();
                transaction = await OfferAgainAsync(transaction, offers, cancellationToken);
            }

            await Task.Delay(policy.PollEvery, time, cancellationToken);
        }
    }

    // Also whether the nonce is used up in the newest block.
    private async Task<(EvmReceipt? Receipt, bool Taken)> FindReceiptAsync(List<SignedTransaction> offers, ulong nonce, CancellationToken cancellationToken)
    {
        try
        {
            // Counted before the receipts are looked for, so that a block in between is not taken for another transaction's.
            var count = await rpc.TransactionCountAsync(Address, "latest", cancellationToken);
            foreach (var offer in Enumerable.Reverse(offers))
            {
                if (await rpc.ReceiptAsync(offer.Hash, cancellationToken) is { } receipt) return (receipt, true);
            }

            return (null, count > nonce);
        }
        catch (ChainReadException)
        {
            // It is out already: a node that cannot be asked now is asked again until the policy gives up.
            return (null, false);
        }
    }

    private async Task<Eip1559Transaction> OfferAgainAsync(Eip1559Transaction transaction, List<SignedTransaction> offers, CancellationToken cancellationToken)
    {
        try
        {
            if (policy.Next(transaction.Price, await PriceAsync(cancellationToken)) is not { } price)
            {
                // Nothing more may be paid: only remind the node, which may have forgotten it.
                await rpc.SendRawAsync(offers[^1], cancellationToken);
                return transaction;
            }

            var raised = transaction with { Price = price };
            var signed = raised.Sign(key);
            // Noted before it is sent: once out, it may land whatever the node answers.
            offers.Add(signed);
            await rpc.SendRawAsync(signed, cancellationToken);
            return raised;
        }
        catch (ChainReadException)
        {
            return transaction;
        }
    }

    private async Task<GasPrice> PriceAsync(CancellationToken cancellationToken)
    {
        var (newest, priority) = (rpc.BlockAsync("latest", cancellationToken), rpc.PriorityFeeAsync(cancellationToken));
        await Task.WhenAll(newest, priority);
        var block = await newest ?? throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} shows no latest block");
        return policy.First(block.BaseFee, await priority);
    }
}
