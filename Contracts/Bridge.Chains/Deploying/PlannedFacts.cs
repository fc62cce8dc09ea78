using Bridge.Protocol.Deployments;

namespace Bridge.Chains.Deploying;

/// <summary>What the clients of the chains have to know of a deployment, from its plan and what was deployed so far.</summary>
public static class PlannedFacts
{
    private const string Unknown = "none";

    /// <summary>The public facts. A side that is not deployed yet has "none" for its addresses; guardians and relayers join later.</summary>
    public static Deployment Of(DeploymentPlan plan, ChainManifest? evm, ChainManifest? solana) => new()
    {
        Name = plan.Name,
        BridgeId = plan.Bridge.ToString(),
        Evm = new()
        {
            Chain = plan.Evm.Chain,
            EvmChainId = plan.Evm.EvmChainId,
            RpcUrls = [plan.Evm.RpcUrl],
            Vault = Address(evm, "vault"),
            MarginAccounts = Address(evm, "marginAccounts"),
            FromBlock = evm?.FromBlock ?? 0,
        },
        Solana = new() { Chain = plan.Solana.Chain, RpcUrls = [plan.Solana.RpcUrl], Program = Address(solana, "program") },
        Assets = [.. plan.Assets.Select(asset => Asset(plan, asset, evm, solana))],
        Guardians = new() { Epoch = 1, Threshold = 0, GroupKey = plan.Key.ToString(), Members = [] },
        RelayerUrls = [],
    };

    private static AssetDeployment Asset(DeploymentPlan plan, PlannedAsset asset, ChainManifest? evm, ChainManifest? solana)
    {
        var id = asset.Id(plan).ToString();
        return new()
        {
            Symbol = asset.Symbol,
            Id = id,
            HomeChain = asset.HomeChain,
            CanonicalDecimals = asset.CanonicalDecimals,
            EvmToken = evm?.Assets[id].Token ?? Unknown,
            EvmDecimals = asset.EvmDecimals,
            SolanaMint = solana?.Assets[id].Token ?? Unknown,
            SolanaDecimals = asset.SolanaDecimals,
        };
    }

    private static string Address(ChainManifest? chain, string contract) => chain?.Contracts[contract].Address ?? Unknown;
}
