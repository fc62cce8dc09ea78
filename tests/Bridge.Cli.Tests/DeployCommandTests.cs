using System.Text.Json;
using Bridge.Chains.Deploying;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge deploy</c> and <c>bridge verify</c> against a real EVM node.</summary>
public sealed class DeployCommandTests : IAsyncLifetime
{
    private static readonly JsonSerializerOptions Web = new(JsonSerializerDefaults.Web);

    private readonly CliHarness _cli = new();
    private AnvilNode _node = null!;

    private static string Artifacts => RepositoryRoot.Combine("Contracts", "evm", "out");

    private string Plan => _cli.PathOf("plan.json");

    private string Manifest => _cli.PathOf("plan.manifest.json");

    public async Task InitializeAsync()
    {
        _node = await AnvilNode.StartAsync();
        using var deployer = new EvmDeployer(_node.RpcUrl, AnvilNode.EvmChainId, AnvilNode.Secret, TimeProvider.System);
        var token = await deployer.DeployAsync(Path.Combine(Artifacts, "TestToken.sol", "TestToken.json"), AbiEncoder.Arguments(AbiValue.Of("Home"), AbiValue.Of("HOME"), AbiValue.Of(6)), default);
        CliHarness.WriteKey(_cli.PathOf("deployer.key"), Convert.ToHexString(AnvilNode.Secret));
        Write(new()
        {
            Name = "test",
            BridgeId = TransferBuilder.Bridge.ToString(),
            GroupKey = Hex.Encode(Compressed("group")),
            Delays = new(60, 3600, 60, 60, 60, 60),
            Officers = [Account("anna"), Account("ben"), Account("cleo")],
            Sentinels = [Account("guard")],
            Evm = new(1, AnvilNode.EvmChainId, _node.RpcUrl),
            Solana = new(2, "http://nowhere.test"),
            Assets =
            [
                new("HOME", "Home", 1, token.ToString(), 6, 6, new(1_000, 5_000, 10, 500)),
                new("FAR", "Far (bridged)", 2, SolanaAddress.From(TransferBuilder.SolanaAccount("far")).ToString(), 18, 9, new(1_000, 5_000, 10, 500)),
            ],
        });
    }

    public async Task DisposeAsync()
    {
        await _node.DisposeAsync();
        _cli.Dispose();
    }

    [Fact]
    public async Task Deploy_ThenVerify_MatchesUntilSomethingChanges()
    {
        (await DeployAsync()).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("a forged release was refused");
        (await VerifyAsync()).ShouldBe(CliApplication.Done, _cli.Output);

        _cli.Forget();
        (await DeployAsync()).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("sealed already: nothing is sent, only compared");

        _cli.Forget();
        await _node.CallAsync("anvil_setCode", DeploymentManifest.Load(Manifest).Evm!.Contracts["vault"].Address, await CodeOfMarginAsync());
        // Nothing answers as a vault any more: that is no match either.
        (await VerifyAsync()).ShouldBe(CliApplication.Failed);
    }

    [Fact]
    public async Task Verify_ManifestSaysOtherwise_NamesEveryField()
    {
        (await DeployAsync()).ShouldBe(CliApplication.Done, _cli.Errors);
        var manifest = DeploymentManifest.Load(Manifest);
        var evm = manifest.Evm!;
        (manifest with { Evm = evm with { Officers = [Account("anna"), Account("cleo")], Delays = evm.Delays with { Loosen = 86_400 }, GroupKey = Hex.Encode(Compressed("other")) } }).Save(Manifest);
        _cli.Forget();
        (await VerifyAsync()).ShouldBe(CliApplication.Failed);
        _cli.Output.ShouldContain($"differs: evm.officers: {Account("ben")} should not be there");
        _cli.Output.ShouldContain("differs: evm.delays.loosen should be 86400 and is 60");
        _cli.Output.ShouldContain("differs: evm.groupKey should be");

        _cli.Forget();
        (await _cli.RunAsync("verify", "--manifest", Manifest, "--evm", _node.RpcUrl, "--json")).ShouldBe(CliApplication.Failed);
        using var json = JsonDocument.Parse(_cli.Output);
        json.RootElement.GetProperty("matches").GetBoolean().ShouldBeFalse();
        json.RootElement.GetProperty("differences").GetArrayLength().ShouldBe(3);
    }

    [Fact]
    public async Task Deploy_PlanIsWrong_SaysEverythingAndSendsNothing()
    {
        Write(DeploymentPlan.Load(Plan) with { Officers = [Account("anna"), Account("ben"), Account("ben")], Delays = new(0, 1, 1, 1, 1, 1) });
        (await DeployAsync()).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("officers: at least three different ones are needed and there are 2");
        _cli.Errors.ShouldContain("delays: each should be 1 second");
        File.Exists(Manifest).ShouldBeFalse();
    }

    [Fact]
    public async Task Deploy_KeyThatOthersCanRead_Refuses()
    {
        File.SetUnixFileMode(_cli.PathOf("deployer.key"), UnixFileMode.UserRead | UnixFileMode.OtherRead);
        (await DeployAsync()).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("can be read or written by others");
    }

    [Fact]
    public async Task Verify_NoManifest_Fails()
    {
        (await VerifyAsync()).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("cannot read the manifest");
    }

    private Task<int> DeployAsync() => _cli.RunAsync("deploy", "evm", "--plan", Plan, "--key", _cli.PathOf("deployer.key"), "--artifacts", Artifacts);

    private Task<int> VerifyAsync() => _cli.RunAsync("verify", "--manifest", Manifest, "--evm", _node.RpcUrl);

    private async Task<string> CodeOfMarginAsync() =>
        (string)(await _node.CallAsync("eth_getCode", DeploymentManifest.Load(Manifest).Evm!.Contracts["marginAccounts"].Address, "latest"))!;

    private void Write(DeploymentPlan plan) => File.WriteAllText(Plan, JsonSerializer.Serialize(plan, Web));

    private static string Account(string name)
    {
        using var key = EcdsaKey.From(Keccak256.Hash(name).ToArray());
        return Hex.Encode(key.EvmAddress());
    }

    private static byte[] Compressed(string name)
    {
        using var key = EcdsaKey.From(Keccak256.Hash(name).ToArray());
        var point = key.PublicKey.Span;
        return [(byte)(2 + (point[63] & 1)), .. point[..32]];
    }
}
