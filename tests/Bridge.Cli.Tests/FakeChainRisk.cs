using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Cli.Tests;

/// <summary>The control plane of a chain without a node.</summary>
internal sealed partial class FakeChain : IRiskReader, IRiskControl
{
    public List<RiskPaper> Acts { get; } = [];

    public List<RiskAction> Executions { get; } = [];

    /// <summary>The error that the chain refuses papers with; null to take them.</summary>
    public string? Refuses { get; set; }

    public DateTimeOffset? ReadyAt { get; set; }

    public List<HeldRelease> Holds { get; } = [];

    public Dictionary<RiskScope, BreakerLevel> Levels { get; } = [];

    public Bridge.Testing.FakeChain Locked { get; } = new(ChainId.From(id)) { StepBlocks = 1 };

    public List<Transfer> RefundRequests { get; } = [];

    public IRefundReader RefundReader(string rpcUrl) => throw new InvalidOperationException("the command line reads no refunds");

    public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new InvalidOperationException("the command line delivers no refunds");

    public IRiskReader RiskReader(string rpcUrl) => this;

    public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => this;

    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        Acts.Add(paper);
        return Task.FromResult($"{name} act");
    }

    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken)
    {
        if (Refuses is { } error) throw new RiskRefusedException(error, error);
        Executions.Add(action);
        return Task.FromResult($"{name} execution");
    }

    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken) => Task.FromResult($"{name} payment");

    public Task<BreakerLevel> ReadLevelAsync(RiskScope scope, CancellationToken cancellationToken) => Task.FromResult(Levels.GetValueOrDefault(scope));

    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => Task.FromResult(RiskRole.Officer);

    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => Task.FromResult(0ul);

    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => Task.FromResult(ReadyAt);

    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => Task.FromResult(new RiskDelays(default, default, default, default, default, default));

    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<HeldRelease>>(Holds);

    public Task<string> RequestRefundAsync(Transfer transfer, CancellationToken cancellationToken)
    {
        RefundRequests.Add(transfer);
        return Task.FromResult($"{name} request");
    }
}
