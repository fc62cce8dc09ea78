using System.Numerics;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Evm.Wallets;

/// <summary>A user's account on the EVM chain.</summary>
/// <remarks>
/// A lock of a home token needs an allowance for the vault of exactly the amount: by permit where the token has ERC-2612 (one transaction), else by an
/// approval first. It is used up by the lock, so none is left standing (M51). Wrapped tokens are burnt by the vault without an allowance. Every transaction
/// is simulated before it is sent, so that a refusal costs nothing and has its name.
/// </remarks>
internal sealed class EvmWallet(EvmRpc rpc, EvmContracts contracts, EcdsaKey key, EvmTransactionSender sender, TimeProvider time) : IWallet, IDisposable
{
    // One allowance at a time: a permit's nonce, and the allowance it gives, are used up by its own lock before the next one is made.
    private readonly SemaphoreSlim _allowance = new(1);

    private static readonly TimeSpan PermitLifetime = TimeSpan.FromMinutes(20);

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public PartyAddress Address => sender.Address.ToParty();

    /// <inheritdoc/>
    public async Task<LockReceipt> LockAsync(LockRequest request, CancellationToken cancellationToken)
    {
        var asset = contracts.Asset(request.Asset);
        var amount = asset.Scale.ToLocal(request.Amount);
        await RequireBalanceAsync(asset, amount, request.FromMargin, cancellationToken);
        AbiValue[] arguments = [AbiValue.Of(asset.Token), AbiValue.Of(request.Destination.Value), AbiValue.Of((byte)request.Kind), AbiValue.Of(amount), AbiValue.Of(request.Recipient.Value)];
        var receipt = request.FromMargin
            ? await SendAsync(contracts.Margin, AbiEncoder.Call("withdrawToChain(address,uint16,uint8,uint256,bytes32)", arguments), cancellationToken)
            : await LockFromWalletAsync(asset, amount, arguments, cancellationToken);
        var locked = receipt.Logs.Where(log => log.Is(contracts.Vault, LockedEvent.Topic)).Select(log => LockedEvent.Read(log, contracts.Bridge, Chain)).ToList();
        return locked.Count == 1
            ? new(locked[0].Id, receipt.Transaction)
            : throw new WalletException(WalletFailure.Rejected, $"transaction {receipt.Transaction} succeeded with {locked.Count} locks; the deployment's vault may be another contract");
    }

    /// <inheritdoc/>
    public async Task<string> RequestRefundAsync(Transfer transfer, CancellationToken cancellationToken) =>
        (await SendAsync(contracts.Vault, AbiEncoder.Call("requestRefund(bytes)", AbiValue.Of(transfer.Encode())), cancellationToken)).Transaction;

    /// <inheritdoc/>
    public async Task<string> ClaimAsync(AssetDeployment asset, PartyAddress to, CancellationToken cancellationToken) =>
        (await SendAsync(contracts.Vault, AbiEncoder.Call("claim(address,address)", AbiValue.Of(contracts.Asset(asset).Token), AbiValue.Of(EvmAddress.From(to))), cancellationToken)).Transaction;

    private async Task<EvmReceipt> LockFromWalletAsync(EvmAsset asset, BigInteger amount, AbiValue[] arguments, CancellationToken cancellationToken)
    {
        var @lock = AbiEncoder.Call("lock(address,uint16,uint8,uint256,bytes32)", arguments);
        if (!asset.IsCustody) return await SendAsync(contracts.Vault, @lock, cancellationToken);
        await _allowance.WaitAsync(cancellationToken);
        try
        {
            if (await PermitAsync(asset, amount, cancellationToken) is { } permit)
                return await SendAsync(contracts.Vault, AbiEncoder.Call("lockWithPermit(address,uint16,uint8,uint256,bytes32,uint256,uint8,bytes32,bytes32)", [.. arguments, .. permit]), cancellationToken);
            await ApproveAsync(asset.Token, amount, cancellationToken);
            return await SendAsync(contracts.Vault, @lock, cancellationToken);
        }
        finally
        {
            _allowance.Release();
        }
    }

    /// <summary>Ends the wallet; its key belongs to the sender.</summary>
    public void Dispose() => _allowance.Dispose();

