using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>Nothing is signed before it is final (W3): blocks are made by hand here.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class FinalityTests(LocalnetFixture localnet) : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Watch = TimeSpan.FromSeconds(6);

    private readonly HttpClient _client = new();

    public Task InitializeAsync() => localnet.EvmNode.CallAsync("evm_setIntervalMining", 0);

    public async Task DisposeAsync()
    {
        await localnet.EvmNode.CallAsync("anvil_setIntervalMining", 1);
        _client.Dispose();
    }

    [Fact]
    public async Task Lock_NotFinal_IsNotSignedUntilItIs()
    {
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        var id = await LockInNewestBlockAsync(movement, 3_000_000);

        await ShouldStayUnsignedAsync(movement, id);

        await localnet.EvmNode.CallAsync("anvil_mine", "0x3");
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    [Fact]
    public async Task Museum_M70_LockDroppedByAReorganisation_IsNeverSigned()
    {
        var movement = await Movement.BeginAsync(localnet, "WETH", fromEvm: true, TransferKind.Wallet);
        var id = await LockInNewestBlockAsync(movement, 7_000_000);

        await localnet.EvmNode.CallAsync("anvil_reorg", 2, new JsonArray());
        await localnet.EvmNode.CallAsync("anvil_mine", "0x4");
        movement.Forget(id);
        await ShouldStayUnsignedAsync(movement, id);

        // The sequence is given again, to another amount: the only one that is ever paid.
        var second = await LockInNewestBlockAsync(movement, 9_000_000);
        second.ShouldBe(id);
        await localnet.EvmNode.CallAsync("anvil_mine", "0x3");
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    /// <summary>Makes blocks one by one until the lock is in one of the two newest: included, not final.</summary>
    private async Task<TransferId> LockInNewestBlockAsync(Movement movement, ulong amount)
    {
        var locking = movement.LockAsync(amount);
        await Eventually.TrueAsync("the lock is waiting for a block", Limit, async () =>
            locking.IsCompleted || (await localnet.EvmNode.CallAsync("txpool_status"))!["pending"]!.GetValue<string>() != "0x0");
        await localnet.EvmNode.CallAsync("anvil_mine", "0x1");
        var receipt = await locking.WaitAsync(TimeSpan.FromSeconds(30), TimeProvider.System);
        var block = (await localnet.EvmNode.CallAsync("eth_getTransactionReceipt", receipt.Transaction))!["blockNumber"]!.GetValue<string>();
        (await localnet.EvmNode.CallAsync("eth_blockNumber"))!.GetValue<string>().ShouldBe(block);
        return receipt.Id;
    }

    private async Task ShouldStayUnsignedAsync(Movement movement, TransferId id)
    {
        var until = TimeProvider.System.GetUtcNow() + Watch;
        while (TimeProvider.System.GetUtcNow() < until)
        {
            foreach (var url in localnet.Facts.RelayerUrls)
            {
                using var response = await _client.GetAsync($"{url}/v1/transfers/{id}");
                if (response.StatusCode != HttpStatusCode.OK) continue;
                var status = await response.Content.ReadFromJsonAsync<TransferStatus>();
                status!.Times.Signed.ShouldBeNull();
                status.State.ShouldBe(TransferState.Observed);
            }

            (await movement.IsConsumedAsync(id)).ShouldBeFalse();
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System);
        }
    }
}
