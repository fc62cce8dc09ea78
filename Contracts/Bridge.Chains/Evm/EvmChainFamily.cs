using System.Collections.Concurrent;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Outflows;
using Bridge.Chains.Evm.Refunds;
using Bridge.Chains.Evm.Releases;
using Bridge.Chains.Evm.Risk;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Evm.Wallets;
using Bridge.Chains.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Evm;

/// <summary>The EVM chain of a deployment.</summary>
/// <remarks>
/// One HTTP client, and so one circuit breaker, per RPC address, shared by everything made here. What pays fees with one key shares that account's
/// nonces; wallets hold their own: make one per account and keep it. Finality is the node's tag "finalized" unless said otherwise.
/// </remarks>
public sealed class EvmChainFamily : IChainFamily, IDisposable
{
    private readonly EvmContracts _contracts;
    private readonly BridgeId _bridge;
    private readonly TimeProvider _time;
    private readonly Finality _finality;
    private readonly EvmFeePolicy _fees;
    private readonly JsonRpcOptions _rpcOptions;
    private readonly Func<HttpMessageHandler?> _transport;
    private readonly ConcurrentDictionary<string, Lazy<JsonRpcClient>> _clients = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<(string RpcUrl, EvmAddress Account), Lazy<EvmTransactionSender>> _payers = [];
    private readonly ConcurrentBag<IDisposable> _owned = [];

    /// <summary>Reads the deployment's EVM side.</summary>
    /// <param name="deployment">The deployment.</param>
    /// <param name="time">Clock.</param>
    /// <param name="finality">When a block is final; null: <c>Finality.Tag("finalized")</c>.</param>
    /// <param name="fees">How transactions pay; null: the defaults.</param>
    /// <exception cref="ProtocolException">An address or id in the deployment is malformed.</exception>
    public EvmChainFamily(Deployment deployment, TimeProvider time, Finality? finality = null, EvmFeePolicy? fees = null)
        : this(deployment, time, finality, fees, new JsonRpcOptions(), () => null)
    {
    }

    internal EvmChainFamily(Deployment deployment, TimeProvider time, Finality? finality, EvmFeePolicy? fees, JsonRpcOptions rpcOptions, Func<HttpMessageHandler?> transport)
    {
        (_contracts, _bridge) = (new(deployment), deployment.Bridge);
        (_time, _finality, _fees, _rpcOptions, _transport) = (time, finality ?? Finality.Tag("finalized"), fees ?? new EvmFeePolicy(), rpcOptions, transport);
        RpcUrls = deployment.Evm.RpcUrls;
    }

    /// <inheritdoc/>
    public ChainId Chain => _contracts.Chain;

    /// <inheritdoc/>
    public string Name => "evm";

    /// <inheritdoc/>
    public string AddressForm => "an EVM address is 0x and 40 hexadecimal digits";

    /// <inheritdoc/>
    public bool IsEachHeadWorthALook => true;

    /// <inheritdoc/>
    public int DecimalsOf(AssetDeployment asset) => asset.EvmDecimals;

    /// <inheritdoc/>
    public (string Symbol, int Decimals) NativeCurrency => ("ETH", 18);

    /// <inheritdoc/>
    public IReadOnlyList<string> RpcUrls { get; }

    /// <inheritdoc/>
    public ILockReader LockReader(string rpcUrl) => new EvmLockReader(Rpc(rpcUrl), _contracts, _finality);

    /// <inheritdoc/>
    public ILockReader UnprovedLockReader(string rpcUrl) => new EvmLockReader(Rpc(rpcUrl), _contracts, _finality, isProved: false);

    /// <inheritdoc/>
    public IReleaseReader ReleaseReader(string rpcUrl) => new EvmReleaseReader(Rpc(rpcUrl), _contracts, _finality);

    /// <inheritdoc/>
    public IAccountReader AccountReader(string rpcUrl) => new EvmAccountReader(Rpc(rpcUrl), _contracts);

    /// <inheritdoc/>
    public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => new EvmGuardianKeyReader(Rpc(rpcUrl), _contracts, _finality);

    /// <inheritdoc/>
    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret)
    {
        var rpc = Rpc(rpcUrl);
        return new EvmReleaser(rpc, _contracts, new EvmReleaseReader(rpc, _contracts, _finality), Payer(rpcUrl, feeSecret));
    }

    /// <inheritdoc/>
    public IRefundReader RefundReader(string rpcUrl) => new EvmRefundReader(Rpc(rpcUrl), _contracts, _finality);

    /// <inheritdoc/>
    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new EvmRefunder(Rpc(rpcUrl), _contracts, Payer(rpcUrl, feeSecret));

    /// <inheritdoc/>
    public IOutflowReader OutflowReader(string rpcUrl) => new EvmOutflowReader(Rpc(rpcUrl), _contracts);

    /// <inheritdoc/>
    public IRiskReader RiskReader(string rpcUrl) => new EvmRiskReader(Rpc(rpcUrl), _contracts);

    /// <inheritdoc/>
    public IControlChangeReader ControlChangeReader(string rpcUrl) => new EvmControlChangeReader(Rpc(rpcUrl), _contracts);

    /// <inheritdoc/>
    public IProposalReader ProposalReader(string rpcUrl) => new EvmProposalReader(Rpc(rpcUrl), _contracts, _bridge);

    /// <inheritdoc/>
    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new EvmRiskControl(Rpc(rpcUrl), _contracts, Payer(rpcUrl, feeSecret));

    /// <inheritdoc/>
    public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret)
    {
        var rpc = Rpc(rpcUrl);
        return new EvmKeyRotator(rpc, _contracts, Sender(rpc, EcdsaKey.From(feeSecret.Span)));
    }

    /// <inheritdoc/>
    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret)
    {
        var (rpc, key) = (Rpc(rpcUrl), EcdsaKey.From(secret.Span));
        var wallet = new EvmWallet(rpc, _contracts, key, Sender(rpc, key), _time);
        _owned.Add(wallet);
        return wallet;
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => EvmHeads.WatchAsync(rpcUrl, cancellationToken);

    /// <inheritdoc/>
    public PartyAddress ParseAddress(string text) => EvmAddress.Parse(text).ToParty();

    /// <inheritdoc/>
    public string FormatAddress(PartyAddress address) => EvmAddress.From(address).ToString();

    /// <summary>Zeroes the keys and closes the connections of everything made here.</summary>
    public void Dispose()
    {
        while (_owned.TryTake(out var owned)) owned.Dispose();
        foreach (var client in _clients.Values.Where(client => client.IsValueCreated)) client.Value.Dispose();
    }

    private EvmRpc Rpc(string rpcUrl) => new(_clients.GetOrAdd(rpcUrl, url => new(() => new JsonRpcClient(url, _time, _rpcOptions, _transport()))).Value);

    // One sender per account: two would give one nonce out twice.
    private EvmTransactionSender Payer(string rpcUrl, ReadOnlyMemory<byte> secret)
    {
        var key = EcdsaKey.From(secret.Span);
        var made = new Lazy<EvmTransactionSender>(() => Sender(Rpc(rpcUrl), key));
        var kept = _payers.GetOrAdd((rpcUrl, EvmAddress.From(key.EvmAddress())), made);
        if (!ReferenceEquals(kept, made)) key.Dispose();
        return kept.Value;
    }

    private EvmTransactionSender Sender(EvmRpc rpc, EcdsaKey key)
    {
        var sender = new EvmTransactionSender(rpc, key, _contracts.EvmChainId, _time, _fees);
        _owned.Add(sender);
        return sender;
    }
}
