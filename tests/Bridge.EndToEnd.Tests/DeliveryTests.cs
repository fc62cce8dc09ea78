using System.Net;
using Bridge.Protocol;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>No relayer can send anything to the destination: the user takes the signed release there, with the command line.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class DeliveryTests(LocalnetFixture localnet) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);

    private readonly HttpClient _client = new();

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync()
    {
        await localnet.EvmNode.ClearFaultsAsync();
        await localnet.SolanaNode.ClearFaultsAsync();
        _client.Dispose();
    }

    [Theory]
    [InlineData("USDC", true)]
    [InlineData("JITOSOL", false)]
    public async Task Deliver_RelayersCannotSend_PaidExactlyOnceByTheUser(string symbol, bool fromEvm)
    {
        var (node, method) = fromEvm ? (localnet.SolanaNode, "sendTransaction") : (localnet.EvmNode, "eth_sendRawTransaction");
        foreach (var relayer in (string[])["relayer-1", "relayer-2"]) await node.SetFaultAsync(new { method, kind = "error", client = relayer });
        var movement = await Movement.BeginAsync(localnet, symbol, fromEvm, TransferKind.Wallet);
        var id = (await movement.LockAsync(3_000_000)).Id;
        await Eventually.TrueAsync("a relayer shows the signature", Limit, async () => (await Task.WhenAll(localnet.Facts.RelayerUrls.Select(url => ShowsAsync(url, id)))).Contains(true));
        (await movement.IsConsumedAsync(id)).ShouldBeFalse();

        var delivery = ToolRun.Bridge("deliver", $"{id}", "--deployment", Path.Combine(localnet.State, "deployment.json"));
        (await delivery.EndAsync()).ShouldBe(0, delivery.Output);
        await movement.ShouldBeReleasedAsync(Limit);
        (await ToolRun.Bridge("deliver", $"{id}", "--deployment", Path.Combine(localnet.State, "deployment.json")).EndAsync()).ShouldBe(1, "it is paid");

        await node.ClearFaultsAsync();
        var next = await movement.LockAsync(2_000_000);
        await Eventually.TrueAsync("the relayers go on", Limit, () => movement.IsConsumedAsync(next.Id));
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    private async Task<bool> ShowsAsync(string url, TransferId id)
    {
        using var response = await _client.GetAsync($"{url}/v1/transfers/{id}/attestation");
        return response.StatusCode == HttpStatusCode.OK;
    }
}
