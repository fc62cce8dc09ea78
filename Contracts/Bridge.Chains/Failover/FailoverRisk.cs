using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>Reads the control plane through one of several sources; a call that fails throws, and the next one asks another source.</summary>
public sealed class FailoverRiskReader(IReadOnlyList<IRiskReader> sources, SourceRotation rotation) : IRiskReader
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadLevelsAsync(scopes, cancellationToken));

    /// <inheritdoc/>
    public Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ReadRoleAsync(account, cancellationToken));

    /// <inheritdoc/>
    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadLastNonceAsync(account, cancellationToken));

    /// <inheritdoc/>
    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadScheduledAsync(digest, cancellationToken));

    /// <inheritdoc/>
    public Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ReadDelaysAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ReadHoldsAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ReadScheduledActionsAsync(cancellationToken));

    /// <inheritdoc/>
    public Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ReadRolesAsync(cancellationToken));
}

/// <summary>Sends to the control plane through one of several sources; after a transaction of which nothing is known, the next goes through another.</summary>
public sealed class FailoverRiskControl(IReadOnlyList<IRiskControl> sources, SourceRotation rotation) : IRiskControl
{
    /// <inheritdoc/>
    public ChainId Chain => sources[0].Chain;

    /// <inheritdoc/>
    public Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ActAsync(paper, cancellationToken));

    /// <inheritdoc/>
    public Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken) => rotation.AskAsync(sources, source => source.ExecuteAsync(action, cancellationToken));

    /// <inheritdoc/>
    public Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken) =>
        rotation.AskAsync(sources, source => source.ExecuteHoldAsync(transfer, cancellationToken));
}
