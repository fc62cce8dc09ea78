using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Bridge.EndToEnd.Tests;

/// <summary>A network for the tests that end with it halted.</summary>
public sealed class HaltedLocalnet : LocalnetFixture
{
    protected override string[] Arguments => ["--guardians", "3", "--threshold", "2", "--relayers", "1", "--no-dashboard"];
}

/// <summary>The independent witness (<c>Monitoring/witness</c>) on the running network: what it does not believe, and what it stops.</summary>
public sealed class WitnessTests(HaltedLocalnet localnet, ITestOutputHelper output) : IClassFixture<HaltedLocalnet>, IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(5);

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Museum_M01_M73_LyingSourceThenForgedRelease_OneIsNotBelievedTheOtherIsStopped()
    {
        await CaughtUpAsync();
        await LyingSourceIsNotBelievedAsync();
        await ForgedReleaseIsStoppedAsync();
    }

    /// <summary>One of the witness's two nodes hides a lock: nothing is taken in until both say the same.</summary>
    private async Task LyingSourceIsNotBelievedAsync()
    {
        await localnet.EvmNode.SetFaultAsync(new { method = "eth_getLogs", kind = "forge", result = Array.Empty<object>(), client = "witness-2" });
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        await movement.LockAsync(2_000_000_000);
        await Eventually.TrueAsync("the witness says that its sources disagree", Limit, async () => (await HealthAsync()).Problems.Any(problem => problem.StartsWith("read evm: disagree", StringComparison.Ordinal)), Log);
        var stopped = (await HealthAsync()).Height("evm");
        await Task.Delay(Watch, TimeProvider.System);
        (await HealthAsync()).Height("evm").ShouldBe(stopped);

        // Guardians and relayer have honest nodes: the transfer is released meanwhile, and what the witness could not read is no forged release.
        await movement.ShouldBeReleasedAsync(Limit);
        (await HealthAsync()).Trips.ShouldBeEmpty();
        await localnet.EvmNode.ClearFaultsAsync();
        await CaughtUpAsync();
        (await HealthAsync()).Height("evm").ShouldBeGreaterThan(stopped);
        (await HealthAsync()).Trips.ShouldBeEmpty();
        await movement.ShouldHavePaidExactlyOnceAsync();

        await localnet.SolanaNode.SetFaultAsync(new { method = "getProgramAccounts", kind = "error", client = "witness-1" });
        await Eventually.TrueAsync("the witness says that it has too few sources", Limit, async () => (await HealthAsync()).Problems.Any(problem => problem.StartsWith("read solana: insufficient", StringComparison.Ordinal)), Log);
        await localnet.SolanaNode.ClearFaultsAsync();
        await CaughtUpAsync();
    }

    /// <summary>Every guardian colludes: the signature is valid, the lock never was.</summary>
    private async Task ForgedReleaseIsStoppedAsync()
    {
        var evm = localnet.Evm;
        var usdc = AssetId.From(Bytes32.Parse(localnet.Asset("USDC").Id));
        var thief = evm.Wallet(evm.RpcUrls[0], localnet.Alice.EvmSecret).Address;
        var reader = evm.RiskReader(evm.RpcUrls[0]);
        (await reader.ReadLevelAsync(RiskScope.Everything, CancellationToken.None)).ShouldBe(BreakerLevel.Normal);

        var forged = (await ReleaseAsync(Forge(usdc, thief, 5_000, 700_000_000))).ShouldBeOfType<ReleaseOutcome.Included>();

        await Eventually.TrueAsync("the witness has raised the level on the EVM chain", Limit, async () => await reader.ReadLevelAsync(RiskScope.Everything, CancellationToken.None) == BreakerLevel.Cursed, Log);
        (await ReleaseAsync(Forge(usdc, thief, 5_001, 700_000_000))).ShouldBeOfType<ReleaseOutcome.Rejected>().Error.ShouldContain("LevelTooHigh");
        var solana = localnet.Solana.RiskReader(localnet.Solana.RpcUrls[0]);
        // Two rules that know nothing of each other: the release has no lock, and wrapped tokens are left without custody.
        await Eventually.TrueAsync("both rules have tripped, and their levels stand on both chains", Limit, async () => (await HealthAsync()).Trips is { Count: 2 } trips && trips.All(each => each.Raised.Count == 2), Log);
        (await solana.ReadLevelAsync(RiskScope.Everything, CancellationToken.None)).ShouldBe(BreakerLevel.Cursed);
        // The guardians' own sentinels judge by themselves, and may have raised it further.
        (await reader.ReadLevelAsync(RiskScope.Asset(usdc), CancellationToken.None)).ShouldBeOneOf(BreakerLevel.Stop, BreakerLevel.Cursed);
        var tripped = (await HealthAsync()).Trips;
        tripped.Select(trip => trip.Rule).ShouldBe(["release-without-lock", "supply-above-custody"]);
        tripped[0].Evidence.ShouldContain("2-1-5000 was released");
        output.WriteLine($"the forged release is in block {(await localnet.EvmNode.CallAsync("eth_getTransactionReceipt", forged.Transaction))!["blockNumber"]}");
        foreach (var line in File.ReadLines(WitnessLog).Where(line => line.Contains("TRIPPED", StringComparison.Ordinal) || line.Contains("stands on", StringComparison.Ordinal))) output.WriteLine(line);

        // What was decided outlives a crash, and is not decided again.
        localnet.Kill("witness");
        await Eventually.TrueAsync("the witness is back", Limit, async () => (await HealthOrNullAsync())?.Trips.Count == 2, Log);
        await CaughtUpAsync();
        (await HealthAsync()).Trips.Select(trip => trip.Evidence).ShouldBe(tripped.Select(trip => trip.Evidence));
        File.ReadLines(WitnessLog).Count(line => line.Contains("TRIPPED", StringComparison.Ordinal)).ShouldBe(2);
    }

    private Attestation Forge(AssetId asset, PartyAddress thief, ulong sequence, ulong amount) => CollusionOfGuardians.Sign(localnet, new([new()
    {
        Bridge = localnet.Deployment.Bridge,
        Id = TransferId.From(Lane.From(localnet.Solana.Chain, localnet.Evm.Chain), sequence),
        Kind = TransferKind.Wallet,
        Asset = asset,
        Amount = amount,
        Sender = thief,
        Recipient = thief,
    }]));

    private async Task<ReleaseOutcome> ReleaseAsync(Attestation attestation) =>
        (await localnet.Evm.Releaser(localnet.Evm.RpcUrls[0], localnet.Alice.EvmSecret).ReleaseAsync(attestation, (_, _) => { }, CancellationToken.None)).Single();

    private Task CaughtUpAsync() => Eventually.TrueAsync(
        "the witness has read both chains", Limit,
        async () => await HealthOrNullAsync() is { } health && health.Chains.All(chain => chain.CaughtUp) && !health.Problems.Any(problem => problem.StartsWith("read", StringComparison.Ordinal)), Log);

    private async Task<WitnessHealth> HealthAsync()
    {
        using var response = await _client.GetAsync($"{localnet.Facts.WitnessUrl}/health");
        return (await response.Content.ReadFromJsonAsync<WitnessHealth>(JsonSerializerOptions.Web))!;
    }

    private async Task<WitnessHealth?> HealthOrNullAsync()
    {
        try
        {
            return await HealthAsync();
        }
        catch (HttpRequestException)
        {
            return null;
        }
    }

    private string WitnessLog => Path.Combine(localnet.State, "logs", "witness.log");

    private string Log() => File.ReadAllText(WitnessLog);

    private sealed record WitnessHealth(bool Healthy, IReadOnlyList<string> Problems, IReadOnlyList<WitnessChain> Chains, IReadOnlyList<WitnessTrip> Trips)
    {
        public long Height(string chain) => long.Parse(Chains.Single(each => each.Chain == chain).Height, System.Globalization.CultureInfo.InvariantCulture);
    }

    private sealed record WitnessChain(string Chain, string Height, bool CaughtUp);

    private sealed record WitnessTrip(string Rule, string Scope, int Level, string Evidence, IReadOnlyList<string> Raised);
}
