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
        var receipt = await sender.SendAsync(to, data, GasAsync, 0, submitted: null, cancellationToken);
        return receipt.Succeeded
            ? receipt
            : throw new EvmTransactionException(EvmTransactionFailure.Reverted, $"transaction {receipt.Transaction} reverted in block {receipt.Block.Height}, though it would have succeeded before");

        async Task<ulong> GasAsync() => await rpc.SimulateAsync(new(to, data, sender.Address), cancellationToken) switch
        {
            Simulation.Reverts(var revert) => throw new EvmTransactionException(EvmTransactionFailure.Reverted, revert.Error),
            var simulation => (((Simulation.Succeeds)simulation).Gas * 5 / 4) + 20_000,
        };
    }
}
