using System.Security.Cryptography;
using Bridge.Chains;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Deploying;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Localnet.Deployments;
using Bridge.Localnet.Nodes;
using Bridge.Localnet.Ports;
using Bridge.Localnet.Processes;
using Bridge.Localnet.State;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.Deployments;

/// <summary>Deploys onto real nodes, without daemons. The deployment itself ends with a forged release that has to be refused on both chains (M12).</summary>
public sealed class BridgeDeploymentTests : IAsyncLifetime
{
    private readonly string _parent = Directory.CreateTempSubdirectory("deployment").FullName;
    private readonly ProcessSupervisor _processes = new(new ProcessSpawner(), TimeProvider.System, _ => { });
    private StateDirectory _state = null!;
    private ChainNodes _nodes = null!;

    public async Task InitializeAsync()
    {
        _state = StateDirectory.Open(Path.Combine(_parent, "run"));
        var ports = new PortPlan().Free(4, "nodes");
        _nodes = await ChainNodes.StartAsync(
            new() { StatePath = _state.Root, EvmBlockMs = 100 }, new(ports[0], ports[1], ports[2], ports[3]), RepositoryPaths.Find(), _state, _processes, TimeProvider.System, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await _processes.DisposeAsync();
        await _nodes.DisposeAsync();
        _state.Dispose();
        Directory.Delete(_parent, recursive: true);
    }

    [Fact]
    public async Task Museum_M12_FreshDeployment_RefusesAForgedReleaseAndKnowsEveryAssetOnBothChains()
    {
        var alice = DemoUser.Create("alice", _state);
        using var deployed = await BridgeDeployment.RunAsync(
            new(BridgeId.From(Bytes32.From(RandomNumberGenerator.GetBytes(32))), Group(), _nodes, [], [], alice, RiskStaff.Create(_state, Group().Members, []), RepositoryPaths.Find()), TimeProvider.System, CancellationToken.None);

        var deployment = deployed.Deployment;
        using var evm = new EvmChainFamily(deployment, TimeProvider.System);
        using var solana = new SolanaChainFamily(deployment, TimeProvider.System);
        foreach (var asset in deployment.Assets)
        {
            await ShouldBeReadyAsync(evm, asset, alice.EvmAddress.ToParty());
            await ShouldBeReadyAsync(solana, asset, alice.SolanaAddress.ToParty());
        }

        // What `bridge verify` compares.
        var (evmSide, solanaSide) = (deployed.Manifest.Evm!, deployed.Manifest.Solana!);
        using var evmInspector = new EvmInspector(_nodes.EvmUrl, TimeProvider.System);
        ManifestDifferences.Between("evm", evmSide, await evmInspector.ReadAsync(EvmAddress.Parse(evmSide.Contracts["vault"].Address), evmSide.FromBlock, CancellationToken.None)).ShouldBeEmpty();
        using var solanaInspector = new SolanaInspector(_nodes.SolanaUrl, TimeProvider.System);
        ManifestDifferences.Between("solana", solanaSide, await solanaInspector.ReadAsync(SolanaAddress.Parse(solanaSide.Contracts["program"].Address), CancellationToken.None)).ShouldBeEmpty();
    }

    /// <summary>Open within limits on both chains; alice holds it at home; nothing backs it yet.</summary>
    private static async Task ShouldBeReadyAsync(IChainFamily chain, AssetDeployment asset, PartyAddress alice)
    {
        var reader = chain.AccountReader(chain.RpcUrls[0]);
        var limits = await reader.ReadLimitsAsync(asset, CancellationToken.None);
        limits.MaxRelease.ShouldBeGreaterThan(0ul);
        limits.Available.ShouldBeGreaterThanOrEqualTo(limits.MaxRelease);
        (await reader.ReadBackingAsync(asset, CancellationToken.None)).IsZero.ShouldBeTrue();
        (await reader.ReadBalanceAsync(alice, asset, CancellationToken.None)).Wallet.IsZero.ShouldBe(asset.HomeChain != chain.Chain.Value);
    }

    private static GuardianSetDeployment Group()
    {
        using var key = EcdsaKey.Generate();
        var point = key.PublicKey.Span;
        byte[] compressed = [(byte)(2 + (point[63] & 1)), .. point[..32]];
        return new() { Epoch = 1, Threshold = 3, GroupKey = Hex.Encode(compressed), Members = [] };
    }
}
