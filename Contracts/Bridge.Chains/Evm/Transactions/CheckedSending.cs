using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;

namespace Bridge.Chains.Evm.Transactions;

/// <summary>Simulate, then send, then insist on success: for callers to whom a revert is always a failure.</summary>
internal sealed class CheckedSending(EvmRpc rpc, EvmTransactionSender sender)
{
    /// <summary>Sends a call, or creates a contract when <paramref name="to"/> is null.</summary>
    /// <exception cref="EvmTransactionException">It would revert (nothing was sent), did revert, or is in no block.</exception>
    internal async Task<EvmReceipt> SendAsync(EvmAddress? to, byte[] data, CancellationToken cancellationToken)
    {
        // Asked at the same time: each answer that is waited for may cost a block.
        var (simulating, pricing) = (rpc.SimulateAsync(new(to, data, sender.Address), cancellationToken), sender.PriceAsync(cancellationToken));
        await Task.WhenAll(simulating, pricing);
        var simulation = await simulating;
        if (simulation is Simulation.Reverts(var revert)) throw new EvmTransactionException(EvmTransactionFailure.Reverted, revert.Error);
        var gas = ((Simulation.Succeeds)simulation).Gas;
        var receipt = await sender.SendAsync(to, data, (gas * 5 / 4) + 20_000, 0, submitted: null, cancellationToken, await pricing);
        return receipt.Succeeded
            ? receipt
            : throw new EvmTransactionException(EvmTransactionFailure.Reverted, $"transaction {receipt.Transaction} reverted in block {receipt.Block.Height}, though it would have succeeded before");
    }
}
