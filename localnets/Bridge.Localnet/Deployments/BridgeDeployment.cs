using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Localnet.Nodes;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using EvmFacts = Bridge.Protocol.Deployments.EvmDeployment;
using SolanaFacts = Bridge.Protocol.Deployments.SolanaDeployment;

namespace Bridge.Localnet.Deployments;

/// <summary>What a deployment is made of.</summary>
/// <param name="Bridge">New with every start.</param>
/// <param name="Guardians">The generated key and those who hold it.</param>
/// <param name="Nodes">The chains.</param>
/// <param name="FeeAccounts">Accounts of relayers, the witness and the dashboard that get money.</param>
/// <param name="RelayerUrls">Their status APIs.</param>
/// <param name="Alice">Who gets tokens.</param>
/// <param name="Staff">Who decides about limits and breakers from then on.</param>
/// <param name="Paths">Where contracts and program lie.</param>
internal sealed record DeploymentPlan(
    BridgeId Bridge, GuardianSetDeployment Guardians, ChainNodes Nodes, IReadOnlyList<FeeAddresses> FeeAccounts, IReadOnlyList<string> RelayerUrls, DemoUser Alice, RiskStaff Staff, RepositoryPaths Paths);

/// <summary>Deploys both sides under one group key, registers every asset on both, and proves that neither takes a forged release.</summary>
internal sealed class BridgeDeployment : IDisposable
{
    private BridgeDeployment(Deployment deployment, EvmSide evm, SolanaSide solana) => (Deployment, Evm, Solana) = (deployment, evm, solana);

    /// <summary>The public facts.</summary>
    public Deployment Deployment { get; }

    /// <summary>The account that deployed on the EVM chain.</summary>
    public EvmSide Evm { get; }

    /// <summary>The account that deployed on Solana.</summary>
    public SolanaSide Solana { get; }

    public void Dispose()
    {
        Evm.Dispose();
        Solana.Dispose();
    }

