using Bridge.Chains.Deploying;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Chains.Tests.Deploying;

public sealed class ManifestDifferencesTests
{
    private const string Id = "0x01";

    private static readonly ChainManifest Manifest = new()
    {
        Chain = 1,
        Network = "31337",
        FromBlock = 7,
        BridgeId = "0xb0",
        Contracts = new() { ["vault"] = new("0xaa", "0xc0de") },
        GroupKey = "0x02",
        Epoch = 1,
        Delays = new(1, 2, 3, 4, 5, 6),
        UpgradeAuthority = ChainManifest.Nobody,
        Governor = ChainManifest.Nobody,
        Officers = ["0x0a", "0x0b"],
        Sentinels = ["0x0c"],
        Lanes = new() { ["2"] = 2 },
        Assets = new() { [Id] = new("0xdd", "custody", 6, 6, new(1, 2, 3, 4)) },
    };

    public static TheoryData<string, string> Changes => new()
    {
        { "code", "evm.contracts.vault.codeHash should be 0xc0de and is 0xbad" },
        { "contract", "evm.contracts.control should be nothing and is {\"address\":\"0xee\",\"codeHash\":\"0xef\"}" },
        { "key", "evm.groupKey should be 0x02 and is 0x03" },
        { "epoch", "evm.epoch should be 1 and is 2" },
        { "extra officer", "evm.officers: 0x0d should not be there" },
        { "missing sentinel", "evm.sentinels: 0x0c is missing" },
        { "limit", "evm.assets.0x01.limits.capacity should be 2 and is 20" },
        { "delay", "evm.delays.rotation should be 5 and is 50" },
        { "lane", "evm.lanes.3 should be nothing and is 2" },
        { "missing lane", "evm.lanes.2 should be 2 and is nothing" },
        { "asset", "evm.assets.0x01.token should be 0xdd and is 0xde" },
        { "governor", "evm.governor should be none and is 0x0e" },
        { "upgrade", "evm.upgradeAuthority should be none and is 0x0f" },
        { "network", "evm.network should be 31337 and is 1" },
    };

    [Fact]
    public void Between_Same_FindsNothing() => ManifestDifferences.Between("evm", Manifest, Manifest with { Officers = ["0x0b", "0x0a"] }).ShouldBeEmpty();

    [Theory]
    [MemberData(nameof(Changes))]
    public void Between_OneFieldChanged_NamesIt(string change, string line) => ManifestDifferences.Between("evm", Manifest, Changed(change)).ShouldHaveSingleItem().ShouldBe(line);

    [Fact]
    public void Plan_EverythingWrong_NamesAllOfIt()
    {
        var plan = new DeploymentPlan
        {
            Name = "bad", BridgeId = Keccak256.Hash("b").ToString(), GroupKey = "0x02", Delays = new(0, 1, 1, 1, 1, 1), Officers = ["0x0a", "0x0A", "0x0b"], Sentinels = ["0x0A"],
            Evm = new(1, 1, "http://e"), Solana = new(1, "http://s"), Assets = [new("X", "X", 9, "t", 6, 6, new RiskLimits(5, 4, 1, 0))],
        };
        var problems = plan.Problems().ToList();
        foreach (var part in new[] { "groupKey", "officers: at least three", "is officer and sentinel", "delays:", "chains:", "X: chain 9 is not in the plan", "X: limits" })
            problems.ShouldContain(problem => problem.Contains(part, StringComparison.Ordinal), part);
    }

    private static ChainManifest Changed(string change) => change switch
    {
        "code" => Manifest with { Contracts = new() { ["vault"] = new("0xaa", "0xbad") } },
        "contract" => Manifest with { Contracts = new() { ["vault"] = new("0xaa", "0xc0de"), ["control"] = new("0xee", "0xef") } },
        "key" => Manifest with { GroupKey = "0x03" },
        "epoch" => Manifest with { Epoch = 2 },
        "extra officer" => Manifest with { Officers = ["0x0a", "0x0b", "0x0d"] },
        "missing sentinel" => Manifest with { Sentinels = [] },
        "limit" => Manifest with { Assets = new() { [Id] = Manifest.Assets[Id] with { Limits = new(1, 20, 3, 4) } } },
        "delay" => Manifest with { Delays = Manifest.Delays with { Rotation = 50 } },
        "lane" => Manifest with { Lanes = new() { ["2"] = 2, ["3"] = 2 } },
        "missing lane" => Manifest with { Lanes = [] },
        "asset" => Manifest with { Assets = new() { [Id] = Manifest.Assets[Id] with { Token = "0xde" } } },
        "governor" => Manifest with { Governor = "0x0e" },
        "upgrade" => Manifest with { UpgradeAuthority = "0x0f" },
        "network" => Manifest with { Network = "1" },
        _ => throw new ArgumentOutOfRangeException(nameof(change), change, "unknown change"),
    };
}
