using System.Collections.Concurrent;
using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Harness;

/// <summary>A chain without a node: answers what the test set, records what was sent, fails when told to.</summary>
internal sealed class FakeFamily(ushort id, string name) : IChainFamily, IRiskReader, IRiskControl, IAccountReader, IReleaseReader, IRefundReader, IGuardianKeyReader, IControlChangeReader, IProposalReader
{
    public FakeChain Locks { get; } = new(ChainId.From(id));

    /// <summary>What every read of the control plane, limits and ends throws; null while reads work.</summary>
    public ChainReadException? Failure { get; set; }

    /// <summary>What every sending throws; null while it works.</summary>
    public Exception? Refusal { get; set; }

    public int Refusals { get; private set; }

    public ConcurrentQueue<RiskPaper> Acts { get; } = [];

    public ConcurrentQueue<RiskAction> Executions { get; } = [];

    public ConcurrentQueue<Transfer> PaidHolds { get; } = [];

    public Dictionary<RiskScope, BreakerLevel> Levels { get; } = [];

    /// <summary>What the chain has on record of changed levels.</summary>
    public Dictionary<RiskScope, LevelChangeRecord> Changes { get; } = [];

    /// <summary>And of the asset's limits.</summary>
    public LimitChangeRecord? LimitChange { get; set; }

    public ConcurrentDictionary<SignerAddress, RiskRole> Roles { get; } = [];

    public ConcurrentDictionary<SignerAddress, ulong> LastNonces { get; } = [];

    public ConcurrentDictionary<Bytes32, DateTimeOffset> Scheduled { get; } = [];

    /// <summary>What the chain shows of what is scheduled; of the rest it shows that it lowers a level.</summary>
    public ConcurrentDictionary<Bytes32, RiskPaper> Shown { get; } = [];

    /// <summary>What the chain has on record of what waits no more.</summary>
    public ConcurrentDictionary<Bytes32, ProposalRecord> Ended { get; } = [];

    public List<HeldRelease> Held { get; } = [];

    /// <summary>What the chain shows of releases; of others it shows a payment.</summary>
    public Dictionary<TransferId, ReleaseRecord?> Records { get; } = [];

    public Dictionary<ulong, DestinationState> Final { get; } = [];

    public Dictionary<ulong, DestinationState> Latest { get; } = [];

    public List<RefundFact> Refunds { get; } = [];

    public AssetLimits Limits { get; set; } = new(1_000_000_000, 2_000_000_000, 1_000, 1_000_000_000) { HoldThreshold = 500_000_000 };

    public BigInteger Backing { get; set; }

    public TimeSpan LoosenDelay { get; set; } = TimeSpan.FromHours(1);

    public ChainId Chain => ChainId.From(id);

    public string Name => name;

    public string AddressForm => $"an address of {name}";

    public bool IsEachHeadWorthALook => name == "evm";

    public int DecimalsOf(AssetDeployment asset) => name == "evm" ? asset.EvmDecimals : asset.SolanaDecimals;

    public (string Symbol, int Decimals) NativeCurrency => ("FEE", 9);

    public IReadOnlyList<string> RpcUrls { get; init; } = [$"http://{name}.test"];

    public ILockReader LockReader(string rpcUrl) => Locks;

    public IReleaseReader ReleaseReader(string rpcUrl) => this;

    public IAccountReader AccountReader(string rpcUrl) => this;

    public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => this;

    public IRefundReader RefundReader(string rpcUrl) => this;

    public IRiskReader RiskReader(string rpcUrl) => this;

    public IControlChangeReader ControlChangeReader(string rpcUrl) => this;

    public IProposalReader ProposalReader(string rpcUrl) => this;

    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => this;

    public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new InvalidOperationException("a dashboard releases nothing");

    public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => throw new InvalidOperationException("a dashboard has no wallet");

    public IOutflowReader OutflowReader(string rpcUrl) => throw new InvalidOperationException("a dashboard follows transfers");

    public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new InvalidOperationException("a dashboard refunds nothing");

    public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => throw new InvalidOperationException("a dashboard polls");

    public PartyAddress ParseAddress(string text) => text.StartsWith($"{name}:", StringComparison.Ordinal) ? PartyAddress.From(Bytes32.Parse(text[(name.Length + 1)..])) : throw new ProtocolException($"no address of {name}");

