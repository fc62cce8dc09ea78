using System.Numerics;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm.Deploying;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Chains.Evm;

/// <summary>Creates contracts and calls them with one account: what setting up a deployment takes. Encode calls with <see cref="Abi.AbiEncoder"/>.</summary>
public sealed class EvmDeployer : IDisposable
{
    private readonly JsonRpcClient _client;
    private readonly EvmRpc _rpc;
    private readonly EvmTransactionSender _sender;

    /// <summary>Works through one node with one account.</summary>
    /// <param name="rpcUrl">JSON-RPC over HTTP.</param>
    /// <param name="evmChainId">EIP-155 chain id.</param>
    /// <param name="secret">32 bytes; the account pays fees.</param>
    /// <param name="time">Clock.</param>
    public EvmDeployer(string rpcUrl, ulong evmChainId, ReadOnlyMemory<byte> secret, TimeProvider time)
    {
        _client = new(rpcUrl, time);
        _rpc = new(_client);
        _sender = new(_rpc, EcdsaKey.From(secret.Span), evmChainId, time, new EvmFeePolicy { PollEvery = TimeSpan.FromMilliseconds(50) });
    }

    /// <summary>The account.</summary>
    public EvmAddress Address => _sender.Address;

    /// <summary>Creates a contract from a Foundry artifact (<c>out/X.sol/X.json</c>) and ABI-encoded constructor arguments.</summary>
    /// <exception cref="ProtocolException">The file is no artifact, or needs linking.</exception>
    /// <exception cref="EvmTransactionException">The constructor reverts, or no block took it.</exception>
    public async Task<EvmAddress> DeployAsync(string artifactPath, ReadOnlyMemory<byte> constructorArguments, CancellationToken cancellationToken)
    {
        var receipt = await new CheckedSending(_rpc, _sender).SendAsync(to: null, [.. EvmArtifact.Load(artifactPath).Creation, .. constructorArguments.Span], cancellationToken);
        return receipt.CreatedContract ?? throw new ChainReadException(ChainReadFailure.Invalid, $"transaction {receipt.Transaction} created no contract");
    }

    /// <summary>
    /// A contract of this artifact that this account has created before, newest first; null when there is none. Found on the chain alone: addresses follow
    /// from the account's transaction count, so nothing has to be remembered to go on with what was interrupted.
    /// </summary>
    /// <param name="artifactPath">As for <see cref="DeployAsync"/>.</param>
    /// <param name="isWanted">Whether it is the one, of several with the same code.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="DeploymentException">Transactions of the account wait for a block: what they create would be created twice.</exception>
    public async Task<EvmAddress?> FindCreatedAsync(string artifactPath, Func<EvmAddress, Task<bool>> isWanted, CancellationToken cancellationToken)
    {
        var artifact = EvmArtifact.Load(artifactPath);
        var sent = await _rpc.TransactionCountAsync(Address, "latest", cancellationToken);
        if (await _rpc.TransactionCountAsync(Address, "pending", cancellationToken) != sent)
            throw new DeploymentException($"transactions of {Address} wait for a block: try again when they are in one");
        for (var nonce = sent; nonce-- > 0;)
        {
            var address = ContractOf(nonce);
            if (artifact.Matches(await _rpc.CodeAsync(address, cancellationToken)) && await isWanted(address)) return address;
        }

        return null;
    }

    /// <summary>Whether the code at an address was compiled from an artifact, whatever its immutable values.</summary>
    public async Task<bool> IsAsync(EvmAddress address, string artifactPath, CancellationToken cancellationToken) =>
        EvmArtifact.Load(artifactPath).Matches(await _rpc.CodeAsync(address, cancellationToken));

    /// <summary>EIP-155 chain id that the node claims.</summary>
    public Task<ulong> ReadChainIdAsync(CancellationToken cancellationToken) => _rpc.ChainIdAsync(cancellationToken);

    /// <summary>Sends a call and waits until it has succeeded in a block; returns its transaction hash.</summary>
    /// <exception cref="EvmTransactionException">It reverts, or no block took it.</exception>
    public async Task<string> CallAsync(EvmAddress to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        (await new CheckedSending(_rpc, _sender).SendAsync(to, data.ToArray(), cancellationToken)).Transaction;

    /// <summary>Sends native currency and waits until it is in a block.</summary>
    public async Task FundAsync(EvmAddress to, BigInteger wei, CancellationToken cancellationToken) =>
        await _sender.SendAsync(to, [], gasLimit: 21_000, wei, submitted: null, cancellationToken);

    /// <summary>A view's return data, from the newest state.</summary>
    public Task<byte[]> ReadAsync(EvmAddress to, ReadOnlyMemory<byte> data, CancellationToken cancellationToken) =>
        _rpc.CallAsync(new EvmCall(to, data.ToArray()), BlockTag.Latest, cancellationToken);

    /// <summary>The newest block's number.</summary>
    public async Task<ulong> ReadHeightAsync(CancellationToken cancellationToken) =>
        (await _rpc.NewestBlockAsync(cancellationToken)).Height;

    /// <inheritdoc/>
    public void Dispose()
    {
        _sender.Dispose();
        _client.Dispose();
    }

    // Yellow paper, section 7: the last 20 bytes of keccak256(rlp(creator, nonce)).
    private EvmAddress ContractOf(ulong nonce) =>
        EvmAddress.From(Keccak256.Hash(Rlp.List(Rlp.Bytes(Address.ToParty().Value.ToArray().AsSpan(12)), Rlp.Number(nonce))).ToArray().AsSpan(12));
}
