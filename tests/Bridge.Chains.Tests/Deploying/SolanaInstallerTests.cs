using Bridge.Chains.Deploying;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Deploying;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Tests.Solana;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Deploying;

/// <summary>The Solana installer against surfpool.</summary>
public sealed class SolanaInstallerTests : InstallerTests
{
    private readonly Ed25519Key _payer = new(Keccak256.Hash("installer").ToArray());
    private readonly Ed25519Key _program = Ed25519Key.Generate();
    private SurfpoolNode _node = null!;
    private byte[] _elf = [];
    private string _mint = "";

    private protected override string Name => "solana";

    public override async Task InitializeAsync()
    {
        _elf = await SolanaBridge.BuildProgramAsync();
        _node = await SurfpoolNode.StartAsync(50, $"{_payer.Address}");
        using var deployer = new SolanaDeployer(_node.RpcUrl, TransferBuilder.Bridge, TransferBuilder.Solana, _program.Address, _payer, TimeProvider.System);
        await deployer.AirdropAsync(_payer.Address, 100_000_000_000, default);
        _mint = (await deployer.CreateMintAsync(9, default)).ToString();
    }

    public override async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _payer.Dispose();
        _program.Dispose();
    }

    [Fact]
    public async Task Run_AnotherProgramThere_Refuses()
    {
        await InstallAsync(Plan(), _ => { });
        _elf = [.. _elf, 0, 0, 0, 0, 0, 0, 0, 0];
        (await Should.ThrowAsync<DeploymentException>(() => InstallAsync(Plan(), _ => { }))).Message.ShouldContain("is another program than the one that was built");
    }

    [Fact]
    public async Task Read_NoBridgeThere_IsAnError()
    {
        using var inspector = new SolanaInspector(_node.RpcUrl, TimeProvider.System);
        await Should.ThrowAsync<ChainReadException>(() => inspector.ReadAsync(_program.Address, default));
    }

    private protected override DeploymentPlan Plan() => PlanOf(
        new(TransferBuilder.Evm.Value, AnvilNode.EvmChainId, "http://nowhere.test"), new(TransferBuilder.Solana.Value, _node.RpcUrl),
        AssetOf("HOME", TransferBuilder.Solana, _mint, 18, 9), AssetOf("FAR", TransferBuilder.Evm, Hex.Encode(TransferBuilder.EvmAccount("far").Value.ToArray().AsSpan(12)), 6, 6));

    private protected override async Task<ChainManifest> InstallAsync(DeploymentPlan plan, Action<string> report)
    {
        using var installer = new SolanaInstaller(plan, _payer, _program, TimeProvider.System, report);
        return await installer.RunAsync(_elf, default);
    }

    private protected override async Task<ChainManifest> ReadAsync(ChainManifest deployed)
    {
        using var inspector = new SolanaInspector(_node.RpcUrl, TimeProvider.System);
        return await inspector.ReadAsync(SolanaAddress.Parse(deployed.Contracts["program"].Address), default);
    }

    private protected override async Task<int> CountAsync()
    {
        using var client = new JsonRpcClient(_node.RpcUrl, TimeProvider.System);
        return (await new SolanaRpc(client).GetSignaturesForAddressAsync(_payer.Address, null, 1_000, Commitment.Confirmed, default)).Count;
    }

    private protected override async Task ForgeAsync(DeploymentPlan plan, ChainManifest deployed)
    {
        var facts = PlannedFacts.Of(plan, null, deployed);
        using var family = new SolanaChainFamily(facts, TimeProvider.System);
        await ForgedRelease.MustRevertAsync(family, TransferBuilder.Evm, facts, _payer.Address.ToParty(), Keccak256.Hash("installer").ToArray(), default);
    }
}
