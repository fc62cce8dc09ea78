using System.Text.Json;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Readings;

/// <summary>Limits as they were set beside what a breaker level makes of them.</summary>
public sealed class LimitTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync()
    {
        _desk = await Desk.StartAsync();
        _desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        _desk.Solana.Limits = _desk.Evm.Limits with { Available = 250_000_000 };
        await _desk.StepAsync();
    }

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task AtASlowedLevel_TheTwoAreNotMixed()
    {
        using var vera = await _desk.SignInAsync("vera");
        await _desk.StepAsync();
        var rows = (await vera.GetAsync("/api/limits")).Json.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("chain").GetString()!);
        Limits(rows["evm"].GetProperty("current").GetProperty("value")).ShouldBe(("1000000000", "2000000000", "1000", "500000000"));
        rows["evm"].GetProperty("inForce").ValueKind.ShouldBe(JsonValueKind.Null);
        // Papers and dry runs begin with what was set; what applies is said beside it.
        Limits(rows["solana"].GetProperty("current").GetProperty("value")).ShouldBe(("1000000000", "2000000000", "1000", "500000000"));
        Limits(rows["solana"].GetProperty("inForce")).ShouldBe(("1000000000", "500000000", "250", "125000000"));
        // Half of what is in force, not seven eighths of what was set.
        rows["solana"].GetProperty("current").GetProperty("value").GetProperty("usedPercent").GetDouble().ShouldBe(50);
    }

    [Theory]
    [InlineData(2_000_000_000, 0)]
    [InlineData(1_500_000_000, 25)]
    [InlineData(1_000_000_000, 50)]
    [InlineData(0, 100)]
    public async Task Used_OfTheBucketAndNotOfTheLargestRelease(ulong available, double percent)
    {
        _desk.Evm.Limits = _desk.Evm.Limits with { Available = available };
        await _desk.StepAsync();
        var open = (await _desk.Open().GetAsync("/api/public/limits")).Json.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("chain").GetString() == "evm");
        open.GetProperty("limits").GetProperty("value").GetProperty("usedPercent").GetDouble().ShouldBe(percent);
    }

    [Fact]
    public async Task FlowsForecastsAndThePublic_SeeWhatApplies()
    {
        using var vera = await _desk.SignInAsync("vera");
        await _desk.StepAsync();
        var flow = (await vera.GetAsync("/api/overview")).Json.GetProperty("flows").EnumerateArray().Single(flow => flow.GetProperty("destination").GetString() == "solana");
        Limits(flow.GetProperty("limits").GetProperty("value")).ShouldBe(("1000000000", "500000000", "250", "125000000"));
        var open = (await vera.GetAsync("/api/public/limits")).Json.GetProperty("rows").EnumerateArray().Single(row => row.GetProperty("chain").GetString() == "solana");
        Limits(open.GetProperty("limits").GetProperty("value")).ShouldBe(("1000000000", "500000000", "250", "125000000"));
    }

    [Fact]
    public async Task AHaltAtTheSource_IsPublicAtTheOtherEnd()
    {
        _desk.Evm.Levels[RiskScope.Lane(_desk.Solana.Chain)] = BreakerLevel.Stop;
        await _desk.StepAsync();
        var rows = (await _desk.Open().GetAsync("/api/public/limits")).Json.GetProperty("rows").EnumerateArray().ToDictionary(row => row.GetProperty("chain").GetString()!);
        (rows["solana"].GetProperty("levelInForce").GetInt32(), rows["solana"].GetProperty("levelAtSource").GetInt32()).ShouldBe((2, 4));
        (rows["evm"].GetProperty("levelInForce").GetInt32(), rows["evm"].GetProperty("levelAtSource").GetInt32()).ShouldBe((4, 2));
    }

    private static (string?, string?, string?, string?) Limits(JsonElement limits) => (
        limits.GetProperty("maxRelease").GetString(), limits.GetProperty("capacity").GetString(), limits.GetProperty("refillPerSecond").GetString(), limits.GetProperty("holdThreshold").GetString());
}