    /// <exception cref="LocalnetException">A step failed; the message names it.</exception>
    public static async Task<BridgeDeployment> RunAsync(DeploymentPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await DeployAsync(plan, time, cancellationToken);
        }
        catch (Exception e) when (e is ProtocolException or ChainReadException or SolanaDeploymentException or EvmTransactionException)
        {
            throw new LocalnetException($"the deployment failed: {e.Message}", e);
        }
    }

    private static async Task<BridgeDeployment> DeployAsync(DeploymentPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        var evm = new EvmSide(plan.Nodes.EvmUrl, plan.Paths.EvmArtifacts, time);
        var solana = new SolanaSide(plan.Nodes.SolanaUrl, plan.Bridge, time);
        try
        {
            var groupKey = GroupKey.From(Hex.Decode(plan.Guardians.GroupKey));
            await Task.WhenAll(
                DeployEvmAsync(evm, plan, groupKey, cancellationToken),
                DeploySolanaAsync(solana, plan, groupKey, cancellationToken));
            var assets = await RegisterAssetsAsync(evm, solana, plan, cancellationToken);
            await Task.WhenAll(evm.SealAsync(plan.Staff, cancellationToken), solana.SealAsync(plan.Staff, cancellationToken));
            var deployment = Describe(plan, evm, solana, assets);
            await RefuseForgeriesAsync(deployment, plan, time, cancellationToken);
            return new(deployment, evm, solana);
        }
        catch
        {
            evm.Dispose();
            solana.Dispose();
            throw;
        }
    }

    private static async Task DeployEvmAsync(EvmSide evm, DeploymentPlan plan, GroupKey groupKey, CancellationToken cancellationToken)
    {
        await Task.WhenAll(plan.FeeAccounts.Select(account => account.Evm).Append(plan.Alice.EvmAddress.ToString()).Select(account => evm.FundAsync(account, cancellationToken)));
        await evm.DeployAsync(plan.Bridge, groupKey, cancellationToken);
    }

    private static async Task DeploySolanaAsync(SolanaSide solana, DeploymentPlan plan, GroupKey groupKey, CancellationToken cancellationToken)
    {
        foreach (var account in plan.FeeAccounts.Select(account => account.Solana).Append(plan.Alice.SolanaAddress.ToString())) await solana.FundAsync(account, cancellationToken);
        await solana.DeployAsync(plan.Paths.SolanaProgram, groupKey, cancellationToken);
    }

    // Each chain's own account sends one transaction after the other; the two chains work at the same time.
    private static async Task<IReadOnlyList<AssetDeployment>> RegisterAssetsAsync(EvmSide evm, SolanaSide solana, DeploymentPlan plan, CancellationToken cancellationToken)
    {
        var evmHomes = new Dictionary<AssetPlan, EvmAddress>();
        var solanaHomes = new Dictionary<AssetPlan, SolanaAddress>();
        await Task.WhenAll(
            EachAsync(AssetPlan.All.Where(asset => asset.IsEvmHome), async asset =>
            {
                evmHomes[asset] = await evm.CreateHomeTokenAsync(asset, plan.Alice.EvmAddress, cancellationToken);
                await evm.RegisterHomeAsync(asset, evmHomes[asset], cancellationToken);
            }),
            EachAsync(AssetPlan.All.Where(asset => !asset.IsEvmHome), async asset =>
            {
                solanaHomes[asset] = await solana.CreateHomeTokenAsync(asset, plan.Alice.SolanaAddress, cancellationToken);
                await solana.RegisterHomeAsync(asset, solanaHomes[asset], cancellationToken);
            }));

        var evmWrapped = new Dictionary<AssetPlan, EvmAddress>();
        var solanaWrapped = new Dictionary<AssetPlan, SolanaAddress>();
        await Task.WhenAll(
            EachAsync(solanaHomes.Keys, async asset => evmWrapped[asset] = await evm.RegisterWrappedAsync(plan.Bridge, asset, solanaHomes[asset].ToParty(), cancellationToken)),
            EachAsync(evmHomes.Keys, async asset => solanaWrapped[asset] = await solana.RegisterWrappedAsync(asset, evmHomes[asset].ToParty(), cancellationToken)));

        return [.. AssetPlan.All.Select(asset => asset.IsEvmHome
            ? Describe(plan.Bridge, asset, EvmSide.Chain, evmHomes[asset].ToParty(), evmHomes[asset], solanaWrapped[asset])
            : Describe(plan.Bridge, asset, SolanaSide.Chain, solanaHomes[asset].ToParty(), evmWrapped[asset], solanaHomes[asset]))];
    }

    private static AssetDeployment Describe(BridgeId bridge, AssetPlan asset, ChainId homeChain, PartyAddress homeToken, EvmAddress evmToken, SolanaAddress mint) => new()
    {
        Symbol = asset.Symbol,
        Id = AssetId.Of(bridge, homeChain, homeToken).ToString(),
        HomeChain = homeChain.Value,
        CanonicalDecimals = asset.CanonicalDecimals,
        EvmToken = evmToken.ToString(),
        EvmDecimals = asset.EvmDecimals,
        SolanaMint = mint.ToString(),
        SolanaDecimals = asset.SolanaDecimals,
    };

    private static Deployment Describe(DeploymentPlan plan, EvmSide evm, SolanaSide solana, IReadOnlyList<AssetDeployment> assets) => new()
    {
        Name = "localnet",
        BridgeId = plan.Bridge.ToString(),
        Evm = new EvmFacts
        {
            Chain = EvmSide.Chain.Value,
            EvmChainId = EvmSide.EvmChainId,
            RpcUrls = [plan.Nodes.EvmUrl],
            Vault = evm.Vault.ToString(),
            MarginAccounts = evm.MarginAccounts.ToString(),
            FromBlock = evm.FromBlock,
        },
        Solana = new SolanaFacts
        {
            Chain = SolanaSide.Chain.Value,
            RpcUrls = [plan.Nodes.SolanaUrl],
            WebSocketUrl = plan.Nodes.SolanaWebSocketUrl,
            Program = solana.Program,
        },
        Assets = assets,
        Guardians = plan.Guardians,
        RelayerUrls = plan.RelayerUrls,
    };

    private static async Task RefuseForgeriesAsync(Deployment deployment, DeploymentPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        using var evm = new EvmChainFamily(deployment, time);
        using var solana = new SolanaChainFamily(deployment, time);
        await Task.WhenAll(
            ForgedRelease.MustRevertAsync(evm, solana, deployment, plan.Alice.EvmAddress.ToParty(), plan.Alice.EvmSecret, cancellationToken),
            ForgedRelease.MustRevertAsync(solana, evm, deployment, plan.Alice.SolanaAddress.ToParty(), plan.Alice.SolanaSecret, cancellationToken));
    }

    private static async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        foreach (var item in items) await act(item);
    }
}
