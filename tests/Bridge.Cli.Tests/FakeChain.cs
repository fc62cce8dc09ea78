using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Cli.Tests;

/// <summary>A chain without a node: answers what the test set, records what was locked.</summary>
internal sealed partial class FakeChain(ushort id, string name) : IChainFamily, IAccountReader, IWallet, IReleaseReader, IReleaser
{
    public List<LockRequest> Locks { get; } = [];

    public AssetLimits Limits { get; set; } = new(1_000_000_000, 2_000_000_000, 1_000, 2_000_000_000);

    public Func<LockRequest, LockReceipt>? OnLock { get; set; }

    public List<Attestation> Releases { get; } = [];

    public Func<Attestation, TransferId, ReleaseOutcome> OnRelease { get; set; } = (_, _) => new ReleaseOutcome.Included("release-tx");

    public int MaxBatch => 32;

    public bool IsClaimable { get; set; }

    /// <summary>Its node does not say what it has released or holds, what its limits are, nor who has a role.</summary>
    public bool IsUnreadable { get; set; }

    public int ClaimableUnits { get; set; } = 1;

    public DestinationState State { get; set; } = DestinationState.Open;

    public ChainId Chain => ChainId.From(id);

    public string Name => name;

    public string AddressForm => $"an address of {name}";

    public bool IsEachHeadWorthALook => name == "evm";

    public int DecimalsOf(AssetDeployment asset) => name == "evm" ? asset.EvmDecimals : asset.SolanaDecimals;

    public (string Symbol, int Decimals) NativeCurrency => ("FEE", 3);

    public IReadOnlyList<string> RpcUrls => ["http://node.test"];

    public PartyAddress Address => PartyAddress.From(Keccak256.Hash(name));

    public IReleaseReader ReleaseReader(string rpcUrl) => this;

    public IAccountReader AccountReader(string rpcUrl) => this;

    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => this;

    public ILockReader LockReader(string rpcUrl) => Locked;

    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => this;

    public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => throw new InvalidOperationException("the command line watches no heads");

    public PartyAddress ParseAddress(string text) => text.StartsWith(name, StringComparison.Ordinal)
        ? PartyAddress.From(Keccak256.Hash(text))
        : throw new ProtocolException($"address should start with {name}");

    public string FormatAddress(PartyAddress address) => $"{name}:{address.ToString()[..10]}";

    public Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken) =>
        Task.FromResult(new AssetBalance(12_500_000, 3_000_000, ClaimableUnits));

    public Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken) => Task.FromResult(new BigInteger(1_500));

    /// <summary>What every account is, when it is no wallet.</summary>
    public string? NoWallet { get; set; }

    public Task<string?> FindNoWalletAsync(PartyAddress account, CancellationToken cancellationToken) => Task.FromResult(NoWallet);

    public Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken) => Task.FromResult(BigInteger.Zero);

    /// <summary>Called when limits are read.</summary>
    public Action? OnRead { get; set; }

    public Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        OnRead?.Invoke();
        return IsUnreadable ? throw Unreadable() : Task.FromResult(Limits);
    }

    public Task<LockReceipt> LockAsync(LockRequest request, CancellationToken cancellationToken)
    {
        Locks.Add(request);
        return Task.FromResult(OnLock?.Invoke(request) ?? new LockReceipt(TransferId.From(Lane.From(Chain, request.Destination), 7), "source-tx"));
    }

    public Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
    {
        Releases.Add(attestation);
        return Task.FromResult<IReadOnlyList<ReleaseOutcome>>([.. attestation.Batch.Transfers.Select(transfer => OnRelease(attestation, transfer.Id))]);
    }

    public Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<bool>>([State != DestinationState.Open]);

    public Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) =>
        IsUnreadable ? throw Unreadable() : Task.FromResult<IReadOnlyList<DestinationState>>([State]);

    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) => Task.FromResult<ReleaseRecord?>(State == DestinationState.Held ? new(null, "hold-tx", IsClaimable) : new("destination-tx", HoldTransaction, IsClaimable));

    public string? HoldTransaction { get; set; }

    private ChainReadException Unreadable() => new(ChainReadFailure.Unavailable, $"{name} does not answer");
}
