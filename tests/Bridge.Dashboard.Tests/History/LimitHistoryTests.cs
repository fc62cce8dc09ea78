using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Storage;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.History;

/// <summary>Limits that changed, by whomever; and buckets that fill since they were made larger.</summary>
public sealed class LimitHistoryTests : DeskTests
{
    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        await Desk.StepAsync();
    }

    [Fact]
    public async Task LimitsReadFirst_AreNoChange() => (await HistoryAsync()).ShouldBeEmpty();

    [Fact]
    public async Task RaisedElsewhereByTwo_IsTheirs_AndInTheAuditLogAsSeen()
    {
        Change(limits => limits with { Capacity = 9_000_000_000 }, [Desk.AddressOf(Desk.Olga), Desk.AddressOf(Desk.Oscar)]);
        await Desk.StepAsync();

        var by = $"olga, {Desk.AddressOf(Desk.Olga)} and oscar, {Desk.AddressOf(Desk.Oscar)}";
        var change = (await HistoryAsync()).ShouldHaveSingleItem();
        (Text(change, "chain"), Text(change, "asset"), Text(change, "by"), Text(change, "transaction")).ShouldBe(("evm", FakeDeployment.Symbol, by, "0xchange"));
        (Text(change.GetProperty("from"), "capacity"), Text(change.GetProperty("to"), "capacity")).ShouldBe(("2000000000", "9000000000"));
        var entry = (await AuditAsync()).Single(entry => Text(entry, "event") == "limitsSeen");
        (entry.GetProperty("user").ValueKind, Text(entry.GetProperty("detail"), "by"), Text(entry.GetProperty("detail"), "capacity"), Text(entry.GetProperty("detail"), "transaction")).ShouldBe((JsonValueKind.Null, by, "9000000000", "0xchange"));
    }

    [Fact]
    public async Task LoweredHere_IsOlgas_AndNotSaidASecondTime()
    {
        var lower = new { maxRelease = "1000000000", capacity = "1500000000", refillPerSecond = "1000", holdThreshold = "500000000" };
        (await Olga.PostAsync("/api/tighten/limits", new { chain = "evm", asset = FakeDeployment.Symbol, limits = lower, confirm = $"lower {FakeDeployment.Symbol} on evm" })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await Desk.StepAsync();
        Text((await HistoryAsync()).ShouldHaveSingleItem(), "by").ShouldBe("dashboard (olga)");
        (await AuditAsync()).ShouldNotContain(entry => Text(entry, "event") == "limitsSeen");
    }

    [Fact]
    public async Task RecordOfOtherLimits_OrOfNoPaper_ExplainsNothing()
    {
        Change(limits => limits with { Capacity = 9_000_000_000 }, [Desk.AddressOf(Desk.Olga)]);
        var record = Desk.Evm.LimitChange!;
        Desk.Evm.LimitChange = record with { Limits = record.Limits with { Capacity = 1 } };
        await Desk.StepAsync();
        (await HistoryAsync()).ShouldHaveSingleItem().GetProperty("by").ValueKind.ShouldBe(JsonValueKind.Null);
        Desk.Evm.LimitChange = record with { By = [] };
        await Desk.StepAsync("evm authors");
        (await HistoryAsync()).ShouldHaveSingleItem().GetProperty("by").ValueKind.ShouldBe(JsonValueKind.Null);
        Desk.Evm.LimitChange = record;
        await Desk.StepAsync("evm authors");
        Text((await HistoryAsync()).ShouldHaveSingleItem(), "by").ShouldBe($"olga, {Desk.AddressOf(Desk.Olga)}");
    }

    [Fact]
    public async Task WhatTheChainNeverShows_IsSaidOnceAsNotKnown()
    {
        Change(limits => limits with { Capacity = 9_000_000_000 }, []);
        await Desk.StepAsync();
        for (var look = 0; look < 200; look++) await Desk.StepAsync("evm authors");
        Text((await HistoryAsync()).ShouldHaveSingleItem(), "by").ShouldBe("not known");
        (await AuditAsync()).Where(entry => Text(entry, "event") == "limitsSeen").ShouldHaveSingleItem();
    }

    [Fact]
    public void Histories_OutliveTheProgram()
    {
        var folder = Directory.CreateTempSubdirectory("bridge-limits-");
        var (chain, asset) = (TransferBuilder.Evm, TransferBuilder.Asset);
        var (small, large, other) = (new RiskLimits(1, 2, 3, ulong.MaxValue), new RiskLimits(1, 9, 3, ulong.MaxValue), new RiskLimits(1, 9, 3, 5));
        using (var store = SqliteStore.Open(Path.Combine(folder.FullName, "records.db"), Layouts.Records, durable: false))
        {
            var history = new LimitHistory(store, Desk.Time);
            foreach (var limits in new[] { small, large, large, other }) history.Observe(chain, asset, limits);
        }

        using (var store = SqliteStore.Open(Path.Combine(folder.FullName, "records.db"), Layouts.Records, durable: false))
        {
            var history = new LimitHistory(store, Desk.Time);
            (history.Last(chain, asset)!.From, history.Last(chain, asset)!.To, history.LastRaise(chain, asset)!.To).ShouldBe((large, other, large));
            // Changed while it was down.
            history.Observe(chain, asset, small);
            history.Page(long.MaxValue, 10).Items.Select(change => change.To).ShouldBe([small, other, large]);
        }

        folder.Delete(recursive: true);
    }

    [Fact]
    public async Task RaisedBucket_FillsAndIsNotUsed()
    {
        // Full before: 2,000 of 9,000 after, and 7,000 are missing at 1 a second.
        Change(limits => limits with { Capacity = 9_000_000_000, RefillPerSecond = 1_000_000, Available = 2_000_000_000 }, []);
        // An overview is kept for a moment.
        Desk.Time.Advance(TimeSpan.FromSeconds(1));
        await Desk.StepAsync();
        var changed = Desk.Time.GetUtcNow();
        var row = await RowAsync();
        Text(row.GetProperty("filling"), "before").ShouldBe("2000000000");
        row.GetProperty("filling").GetProperty("since").GetDateTimeOffset().ShouldBe(changed, TimeSpan.FromMinutes(1));
        row.GetProperty("filling").GetProperty("fullAt").GetDateTimeOffset().ShouldBe(Desk.Time.GetUtcNow().AddSeconds(7_000), TimeSpan.FromMinutes(1));
        var flow = (await Olga.GetAsync("/api/overview")).Json.GetProperty("flows").EnumerateArray().Single(flow => Text(flow, "destination") == "evm");
        Text(flow.GetProperty("filling"), "before").ShouldBe("2000000000");
        using var anybody = Desk.Open();
        (await anybody.GetAsync("/api/public/limits")).Json.GetProperty("rows").EnumerateArray().Count(shown => shown.GetProperty("filling").ValueKind == JsonValueKind.Object && Text(shown.GetProperty("filling"), "before") == "2000000000").ShouldBe(1, "everybody is told why it is not full");

        // From here on it may have been full, and what is missing was paid out.
        Desk.Time.Advance(TimeSpan.FromSeconds(7_001));
        Olga.Dispose();
        Olga = await Desk.SignInAsync("olga");
        await Desk.StepAsync();
        (await RowAsync()).GetProperty("filling").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    [Fact]
    public async Task BucketThatIsFullOrWasNotRaised_IsNotFilling()
    {
        Change(limits => limits with { Capacity = 9_000_000_000, RefillPerSecond = 1, Available = 9_000_000_000 }, []);
        await Desk.StepAsync();
        (await RowAsync()).GetProperty("filling").ValueKind.ShouldBe(JsonValueKind.Null);
        Change(limits => limits with { Capacity = 8_000_000_000, Available = 1 }, []);
        await Desk.StepAsync();
        (await RowAsync()).GetProperty("filling").ValueKind.ShouldBe(JsonValueKind.Null);
    }

    private void Change(Func<AssetLimits, AssetLimits> change, IReadOnlyList<SignerAddress> by)
    {
        Desk.Evm.Limits = change(Desk.Evm.Limits);
        Desk.Evm.LimitChange = new(Desk.Evm.Limits.ToLimits(), by, "0xchange");
    }

    private async Task<List<JsonElement>> HistoryAsync() => [.. (await Olga.GetAsync("/api/limits/history")).Json.GetProperty("items").EnumerateArray()];

    private async Task<List<JsonElement>> AuditAsync() => [.. (await Olga.GetAsync("/api/audit")).Json.GetProperty("items").EnumerateArray()];

    private async Task<JsonElement> RowAsync() => (await Olga.GetAsync("/api/limits")).Json.GetProperty("rows").EnumerateArray().Single(row => Text(row, "chain") == "evm");

    private static string? Text(JsonElement of, string name) => of.GetProperty(name).GetString();
}
