using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Evm;

/// <summary>Rotates the vault's key. Each call is simulated first, so that a refusal costs nothing and has its name.</summary>
internal sealed class EvmKeyRotator(EvmRpc rpc, EvmContracts contracts, EvmTransactionSender sender) : IKeyRotator
{
    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken) => new EvmPendingKey(rpc, contracts).ReadAsync(cancellationToken);

    /// <inheritdoc/>
    public Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken) => SendAsync(
        AbiEncoder.Call("rotate(uint32,bytes32,uint8,bytes)", AbiValue.Of(epoch.Value), AbiValue.Of(key.X), AbiValue.Of(key.YIsOdd ? 1 : 0), AbiValue.Of(signature.ToArray())), cancellationToken);

    /// <inheritdoc/>
    public Task<string> ActivateAsync(CancellationToken cancellationToken) => SendAsync(AbiEncoder.Call("activate()"), cancellationToken);

    private async Task<string> SendAsync(byte[] data, CancellationToken cancellationToken)
    {
        try
        {
            return (await new CheckedSending(rpc, sender).SendAsync(contracts.Vault, data, cancellationToken)).Transaction;
        }
        catch (EvmTransactionException e) when (e.Failure == EvmTransactionFailure.Reverted)
        {
            throw new RiskRefusedException(e.Message, $"the vault on the EVM chain refuses: {e.Message}");
        }
        catch (EvmTransactionException e)
        {
            throw new ChainReadException(ChainReadFailure.Unavailable, e.Message, e);
        }
    }
}
