using Bridge.Chains;
using Bridge.Protocol.Deployments;

namespace Bridge.Dashboard.Views;

/// <summary>A chain by its names.</summary>
internal sealed record ChainView(string Name, ushort Number, ulong? EvmChainId, string Native);

/// <summary>An asset by its names.</summary>
internal sealed record AssetView(string Symbol, string Id, int Decimals, string Home);

/// <summary>What a page needs to know of the deployment to make papers and read amounts.</summary>
internal sealed record DeploymentView(string Name, string BridgeId, IReadOnlyList<ChainView> Chains, IReadOnlyList<AssetView> Assets, int Guardians, int Threshold, DateTimeOffset Now)
{
    public static DeploymentView Of(Deployment deployment, IReadOnlyList<IChainFamily> families) => new(
        deployment.Name,
        deployment.Bridge.ToString(),
        [.. families.Select(family => new ChainView(family.Name, family.Chain.Value, family.Chain.Value == deployment.Evm.Chain ? deployment.Evm.EvmChainId : null, family.NativeCurrency.Symbol))],
        [.. deployment.Assets.Select(asset => new AssetView(asset.Symbol, asset.Id, asset.CanonicalDecimals, families.First(family => family.Chain.Value == asset.HomeChain).Name))],
        deployment.Guardians.Members.Count,
        deployment.Guardians.Threshold,
        default);
}