    // Null when the token has no ERC-2612 in the form that OpenZeppelin gives it.
    private async Task<AbiValue[]?> PermitAsync(EvmAsset asset, BigInteger amount, CancellationToken cancellationToken)
    {
        string name;
        BigInteger nonce;
        Bytes32 domain;
        try
        {
            var answers = await rpc.CallAsync(
                [(new EvmCall(asset.Token, AbiEncoder.Call("name()")), BlockTag.Latest),
                 (new EvmCall(asset.Token, AbiEncoder.Call("nonces(address)", AbiValue.Of(sender.Address))), BlockTag.Latest),
                 (new EvmCall(asset.Token, AbiEncoder.Call("DOMAIN_SEPARATOR()")), BlockTag.Latest)], cancellationToken);
            (name, nonce) = (new AbiReader(answers[0], "name").Text(), EvmContracts.Number(answers[1], "nonces"));
            domain = new AbiReader(answers[2], "DOMAIN_SEPARATOR").Word();
        }
        catch (ChainReadException e) when (e.Failure == ChainReadFailure.Invalid || e.InnerException is Chains.Rpc.JsonRpcErrorException)
        {
            return null;
        }

        // SECURITY: nothing is signed that the node chose: the domain is made here from chain and token, the node's must be the same.
        if (domain != Erc2612Permit.DomainOf(name, "1", contracts.EvmChainId, asset.Token)) return null;
        var deadline = (ulong)(time.GetUtcNow() + PermitLifetime).ToUnixTimeSeconds();
        return new Erc2612Permit(domain, sender.Address, contracts.Vault, amount, nonce, deadline).Sign(key);
    }

    private async Task ApproveAsync(EvmAddress token, BigInteger amount, CancellationToken cancellationToken)
    {
        var allowance = EvmContracts.Number(
            await rpc.CallAsync(new EvmCall(token, AbiEncoder.Call("allowance(address,address)", AbiValue.Of(sender.Address), AbiValue.Of(contracts.Vault))), BlockTag.Latest, cancellationToken),
            "allowance");
        if (allowance == amount) return;
        // Some tokens refuse to change an allowance that is not zero.
        if (!allowance.IsZero) await SendAsync(token, Approve(0), cancellationToken);
        // SECURITY: exactly the amount, so that nothing is left to spend (M51).
        await SendAsync(token, Approve(amount), cancellationToken);

        byte[] Approve(BigInteger value) => AbiEncoder.Call("approve(address,uint256)", AbiValue.Of(contracts.Vault), AbiValue.Of(value));
    }

    private async Task RequireBalanceAsync(EvmAsset asset, BigInteger amount, bool fromMargin, CancellationToken cancellationToken)
    {
        var call = fromMargin ? contracts.MarginBalance(sender.Address, asset.Token) : EvmContracts.BalanceOf(asset.Token, sender.Address);
        var balance = EvmContracts.Number(await rpc.CallAsync(call, BlockTag.Latest, cancellationToken), "balance");
        if (balance < amount)
        {
            throw new WalletException(
                fromMargin ? WalletFailure.InsufficientMargin : WalletFailure.InsufficientBalance,
                $"the {(fromMargin ? "margin account" : "wallet")} holds {UnitText.Format(balance, asset.Scale.LocalDecimals)} {asset.Symbol}, and {UnitText.Format(amount, asset.Scale.LocalDecimals)} are needed");
        }

        if ((await rpc.BalanceAsync(sender.Address, cancellationToken)).IsZero)
            throw new WalletException(WalletFailure.InsufficientFees, $"{sender.Address} has no native currency to pay fees with");
    }

    private async Task<EvmReceipt> SendAsync(EvmAddress to, byte[] data, CancellationToken cancellationToken)
    {
        try
        {
            return await new CheckedSending(rpc, sender).SendAsync(to, data, cancellationToken);
        }
        catch (EvmTransactionException e)
        {
            var failure = e.Failure switch
            {
                EvmTransactionFailure.Refused => WalletFailure.InsufficientFees,
                EvmTransactionFailure.Reverted => WalletFailure.Rejected,
                _ => WalletFailure.NotIncluded,
            };
            throw new WalletException(failure, e.Message, e);
        }
    }
}
