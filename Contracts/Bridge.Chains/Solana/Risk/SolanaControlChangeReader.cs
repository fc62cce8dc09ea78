using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>
/// Finds who changed a level or limits in the history of the account that holds them, newest first: what one person tightened in the paper that did it, what two officers
/// loosened in the paper that was scheduled before it was carried out. The accounts hold the values alone; every release names them too, so only the newest transactions
/// are read (<see cref="SolanaPaperHistory.Deepest"/>).
/// </summary>
internal sealed class SolanaControlChangeReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge) : IControlChangeReader
{
    private readonly SolanaPaperHistory _papers = new(rpc, addresses, bridge);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLevelAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        var account = scope.Kind == RiskScopeKind.Asset ? addresses.Asset(AssetId.From(scope.Value)) : addresses.Config;
        var found = await FindAsync<LevelAction>(account, level => level.Scope == scope, cancellationToken);
        return found is var (level, by, paper) ? new(level.Level, level.Reason, by, paper.Transaction, paper.At) : null;
    }

    /// <inheritdoc/>
    public async Task<LimitChangeRecord?> FindLimitsAsync(AssetId asset, CancellationToken cancellationToken)
    {
        var found = await FindAsync<LimitAction>(addresses.Asset(asset), limits => limits.Asset == asset, cancellationToken);
        return found is var (limits, by, paper) ? new(limits.Limits, by, paper.Transaction) : null;
    }

    // What tightens takes effect when it is presented, what loosens when it is carried out.
    private async Task<(T Action, IReadOnlyList<SignerAddress> By, TakenPaper Paper)?> FindAsync<T>(SolanaAddress account, Func<T, bool> isMeant, CancellationToken cancellationToken)
        where T : RiskAction
    {
        await foreach (var paper in _papers.ReadAsync(account, cancellationToken))
        {
            if (paper.Action is not T action || !isMeant(action)) continue;
            if (paper.Tag == RiskInstructions.RiskTag && !action.Kind.Loosens()) return (action, _papers.SignersOf(paper), paper);
            if (paper.Tag == RiskInstructions.ExecuteTag) return (action, await ProposersAsync(action, cancellationToken), paper);
        }

        return null;
    }

    // Anyone carries out what was scheduled: who wanted it stands in the paper.
    private async Task<IReadOnlyList<SignerAddress>> ProposersAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var digest = action.Digest(bridge);
        await foreach (var paper in _papers.ReadAsync(addresses.Proposal(digest), cancellationToken))
        {
            if (paper.Tag == RiskInstructions.RiskTag && paper.Action.Digest(bridge) == digest) return _papers.SignersOf(paper);
        }

        throw new ChainReadException(ChainReadFailure.Unavailable, $"the node does not show the paper {digest} that was carried out");
    }
}
