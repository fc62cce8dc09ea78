using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Deploying;

/// <summary>What a plan asks of one chain, to compare with what the chain shows.</summary>
internal static class PlannedChain
{
    /// <summary>How the vault and the program count families of addresses.</summary>
    internal const int EvmFamily = 1, AnyBytes32 = 2;

    /// <summary>The EVM side as planned. What no plan can know (addresses that the chain gives, where history begins) is taken from the chain.</summary>
    internal static ChainManifest Evm(DeploymentPlan plan, ChainManifest actual) => Common(plan, actual) with
    {
        Chain = plan.Evm.Chain,
        Network = plan.Evm.EvmChainId.ToString(System.Globalization.CultureInfo.InvariantCulture),
        Lanes = Lane(plan.Solana.Chain, AnyBytes32),
        Assets = Assets(plan, actual, asset => asset.IsEvmHome(plan) ? EvmAddress.Parse(asset.HomeToken).ToString() : null, asset => asset.EvmDecimals),
    };

    /// <summary>The Solana side as planned.</summary>
    internal static ChainManifest Solana(DeploymentPlan plan, ChainManifest actual) => Common(plan, actual) with
    {
        Chain = plan.Solana.Chain,
        Lanes = Lane(plan.Evm.Chain, EvmFamily),
        Assets = Assets(plan, actual, asset => asset.IsEvmHome(plan) ? null : SolanaAddress.Parse(asset.HomeToken).ToString(), asset => asset.SolanaDecimals),
    };

    private static ChainManifest Common(DeploymentPlan plan, ChainManifest actual) => actual with
    {
        BridgeId = plan.Bridge.ToString(),
        GroupKey = plan.Key.ToString(),
        Epoch = 1,
        Delays = plan.Delays,
        UpgradeAuthority = ChainManifest.Nobody,
        Governor = ChainManifest.Nobody,
        Officers = Sorted(plan.Officers),
        Sentinels = Sorted(plan.Sentinels),
    };

    private static SortedDictionary<string, int> Lane(ushort other, int family) => new(StringComparer.Ordinal) { [ChainId.From(other).ToString()] = family };

    private static SortedDictionary<string, AssetManifest> Assets(DeploymentPlan plan, ChainManifest actual, Func<PlannedAsset, string?> homeToken, Func<PlannedAsset, byte> decimals)
    {
        var assets = new SortedDictionary<string, AssetManifest>(StringComparer.Ordinal);
        foreach (var asset in plan.Assets)
        {
            var id = asset.Id(plan).ToString();
            var home = homeToken(asset);
            assets[id] = new(home ?? actual.Assets.GetValueOrDefault(id)?.Token ?? "a wrapped token", home is null ? AssetManifest.Mint : AssetManifest.Custody, decimals(asset), asset.CanonicalDecimals, asset.Limits);
        }

        return assets;
    }

    private static IReadOnlyList<string> Sorted(IEnumerable<string> accounts) => [.. accounts.Select(account => SignerAddress.Parse(account).ToString()).Order(StringComparer.Ordinal)];
}
