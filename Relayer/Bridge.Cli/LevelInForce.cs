using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Cli;

/// <summary>The strictest breaker level of a chain for one asset on its lane with the other chain, and what stands at it.</summary>
internal sealed record LevelInForce(BreakerLevel Level, string Of)
{
    /// <summary>What it does to releases, in a word or two.</summary>
    public string Word => Level switch
    {
        >= BreakerLevel.Stop => "halted",
        BreakerLevel.Hold => "held for officers",
        BreakerLevel.Slow => "slowed to a quarter",
        _ => "open",
    };

    /// <exception cref="ChainReadException">A level cannot be read: it is not taken for 0.</exception>
    public static async Task<LevelInForce> ReadAsync(CliSession session, IChainFamily chain, AssetDeployment asset, CancellationToken cancellationToken)
    {
        var reader = chain.RiskReader(chain.RpcUrls[0]);
        var strictest = new LevelInForce(BreakerLevel.Normal, "");
        RiskScope[] scopes = [RiskScope.Everything, RiskScope.Lane(session.Other(chain).Chain), RiskScope.Asset(AssetId.From(Bytes32.Parse(asset.Id)))];
        var levels = await reader.ReadLevelsAsync(scopes, cancellationToken);
        foreach (var scope in scopes)
        {
            if (levels[scope] > strictest.Level) strictest = new(levels[scope], session.Deployment.NameOf(scope));
        }

        return strictest;
    }
}
