using System.Collections.Concurrent;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Outflows;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Refunds;
using Bridge.Chains.Solana.Risk;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Solana;

/// <summary>The Solana chain of a deployment. Clients of one RPC address share one connection pool and circuit breaker.</summary>
public sealed class SolanaChainFamily : IChainFamily, IDisposable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(400);

    private readonly Deployment _deployment;
    private readonly TimeProvider _time;
    private readonly BridgeAddresses _addresses;
    private readonly ConcurrentDictionary<string, Lazy<JsonRpcClient>> _nodes = new(StringComparer.Ordinal);

    /// <summary>Reads the chain's facts from <paramref name="deployment"/>.</summary>
    /// <exception cref="ProtocolException">The program is no Solana address, or an id is malformed.</exception>
    public SolanaChainFamily(Deployment deployment, TimeProvider time)
    {
        (_deployment, _time) = (deployment, time);
        _addresses = new(SolanaAddress.Parse(deployment.Solana.Program));
        Chain = ChainId.From(deployment.Solana.Chain);
    }

    /// <inheritdoc/>
    public ChainId Chain { get; }

    /// <inheritdoc/>
    public string Name => "solana";

    /// <inheritdoc/>
    public string AddressForm => "a Solana address is 32 to 44 base58 characters";

    /// <inheritdoc/>
    public bool IsEachHeadWorthALook => false;

    /// <inheritdoc/>
    public int DecimalsOf(AssetDeployment asset) => asset.SolanaDecimals;

    /// <inheritdoc/>
    public (string Symbol, int Decimals) NativeCurrency => ("SOL", 9);

    /// <inheritdoc/>
    public IReadOnlyList<string> RpcUrls => _deployment.Solana.RpcUrls;

    /// <inheritdoc/>
    public ILockReader LockReader(string rpcUrl) => LockReader(rpcUrl, isProved: true);

    /// <inheritdoc/>
    public ILockReader UnprovedLockReader(string rpcUrl) => LockReader(rpcUrl, isProved: false);

    /// <inheritdoc/>
    public IReleaseReader ReleaseReader(string rpcUrl) => new SolanaReleaseReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IAccountReader AccountReader(string rpcUrl) => new SolanaAccountReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => new SolanaGuardianKeyReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) =>
        new SolanaReleaser(Rpc(rpcUrl), _addresses, Chain, new Ed25519Key(feeSecret.Span), _time);

    /// <inheritdoc/>
    public IRefundReader RefundReader(string rpcUrl) => new SolanaRefundReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new SolanaRefunder(Rpc(rpcUrl), _addresses, Chain, new Ed25519Key(feeSecret.Span), _time);

    /// <inheritdoc/>
    public IOutflowReader OutflowReader(string rpcUrl) => new SolanaOutflowReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IRiskReader RiskReader(string rpcUrl) => new SolanaRiskReader(Rpc(rpcUrl), _addresses, Chain);

    /// <inheritdoc/>
    public IControlChangeReader ControlChangeReader(string rpcUrl) => new SolanaControlChangeReader(Rpc(rpcUrl), _addresses, Chain, _deployment.Bridge);

    /// <inheritdoc/>
    public IProposalReader ProposalReader(string rpcUrl) => new SolanaProposalReader(Rpc(rpcUrl), _addresses, Chain, _deployment.Bridge, _time);

    /// <inheritdoc/>
    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new SolanaRiskControl(Rpc(rpcUrl), _addresses, Chain, _deployment.Bridge, new Ed25519Key(feeSecret.Span), _time);

    /// <inheritdoc/>
    public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new SolanaKeyRotator(Rpc(rpcUrl), _addresses, Chain, _deployment.Bridge, new Ed25519Key(feeSecret.Span), _time);

    /// <inheritdoc/>
    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) =>
        new SolanaWallet(Rpc(rpcUrl), _addresses, Chain, _deployment.Bridge, new Ed25519Key(secret.Span), _time);

    /// <inheritdoc/>
    public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => _deployment.Solana.WebSocketUrl is { } webSocket
        ? SolanaHeads.SubscribeAsync(new Uri(webSocket), cancellationToken)
        : SolanaHeads.PollAsync(Rpc(rpcUrl), PollInterval, _time, cancellationToken);

    /// <inheritdoc/>
    public PartyAddress ParseAddress(string text) => SolanaAddress.Parse(text).ToParty();

    /// <inheritdoc/>
    public string FormatAddress(PartyAddress address) => SolanaAddress.From(address).ToString();

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        foreach (var node in _nodes.Values)
        {
            if (node.IsValueCreated) node.Value.Dispose();
        }
    }

    private SolanaLockReader LockReader(string rpcUrl, bool isProved) => new(Rpc(rpcUrl), _addresses, _deployment.Bridge, Chain, [ChainId.From(_deployment.Evm.Chain)], isProved);

    private SolanaRpc Rpc(string url) => new(_nodes.GetOrAdd(url, address => new(() => new JsonRpcClient(address, _time))).Value);
}
