using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Risk;

/// <summary>
/// Finds who changed a level in the history of the account that holds it, newest first: a raised level in the paper that raised it, a lowered one in the paper that was
/// scheduled before it was carried out. The accounts hold the level alone; every release names them too, so only the newest transactions are read
/// (<see cref="SolanaPaperHistory.Deepest"/>).
/// </summary>
internal sealed class SolanaLevelChangeReader(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, BridgeId bridge) : ILevelChangeReader
{
    private readonly SolanaPaperHistory _papers = new(rpc, addresses, bridge);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public async Task<LevelChangeRecord?> FindLastAsync(RiskScope scope, CancellationToken cancellationToken)
    {
        var account = scope.Kind == RiskScopeKind.Asset ? addresses.Asset(AssetId.From(scope.Value)) : addresses.Config;
        await foreach (var paper in _papers.ReadAsync(account, cancellationToken))
        {
            if (paper.Action is not LevelAction level || level.Scope != scope) continue;
            if (paper.Tag == RiskInstructions.RiskTag && level is RaiseLevel) return new(level.Level, level.Reason, _papers.SignerOf(paper), paper.Transaction);
            if (paper.Tag == RiskInstructions.ExecuteTag) return new(level.Level, level.Reason, await ProposerAsync(level, cancellationToken), paper.Transaction);
        }

        return null;
    }

    // Anyone carries out what was scheduled: who wanted it stands in the paper.
    private async Task<SignerAddress> ProposerAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var digest = action.Digest(bridge);
        await foreach (var paper in _papers.ReadAsync(addresses.Proposal(digest), cancellationToken))
        {
            if (paper.Tag == RiskInstructions.RiskTag && paper.Action.Digest(bridge) == digest) return _papers.SignerOf(paper);
        }

        throw new ChainReadException(ChainReadFailure.Unavailable, $"the node does not show the paper {digest} that was carried out");
    }
}
