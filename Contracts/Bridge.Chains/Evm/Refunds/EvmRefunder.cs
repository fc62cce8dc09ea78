using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Refunds;

/// <summary>Delivers voids and refunds to the vault. Each is simulated first; a refusal is told by the contract's error.</summary>
internal sealed class EvmRefunder(EvmRpc rpc, EvmContracts contracts, EvmTransactionSender sender) : IRefunder
{
    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        DeliverAsync("voidTransfer(bytes,uint32,bytes)", transfer, epoch, signature, cancellationToken);

    /// <inheritdoc/>
    public Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken) =>
        DeliverAsync("refund(bytes,uint32,bytes)", transfer, epoch, signature, cancellationToken);

    private async Task<RefundOutcome> DeliverAsync(string function, Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken)
    {
        var data = AbiEncoder.Call(function, AbiValue.Of(transfer.Encode()), AbiValue.Of(epoch.Value), AbiValue.Of(signature.ToArray()));
        try
        {
            var simulation = await rpc.SimulateAsync(new(contracts.Vault, data, sender.Address), cancellationToken);
            if (simulation is Simulation.Reverts(var revert)) return Outcome(revert);
            var receipt = await sender.SendAsync(contracts.Vault, data, (((Simulation.Succeeds)simulation).Gas * 5 / 4) + 50_000, 0, submitted: null, cancellationToken);
            // It would have succeeded a block ago: another relayer was first, or a limit was used up. The next try is told which.
            return receipt.Succeeded ? new RefundOutcome.Included(receipt.Transaction) : new RefundOutcome.Unknown($"transaction {receipt.Transaction} reverted");
        }
        catch (ChainReadException e)
        {
            return new RefundOutcome.Unknown(e.Message);
        }
        catch (EvmTransactionException e)
        {
            return e.Failure == EvmTransactionFailure.Refused ? new RefundOutcome.Rejected(e.Message) : new RefundOutcome.Unknown(e.Message);
        }
    }

    private static RefundOutcome Outcome(Revert revert) => revert.Error switch
    {
        "AlreadyVoided" or "AlreadyReleased" or "NotLocked" or "AlreadyRefunded" => new RefundOutcome.AlreadyDone(),
        _ when AboveLimit.Read(revert) is { } limit => new RefundOutcome.Limited(limit.AvailableAt),
        _ => new RefundOutcome.Rejected(revert.Error),
    };
}
