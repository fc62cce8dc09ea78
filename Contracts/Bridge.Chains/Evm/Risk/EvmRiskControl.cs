using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Evm.Risk;

/// <summary>Sends risk papers to the vault's control plane. Each is simulated first, so that a refusal costs nothing and has its name.</summary>
internal sealed class EvmRiskControl(EvmRpc rpc, EvmContracts contracts, EvmTransactionSender sender) : IRiskControl
{
    private readonly RiskContract _contract = new(rpc, contracts);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public async Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken) =>
        await SendAsync(await _contract.AddressAsync(cancellationToken), RiskContract.Act(paper), cancellationToken);

    /// <inheritdoc/>
    public async Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) =>
        await SendAsync(await _contract.AddressAsync(cancellationToken), RiskContract.Execute(action), cancellationToken);

    /// <inheritdoc/>
    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken) => SendAsync(contracts.Vault, RiskContract.ExecuteHold(transfer), cancellationToken);

    private async Task<string> SendAsync(EvmAddress to, byte[] data, CancellationToken cancellationToken)
    {
        try
        {
            return (await new CheckedSending(rpc, sender).SendAsync(to, data, cancellationToken)).Transaction;
        }
        catch (EvmTransactionException e) when (e.Failure == EvmTransactionFailure.Reverted)
        {
            // The contract's word for it where another name is taken by an event.
            var error = e.Message == "WasVetoed" ? "Vetoed" : e.Message;
            throw new RiskRefusedException(error, $"the control plane on the EVM chain refuses: {error}");
        }
        catch (EvmTransactionException e)
        {
            throw new ChainReadException(ChainReadFailure.Unavailable, e.Message, e);
        }
    }
}
