using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Protocol;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>One guardian's nodes lie to it, or its chain stands still: it signs nothing it could not read, says so, and catches up by itself.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class DeceivedGuardianTests(LocalnetFixture localnet) : IAsyncLifetime
{
    private const string Deceived = "guardian-1";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(20) };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await localnet.EvmNode.ClearFaultsAsync();
        await localnet.SolanaNode.ClearFaultsAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Museum_M74_OneGuardianNeverHearsOfALanesLocks_AlarmsThenFillsInWithoutGapOrDuplicate()
    {
        await WellAsync();
        var before = (await HealthAsync()).JournalLocks;
        await localnet.EvmNode.SetFaultAsync(new { method = "eth_getLogs", kind = "forge", result = Array.Empty<object>(), client = Deceived });
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        await movement.LockAsync(11_000_000);
        await movement.LockAsync(12_000_000);

        // Its silence is not taken for no locks: the vault counts others than the node shows.
        await ProblemAsync("evm: Invalid");
        (await HealthAsync()).JournalLocks.ShouldBe(before);

        // Four others sign meanwhile.
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();

        await localnet.EvmNode.ClearFaultsAsync();
        await WellAsync();
        await Eventually.TrueAsync("the guardian has filled in both locks", Limit, async () => (await HealthAsync()).JournalLocks >= before + 2);
        (await HealthAsync()).JournalLocks.ShouldBe(before + 2);
        // It follows the lane again.
        await movement.LockAsync(13_000_000);
        await Eventually.TrueAsync("the guardian hears of the next lock", Limit, async () => (await HealthAsync()).JournalLocks == before + 3);
        await movement.ShouldBeReleasedAsync(Limit);
    }

    [Fact]
    public async Task Museum_M01_OneGuardiansNodeForgesAnAmount_ThatGuardianReadsNothingAndTheOthersPayTheTruth()
    {
        await WellAsync();
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        var before = (await HealthAsync()).JournalLocks;
        // 0x…0d2c5e1 = 13813217 becomes 0x…fd2c5e1 in every log and receipt that this guardian is shown.
        await localnet.EvmNode.SetFaultAsync(new { method = "*", kind = "forge", find = "0000000000d2c5e1", with = "000000000fd2c5e1", client = Deceived });
        await movement.LockAsync(0xd2c5e1);

        await ProblemAsync("evm: ");
        (await HealthAsync()).JournalLocks.ShouldBe(before);
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();

        await localnet.EvmNode.ClearFaultsAsync();
        await Eventually.TrueAsync("the guardian has read the true lock", Limit, async () => (await HealthAsync()).JournalLocks == before + 1);
    }

    [Fact]
    public async Task Museum_M70_FinalityStalls_TransfersQueueAndNothingIsLostWhenItResumes()
    {
        await WellAsync();
        var movement = await Movement.BeginAsync(localnet, "WETH", fromEvm: true, TransferKind.Wallet);
        var final = (await localnet.EvmNode.CallAsync("eth_getBlockByNumber", "finalized", false))!.AsObject();
        // Every reader is told that finality stands where it stood; blocks go on.
        await localnet.EvmNode.SetFaultAsync(new { method = "eth_getBlockByNumber", kind = "stale" });
        _ = await localnet.EvmNode.CallAsync("eth_getBlockByNumber", "finalized", false);
        for (var i = 1; i <= 5; i++) await movement.LockAsync((ulong)i * 1_000_000);
        await Task.Delay(Stall, TimeProvider.System);
        foreach (var id in movement.Ids) (await movement.IsConsumedAsync(id)).ShouldBeFalse($"{id} was locked above the final block {final["number"]}");

        await localnet.EvmNode.ClearFaultsAsync();
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
        await WellAsync();
    }

    private Task WellAsync() => Eventually.TrueAsync("every guardian is well", Limit, async () =>
    {
        foreach (var url in localnet.Facts.GuardianHealthUrls)
        {
            if (!(await HealthAsync(url)).Healthy) return false;
        }

        return true;
    });

    private Task ProblemAsync(string beginning) => Eventually.TrueAsync(
        $"{Deceived} says \"{beginning}\"", Limit, async () => (await HealthAsync()).Problems.Any(problem => problem.StartsWith(beginning, StringComparison.Ordinal)),
        () => File.ReadAllText(Path.Combine(localnet.State, "logs", $"{Deceived}.log")));

    private Task<GuardianHealth> HealthAsync() => HealthAsync(localnet.Facts.GuardianHealthUrls[0]);

    private async Task<GuardianHealth> HealthAsync(string url)
    {
        try
        {
            using var response = await _client.GetAsync(url);
            return (await response.Content.ReadFromJsonAsync<GuardianHealth>(JsonSerializerOptions.Web))!;
        }
        catch (HttpRequestException)
        {
            return new(false, 0, []); // started again just now
        }
    }

    private sealed record GuardianHealth(bool Healthy, long JournalLocks, IReadOnlyList<string> Problems);
}
