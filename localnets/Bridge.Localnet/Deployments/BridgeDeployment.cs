using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Localnet.Nodes;
using Bridge.Localnet.Relayers;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Deployments;

/// <summary>What the local network's deployment is made of.</summary>
/// <param name="Bridge">New with every start.</param>
/// <param name="Guardians">The generated key and those who hold it.</param>
/// <param name="Nodes">The chains.</param>
/// <param name="FeeAccounts">Accounts of relayers, guardians, the witness and the dashboard that get money.</param>
/// <param name="RelayerUrls">Their status APIs.</param>
/// <param name="Alice">Who gets tokens.</param>
/// <param name="Staff">Who decides about limits and breakers from then on.</param>
/// <param name="Paths">Where contracts and program lie.</param>
internal sealed record LocalnetPlan(
    BridgeId Bridge, GuardianSetDeployment Guardians, ChainNodes Nodes, IReadOnlyList<FeeAddresses> FeeAccounts, IReadOnlyList<string> RelayerUrls, DemoUser Alice, RiskStaff Staff, RepositoryPaths Paths);

/// <summary>Makes tokens, deploys both sides under one group key by the installers of any deployment, and proves that neither takes a forged release.</summary>
internal sealed class BridgeDeployment : IDisposable
{
    private BridgeDeployment(Deployment deployment, DeploymentManifest manifest, EvmSide evm, SolanaSide solana) =>
        (Deployment, Manifest, Evm, Solana) = (deployment, manifest, evm, solana);

    /// <summary>The public facts.</summary>
    public Deployment Deployment { get; }

    /// <summary>What was deployed, to compare the chains with.</summary>
    public DeploymentManifest Manifest { get; }

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
    public static async Task<BridgeDeployment> RunAsync(LocalnetPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            return await DeployAsync(plan, time, cancellationToken);
        }
        catch (Exception e) when (e is ProtocolException or ChainReadException or SolanaDeploymentException or EvmTransactionException or DeploymentException)
        {
            throw new LocalnetException($"the deployment failed: {e.Message}", e);
        }
    }

    private static async Task<BridgeDeployment> DeployAsync(LocalnetPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        var evm = new EvmSide(plan.Nodes.EvmUrl, plan.Paths.EvmArtifacts, time);
        var solana = new SolanaSide(plan.Nodes.SolanaUrl, plan.Bridge, time);
        try
        {
            await Task.WhenAll(FundAsync(evm, plan, cancellationToken), FundAsync(solana, plan, cancellationToken));
            var common = Plan(plan, await HomeTokensAsync(evm, solana, plan, cancellationToken));
            // The two chains work at the same time.
            var (evmSide, solanaSide) = (evm.InstallAsync(common, cancellationToken), solana.InstallAsync(common, plan.Paths.SolanaProgram, cancellationToken));
            await Task.WhenAll(evmSide, solanaSide);
            var manifest = new DeploymentManifest { Name = common.Name, Evm = await evmSide, Solana = await solanaSide };
            var deployment = Describe(plan, PlannedFacts.Of(common, manifest.Evm, manifest.Solana));
            await RefuseForgeriesAsync(deployment, plan, time, cancellationToken);
            return new(deployment, manifest, evm, solana);
        }
        catch
        {
            evm.Dispose();
            solana.Dispose();
            throw;
        }
    }

    private static async Task FundAsync(EvmSide evm, LocalnetPlan plan, CancellationToken cancellationToken)
    {
        await evm.PrepareAsync(cancellationToken);
        await Task.WhenAll(plan.FeeAccounts.Select(account => account.Evm).Append(plan.Alice.EvmAddress.ToString()).Select(account => evm.FundAsync(account, cancellationToken)));
    }

    private static async Task FundAsync(SolanaSide solana, LocalnetPlan plan, CancellationToken cancellationToken)
    {
        await solana.PrepareAsync(cancellationToken);
        foreach (var account in plan.FeeAccounts.Select(account => account.Solana).Append(plan.Alice.SolanaAddress.ToString())) await solana.FundAsync(account, cancellationToken);
    }

    /// <summary>A real deployment finds its home tokens there; a test network makes them.</summary>
    private static async Task<IReadOnlyDictionary<AssetPlan, string>> HomeTokensAsync(EvmSide evm, SolanaSide solana, LocalnetPlan plan, CancellationToken cancellationToken)
    {
        var tokens = new ConcurrentDictionary<AssetPlan, string>();
        await Task.WhenAll(
            EachAsync(AssetPlan.All.Where(asset => asset.IsEvmHome), async asset => tokens[asset] = (await evm.CreateHomeTokenAsync(asset, plan.Alice.EvmAddress, cancellationToken)).ToString()),
            EachAsync(AssetPlan.All.Where(asset => !asset.IsEvmHome), async asset => tokens[asset] = (await solana.CreateHomeTokenAsync(asset, plan.Alice.SolanaAddress, cancellationToken)).ToString()));
        return tokens;
    }

    private static DeploymentPlan Plan(LocalnetPlan plan, IReadOnlyDictionary<AssetPlan, string> homeTokens) => new()
    {
        Name = "localnet",
        BridgeId = plan.Bridge.ToString(),
        GroupKey = plan.Guardians.GroupKey,
        Delays = PlannedDelays.Of(RiskStaff.Delays),
        Officers = [.. plan.Staff.Officers.Select(officer => officer.ToString())],
        Sentinels = [.. plan.Staff.Sentinels.Select(sentinel => sentinel.ToString())],
        Evm = new(EvmSide.Chain.Value, EvmSide.EvmChainId, plan.Nodes.EvmUrl),
        Solana = new(SolanaSide.Chain.Value, plan.Nodes.SolanaUrl),
        Assets = [.. AssetPlan.All.Select(asset => new PlannedAsset(
            asset.Symbol, asset.IsEvmHome ? asset.Name : $"{asset.Name} (bridged)", (asset.IsEvmHome ? EvmSide.Chain : SolanaSide.Chain).Value, homeTokens[asset], asset.EvmDecimals, asset.SolanaDecimals,
            new(asset.MaxRelease, asset.Capacity, asset.RefillPerSecond, asset.HoldThreshold)))],
    };

    private static Deployment Describe(LocalnetPlan plan, Deployment facts) => facts with
    {
        Solana = facts.Solana with { WebSocketUrl = plan.Nodes.SolanaWebSocketUrl },
        Guardians = plan.Guardians,
        RelayerUrls = plan.RelayerUrls,
    };

    private static async Task RefuseForgeriesAsync(Deployment deployment, LocalnetPlan plan, TimeProvider time, CancellationToken cancellationToken)
    {
        using var evm = new EvmChainFamily(deployment, time);
        using var solana = new SolanaChainFamily(deployment, time);
        await Task.WhenAll(
            ForgedRelease.MustRevertAsync(evm, solana.Chain, deployment, plan.Alice.EvmAddress.ToParty(), plan.Alice.EvmSecret, cancellationToken),
            ForgedRelease.MustRevertAsync(solana, evm.Chain, deployment, plan.Alice.SolanaAddress.ToParty(), plan.Alice.SolanaSecret, cancellationToken));
    }

    private static async Task EachAsync<T>(IEnumerable<T> items, Func<T, Task> act)
    {
        foreach (var item in items) await act(item);
    }
}
