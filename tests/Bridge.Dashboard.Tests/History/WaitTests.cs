using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Dashboard.Views;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.History;

/// <summary>Why a transfer waits.</summary>
public sealed class WaitTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task NotFinal_WaitsForFinality()
    {
        _desk.Evm.Locks.Mine(TransferBuilder.Transfer(1));
        (await ReasonAsync()).ShouldBe("finality on evm");
    }

    [Fact]
    public async Task AboveTheLargestRelease_OnlyARefundEndsIt()
    {
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1, amount: 2_000_000_000));
        (await ReasonAsync()).ShouldStartWith("limits: above the largest release on solana");
    }

    [Fact]
    public async Task AboveTheBucket_WaitsForHeadroom()
    {
        _desk.Solana.Limits = new(1_000_000, 1_000_000, 1_000, 400_000);
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1, amount: 1_000_000));
        (await ReasonAsync()).ShouldBe("headroom on solana");
        (Row().WaitsUntil! - _desk.Time.GetUtcNow()).Value.TotalSeconds.ShouldBe(601, 2);
    }

    [Fact]
    public async Task ClosedAsset_IsSaid()
    {
        _desk.Solana.Limits = new(0, 0, 0, 0);
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1));
        (await ReasonAsync()).ShouldBe("limits: the asset is closed on solana");
    }

    [Fact]
    public async Task Cursed_NothingMoves()
    {
        _desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Cursed;
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1));
        (await ReasonAsync()).ShouldBe("breaker level 5 on solana: nothing moves");
    }

    [Fact]
    public async Task Held_WaitsForOfficers()
    {
        var transfer = TransferBuilder.Transfer(1);
        _desk.Evm.Locks.MineFinal(transfer);
        await _desk.StepAsync();
        _desk.Solana.Final[1] = DestinationState.Held;
        _desk.Solana.Held.Add(new(transfer.Id, transfer.Leaf(), transfer.Asset, transfer.Amount, _desk.Time.GetUtcNow(), 1));
        (await ReasonAsync()).ShouldBe("two officers' approval: 1 of 2");
        Row().WaitsUntil.ShouldNotBeNull("no approval pays before the hold's least age").ShouldBeGreaterThan(_desk.Time.GetUtcNow());
    }

    [Fact]
    public async Task HeldLongEnough_NoTimeIsTold_ForTimeNeverReleasesIt()
    {
        await Held_WaitsForOfficers();
        _desk.Time.Advance(TimeSpan.FromMinutes(11));
        (Row().WaitingFor, Row().WaitsUntil).ShouldBe(("two officers' approval: 1 of 2", null));
        using var anybody = _desk.Open();
        (await anybody.GetAsync("/api/public/transfers/1-2-1")).Json.GetProperty("waitsUntil").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task RelayersWord_IsShownAsItsWord()
    {
        _desk.Network.Answer("http://relayer.test/health", new RelayerHealth("r", true, [], 3, 3));
        var transfer = TransferBuilder.Transfer(1);
        _desk.Network.Answer("http://relayer.test/v1/transfers?limit=500", new[]
        {
            new { id = "1-2-1", state = "Signed", kind = "Wallet", asset = transfer.Asset.ToString(), amount = transfer.Amount, sender = "0x", recipient = "0x", sourceTransaction = "tx", waitingFor = "guardian 3 is slow", times = new { } },
        });
        _desk.Evm.Locks.MineFinal(transfer);
        await _desk.StepAsync();
        (await ReasonAsync()).ShouldBe("guardian 3 is slow (a relayer's word)");
    }

    [Fact]
    public void Forecast_SaysWhenTheBucketIsEmptyAndWhenTheQueueFits()
    {
        var now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        var limits = new AssetLimits(1_000, 10_000, 10, 5_000);
        FlowBook.ForecastOf(limits, 3_600 * 20, 0, now).ShouldBe(new Forecast("20", now.AddSeconds(500), null));
        FlowBook.ForecastOf(limits, 3_600 * 5, 6_000, now).ShouldBe(new Forecast("5", null, now.AddSeconds(100)));
        FlowBook.ForecastOf(null, 0, 6_000, now).ShouldBe(new Forecast("0", null, null));
    }

    private async Task<string?> ReasonAsync()
    {
        await _desk.StepAsync();
        return Row().WaitingFor;
    }

    private TransferRow Row() => _desk.Parts.Transfers.Row(_desk.Parts.Queries.OldestWaiting()!);
}
