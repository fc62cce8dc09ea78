using Bridge.Chains.Deploying;
using Bridge.Chains.Tests.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Deploying;

/// <summary>What an installer of every chain family must do, on a real node.</summary>
public abstract class InstallerTests : IAsyncLifetime
{
    private protected static readonly SingleGuardian Guardians = new("installer tests");

    private readonly List<string> _said = [];

    private protected abstract string Name { get; }

    public abstract Task InitializeAsync();

    public abstract Task DisposeAsync();

    /// <summary>A plan for the node, with an asset at home and one from the other chain.</summary>
    private protected abstract DeploymentPlan Plan();

    private protected abstract Task<ChainManifest> InstallAsync(DeploymentPlan plan, Action<string> report);

    private protected abstract Task<ChainManifest> ReadAsync(ChainManifest deployed);

    /// <summary>Transactions of the deployer so far.</summary>
    private protected abstract Task<int> CountAsync();

    private protected abstract Task ForgeAsync(DeploymentPlan plan, ChainManifest deployed);

    [Fact]
    public async Task Run_InterruptedAfterEveryStep_EndsAsPlannedAndThenSendsNothing()
    {
        ChainManifest? deployed = null;
        while (deployed is null)
        {
            try
            {
                // Every step that is new ends the run, as a power cut would.
                deployed = await InstallAsync(Plan(), step =>
                {
                    if (_said.Contains(step) || step.EndsWith("there already", StringComparison.Ordinal) || step.StartsWith("sealed already", StringComparison.Ordinal)) return;
                    _said.Add(step);
                    throw new Interrupted();
                });
            }
            catch (Interrupted)
            {
                _said.Count.ShouldBeLessThan(40);
            }
        }

        // Contract or program, lane, both assets, their limits, three officers, a sentinel, the seal at least.
        _said.Count.ShouldBeGreaterThanOrEqualTo(10);
        var sent = await CountAsync();
        ManifestDifferences.Between(Name, deployed, await InstallAsync(Plan(), _ => { })).ShouldBeEmpty();
        (await CountAsync()).ShouldBe(sent);
        ManifestDifferences.Between(Name, deployed, await ReadAsync(deployed)).ShouldBeEmpty();
        await ForgeAsync(Plan(), deployed);

        deployed.Governor.ShouldBe(ChainManifest.Nobody);
        deployed.UpgradeAuthority.ShouldBe(ChainManifest.Nobody);
        deployed.Officers.Count.ShouldBe(3);
        deployed.Sentinels.Count.ShouldBe(1);
        deployed.Assets.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Run_ChainIsOtherThanPlanned_NamesWhatDiffers()
    {
        await InstallAsync(Plan(), _ => { });
        var other = Plan() with { Officers = [Account("anna"), Account("ben"), Account("dora")], Delays = Plan().Delays with { Refund = 61 } };
        var refusal = await Should.ThrowAsync<DeploymentException>(() => InstallAsync(other, _ => { }));
        refusal.Message.ShouldContain($"{Name}.officers: {Account("cleo")} should not be there");
        refusal.Message.ShouldContain($"{Name}.delays.refund should be 61 and is 60");
    }

    private protected static string Account(string name)
    {
        using var key = EcdsaKey.From(Keccak256.Hash(name).ToArray());
        return Hex.Encode(key.EvmAddress());
    }

    private protected static DeploymentPlan PlanOf(PlannedEvmChain evm, PlannedSolanaChain solana, params PlannedAsset[] assets) => new()
    {
        Name = "test",
        BridgeId = TransferBuilder.Bridge.ToString(),
        GroupKey = Guardians.Key.ToString(),
        Delays = new(60, 3600, 60, 60, 60, 60),
        Officers = [Account("anna"), Account("ben"), Account("cleo")],
        Sentinels = [Account("guard")],
        Evm = evm,
        Solana = solana,
        Assets = assets,
    };

    private protected static PlannedAsset AssetOf(string symbol, ChainId home, string token, byte evmDecimals, byte solanaDecimals) =>
        new(symbol, $"{symbol} of the tests", home.Value, token, evmDecimals, solanaDecimals, new(1_000_000, 5_000_000, 1_000, 500_000));

    private sealed class Interrupted : Exception;
}
