using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>RPC sources that lie to some guardians only (W2): a guardian with one such source signs nothing, however honest its others are.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class SourceTests(LocalnetFixture localnet) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(6);

    private readonly HttpClient _client = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await localnet.EvmNode.ClearFaultsAsync();
        _client.Dispose();
    }

    [Fact]
    public async Task Museum_M74_OneSourceOfThreeGuardiansHidesLocks_NothingIsSignedUntilItShowsThem()
    {
        // Three of five must sign, and three have a source that hides every lock beside one that is honest.
        foreach (var guardian in (int[])[1, 2, 3])
            await localnet.EvmNode.SetFaultAsync(new { method = "eth_getLogs", kind = "forge", result = new JsonArray(), client = $"guardian-{guardian}/2" });
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        var id = (await movement.LockAsync(6_000_000)).Id;
        await Eventually.TrueAsync("the deceived guardians say so", Limit, async () => (await Task.WhenAll(Enumerable.Range(0, 3).Select(SaysWhyAsync))).All(said => said));

        var until = TimeProvider.System.GetUtcNow() + Watch;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            foreach (var url in localnet.Facts.RelayerUrls)
            {
                using var response = await _client.GetAsync($"{url}/v1/transfers/{id}");
                if (response.StatusCode == HttpStatusCode.OK) (await response.Content.ReadFromJsonAsync<TransferStatus>())!.Times.Signed.ShouldBeNull();
            }

            (await movement.IsConsumedAsync(id)).ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        }

        await localnet.EvmNode.ClearFaultsAsync();
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    private async Task<bool> SaysWhyAsync(int guardian)
    {
        using var answer = await _client.GetAsync(localnet.Facts.GuardianHealthUrls[guardian]);
        return answer.StatusCode == HttpStatusCode.ServiceUnavailable && (await answer.Content.ReadAsStringAsync()).Contains("the vault counts", StringComparison.Ordinal);
    }
}
