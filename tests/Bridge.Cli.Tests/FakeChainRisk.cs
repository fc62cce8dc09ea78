using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Tests;

/// <summary>The control plane of a chain without a node.</summary>
internal sealed partial class FakeChain : IRiskReader, IRiskControl, IRefundReader, IControlChangeReader, IProposalReader
{
    public List<RiskPaper> Acts { get; } = [];

    public List<RiskAction> Executions { get; } = [];

    /// <summary>The error that the chain refuses papers with; null to take them.</summary>
    public string? Refuses { get; set; }

    public DateTimeOffset? ReadyAt { get; set; }

    public List<HeldRelease> Holds { get; } = [];

    public RiskDelays Delays { get; set; } = new(default, default, default, default, default, default);

    public ulong LastNonce { get; set; }

    public List<RoleHolder> Roles { get; } = [];

    public Func<SignerAddress, RiskRole> RoleOf { get; set; } = _ => RiskRole.Officer;

    /// <summary>The steps of refunds that this chain shows as final.</summary>
    public List<RefundFact> RefundFacts { get; } = [];

    public List<Transfer> HoldPayments { get; } = [];

    public List<(string Asset, PartyAddress To)> Claims { get; } = [];

    public Dictionary<RiskScope, BreakerLevel> Levels { get; } = [];

    public Bridge.Testing.FakeChain Locked { get; } = new(ChainId.From(id)) { StepBlocks = 1 };

    public List<Transfer> RefundRequests { get; } = [];

    public IRefundReader RefundReader(string rpcUrl) => this;

    public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken) => throw new InvalidOperationException("the command line asks for one refund, not for all of them");

    public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => IsUnreadable ? throw Unreadable() : Task.FromResult(RefundFacts.Find(fact => fact.Step == RefundStep.Refunded && fact.Id == id));

    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new InvalidOperationException("the command line delivers no refunds");

    public IRiskReader RiskReader(string rpcUrl) => this;

    public Dictionary<RiskScope, LevelChangeRecord> LevelChanges { get; } = [];

    public IControlChangeReader ControlChangeReader(string rpcUrl) => this;

    public Task<LevelChangeRecord?> FindLevelAsync(RiskScope scope, CancellationToken cancellationToken) => Task.FromResult(LevelChanges.GetValueOrDefault(scope));

    public Task<LimitChangeRecord?> FindLimitsAsync(AssetId asset, CancellationToken cancellationToken) => throw new NotSupportedException();

    /// <summary>What was scheduled, by digest, whatever became of it.</summary>
    public Dictionary<Bytes32, ProposalRecord> Proposals { get; } = [];

    public IProposalReader ProposalReader(string rpcUrl) => this;

    public Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken) => IsUnreadable ? throw Unreadable() : Task.FromResult(Proposals.GetValueOrDefault(digest));

    public Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<ProposalRecord>>([.. Proposals.Values.Where(proposal => proposal.Standing == ProposalStanding.Scheduled)]);

    public IOutflowReader OutflowReader(string rpcUrl) => throw new NotSupportedException();

    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => this;

    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        Acts.Add(paper);
        if (paper.Action.Kind.Loosens()) Proposals[paper.Digest] = new(paper.Digest, paper.Action.Kind, paper.Action, ProposalStanding.Scheduled, ReadyAt ?? DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        return Task.FromResult($"{name} act");
    }

    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        Executions.Add(action);
        var digest = action.Digest(BridgeId.From(Keccak256.Hash("bridge")));
        Proposals[digest] = Proposals[digest] with { Standing = ProposalStanding.Executed, Transaction = $"{name} execution", At = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) };
        return Task.FromResult($"{name} execution");
    }

    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        HoldPayments.Add(transfer);
        return Task.FromResult($"{name} payment");
    }

    public Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyDictionary<RiskScope, BreakerLevel>>(scopes.ToDictionary(scope => scope, Levels.GetValueOrDefault));

    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => IsUnreadable ? throw Unreadable() : Task.FromResult(RoleOf(account));

    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => Task.FromResult(LastNonce);

    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => Task.FromResult(ReadyAt);

    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => Task.FromResult(Delays);

    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken) => IsUnreadable ? throw Unreadable() : Task.FromResult<IReadOnlyList<HeldRelease>>(Holds);

    public Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<RoleHolder>>(Roles);

    public Task<string> ClaimAsync(Protocol.Deployments.AssetDeployment asset, PartyAddress to, CancellationToken cancellationToken)
    {
        Claims.Add((asset.Symbol, to));
        return Task.FromResult($"{name} claim");
    }

    public Task<string> RequestRefundAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        RefundRequests.Add(transfer);
        return Task.FromResult($"{name} request");
    }
}