    public string FormatAddress(PartyAddress address) => $"{name}:{address}";

    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken) => Send(() =>
    {
        Acts.Enqueue(paper);
        if (paper.Action is RaiseLevel raise) Levels[raise.Scope] = raise.Level;
        if (paper.Action is LowerLimits lower) Limits = new(lower.Limits.MaxRelease, lower.Limits.Capacity, lower.Limits.RefillPerSecond, Limits.Available) { HoldThreshold = lower.Limits.HoldThreshold };
        if (paper.Action.Kind.Loosens()) Scheduled[paper.Digest] = TimeProvider.System.GetUtcNow() + LoosenDelay;
        return $"{name} act {paper.Digest}";
    });

    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) => Send(() =>
    {
        Executions.Enqueue(action);
        Scheduled.TryRemove(action.Digest(TransferBuilder.Bridge), out _);
        if (action is LowerLevel lower) Levels[lower.Scope] = lower.Level;
        if (action is SetLimits set) Limits = new(set.Limits.MaxRelease, set.Limits.Capacity, set.Limits.RefillPerSecond, Limits.Available) { HoldThreshold = set.Limits.HoldThreshold };
        return $"{name} execution";
    });

    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken) => Send(() =>
    {
        PaidHolds.Enqueue(transfer);
        return $"{name} payment";
    });

    public Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken) =>
        Read<IReadOnlyDictionary<RiskScope, BreakerLevel>>(() => scopes.ToDictionary(scope => scope, scope => Levels.GetValueOrDefault(scope)));

    public Task<LevelChangeRecord?> FindLevelAsync(RiskScope scope, CancellationToken cancellationToken) => Read(() => Changes.GetValueOrDefault(scope));

    public Task<LimitChangeRecord?> FindLimitsAsync(AssetId asset, CancellationToken cancellationToken) => Read(() => LimitChange);

    public Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken) => Read(() => Ended.GetValueOrDefault(digest));

    public Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<ProposalRecord>>(() =>
        [.. Scheduled.Select(entry => new ProposalRecord(
            entry.Key, Shown.GetValueOrDefault(entry.Key)?.Action.Kind ?? RiskActionKind.LowerLevel, Shown.GetValueOrDefault(entry.Key)?.Action, ProposalStanding.Scheduled, entry.Value, entry.Value.AddDays(1))
        { Signers = Shown.GetValueOrDefault(entry.Key)?.Signers ?? [] })]);

    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => Read(() => Roles.GetValueOrDefault(account));

    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => Read(() => LastNonces.GetValueOrDefault(account));

    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => Read(() => Scheduled.TryGetValue(digest, out var at) ? at : (DateTimeOffset?)null);

    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) =>
        Read(() => new RiskDelays(LoosenDelay, TimeSpan.FromDays(1), TimeSpan.FromMinutes(10), TimeSpan.FromHours(2), TimeSpan.FromHours(3), TimeSpan.FromHours(1)));

    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<HeldRelease>>(() => [.. Held]);

    public Task<AssetBalance> ReadBalanceAsync(PartyAddress account, AssetDeployment asset, CancellationToken cancellationToken) => Read(() => new AssetBalance(1, 2, 3));

    public Task<BigInteger> ReadNativeBalanceAsync(PartyAddress account, CancellationToken cancellationToken) => Read(() => BigInteger.One);

    public Task<BigInteger> ReadBackingAsync(AssetDeployment asset, CancellationToken cancellationToken) => Read(() => Backing);

    public Task<AssetLimits> ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken) => Read(() => Limits);

    public Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) => throw new InvalidOperationException("consumed is not paid: states are read");

    public Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken) => Read<IReadOnlyList<DestinationState>>(() =>
        [.. Enumerable.Range(0, count).Select(i => (at == ReadAt.Finalized ? Final : Latest).GetValueOrDefault(first + (ulong)i, Final.GetValueOrDefault(first + (ulong)i, DestinationState.Open)))]);

    public Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken) => Read<ReleaseRecord?>(() => Records.TryGetValue(id, out var record) ? record : new($"release of {id}", null, IsClaimable: false));

    public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken) => Read(() => new RefundFacts([.. Refunds.Where(fact => fact.Height >= fromHeight)], 1_000));

    public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => throw new InvalidOperationException("a dashboard reads every step");

    public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) => Read(() => new GuardianKeyState(TransferBuilder.Bridge, GuardianEpoch.From(1), FakeDeployment.Key));

    public Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) =>
        throw new InvalidOperationException("a dashboard reads what is scheduled with what it does");

    public Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) => Read<IReadOnlyList<RoleHolder>>(() => [.. Roles.Select(role => new RoleHolder(role.Key, role.Value))]);

    private Task<T> Read<T>(Func<T> read) => Failure is null ? Task.FromResult(read()) : Task.FromException<T>(Failure);

    private Task<string> Send(Func<string> send)
    {
        if (Refusal is not { } refusal) return Task.FromResult(send());
        Refusals++;
        return Task.FromException<string>(refusal);
    }
}
