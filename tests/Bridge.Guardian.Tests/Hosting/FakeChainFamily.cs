using System.Runtime.CompilerServices;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

/// <summary>Chains in memory as the sources of a family: the guardian gets its readers from here, and nothing else.</summary>
internal sealed class FakeChainFamily(string name, params FakeChain[] sources) : IChainFamily
{
    public ChainId Chain => sources[0].Chain;

    public string Name => name;

    public string AddressForm => $"an address of {name}";

    public bool IsEachHeadWorthALook => name == "evm";

    public int DecimalsOf(AssetDeployment asset) => name == "evm" ? asset.EvmDecimals : asset.SolanaDecimals;

    /// <summary>What the chain says about the guardians' key; null: nothing asks for it.</summary>
    public GuardianKeyState? Key { get; init; }

    public (string Symbol, int Decimals) NativeCurrency => ("TEST", 9);

    public IReadOnlyList<string> RpcUrls => [.. sources.Select((_, i) => $"http://127.0.0.1:{i}")];

    public ILockReader LockReader(string rpcUrl) => sources[new Uri(rpcUrl).Port];

    public IReleaseReader ReleaseReader(string rpcUrl) => new FakeRefundReader(Chain);

    /// <summary>What accounts hold there.</summary>
    public FakeAccounts Accounts { get; } = new(sources[0].Chain);

    public IAccountReader AccountReader(string rpcUrl) => Accounts;

    public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => new KeyReader(Chain, Key ?? throw new NotSupportedException());

    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => throw new NotSupportedException();

    public IRefundReader RefundReader(string rpcUrl) => new FakeRefundReader(Chain);

    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

    /// <summary>The chain's control plane and what leaves it.</summary>
    public FakeRiskChain Risk { get; } = new(sources[0].Chain);

    public IOutflowReader OutflowReader(string rpcUrl) => Risk;

    public IRiskReader RiskReader(string rpcUrl) => Risk;

    public IControlChangeReader ControlChangeReader(string rpcUrl) => throw new NotSupportedException();

    public IProposalReader ProposalReader(string rpcUrl) => throw new NotSupportedException();

    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => Risk;

    public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => new FakeGuardianKey(Chain);

    public async IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
        yield break;
    }

    public PartyAddress ParseAddress(string text) => throw new NotSupportedException();

    public string FormatAddress(PartyAddress address) => address.ToString();

    private sealed record KeyReader(ChainId Chain, GuardianKeyState Key) : IGuardianKeyReader
    {
        public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) => Task.FromResult(Key);
    }
}
