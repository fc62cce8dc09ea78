using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Deploying;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Deploying;

/// <summary>The EVM installer against anvil.</summary>
public sealed class EvmInstallerTests : InstallerTests
{
    private AnvilNode _node = null!;
    private EvmDeployer _deployer = null!;
    private string _token = "";

    private protected override string Name => "evm";

    private static string Artifacts => RepositoryRoot.Combine("Contracts", "evm", "out");

    public override async Task InitializeAsync()
    {
        _node = await AnvilNode.StartAsync();
        _deployer = new(_node.RpcUrl, AnvilNode.EvmChainId, AnvilNode.Secret, TimeProvider.System);
        _token = (await _deployer.DeployAsync(
            Path.Combine(Artifacts, "TestToken.sol", "TestToken.json"), AbiEncoder.Arguments(AbiValue.Of("Home"), AbiValue.Of("HOME"), AbiValue.Of(6)), default)).ToString();
    }

    public override async Task DisposeAsync()
    {
        _deployer.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Run_NodeOfAnotherNetwork_Refuses()
    {
        var plan = Plan();
        plan = plan with { Evm = plan.Evm with { EvmChainId = 1 } };
        (await Should.ThrowAsync<DeploymentException>(() => InstallAsync(plan, _ => { }))).Message.ShouldBe($"the node is of chain {AnvilNode.EvmChainId} and the plan is for 1");
        (await CountAsync()).ShouldBe(1); // the token
    }

    [Fact]
    public async Task Read_CodeReplaced_IsTheOnlyDifference()
    {
        var deployed = await InstallAsync(Plan(), _ => { });
        var margin = deployed.Contracts["marginAccounts"];
        await _node.CallAsync("anvil_setCode", margin.Address, "0x00");
        ManifestDifferences.Between("evm", deployed, await ReadAsync(deployed)).ShouldHaveSingleItem().ShouldStartWith($"evm.contracts.marginAccounts.codeHash should be {margin.CodeHash} and is 0x");
    }

    [Fact]
    public async Task Read_NoVaultThere_IsAnError()
    {
        using var inspector = new EvmInspector(_node.RpcUrl, TimeProvider.System);
        await Should.ThrowAsync<ChainReadException>(() => inspector.ReadAsync(EvmAddress.From(TransferBuilder.EvmAccount("nobody")), 0, default));
        await Should.ThrowAsync<ChainReadException>(() => inspector.ReadAsync(EvmAddress.Parse(_token), 0, default));
    }

    private protected override DeploymentPlan Plan() => PlanOf(
        new(TransferBuilder.Evm.Value, AnvilNode.EvmChainId, _node.RpcUrl), new(TransferBuilder.Solana.Value, "http://nowhere.test"),
        AssetOf("HOME", TransferBuilder.Evm, _token, 6, 6), AssetOf("FAR", TransferBuilder.Solana, SolanaAddress.From(TransferBuilder.SolanaAccount("far")).ToString(), 18, 9));

    private protected override Task<ChainManifest> InstallAsync(DeploymentPlan plan, Action<string> report) =>
        new EvmInstaller(plan, _deployer, Artifacts, TimeProvider.System, report).RunAsync(default);

    private protected override async Task<ChainManifest> ReadAsync(ChainManifest deployed)
    {
        using var inspector = new EvmInspector(_node.RpcUrl, TimeProvider.System);
        return await inspector.ReadAsync(EvmAddress.Parse(deployed.Contracts["vault"].Address), deployed.FromBlock, default);
    }

    private protected override async Task<int> CountAsync()
    {
        using var client = new JsonRpcClient(_node.RpcUrl, TimeProvider.System);
        return (int)await new EvmRpc(client).TransactionCountAsync(_deployer.Address, "latest", default);
    }

    private protected override async Task ForgeAsync(DeploymentPlan plan, ChainManifest deployed)
    {
        var facts = PlannedFacts.Of(plan, deployed, null);
        using var family = new EvmChainFamily(facts, TimeProvider.System);
        await ForgedRelease.MustRevertAsync(family, TransferBuilder.Solana, facts, _deployer.Address.ToParty(), AnvilNode.Secret, default);
    }
}
