using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.History;

/// <summary>A transfer that was held and paid: what staff and everybody are shown of it.</summary>
public sealed class HeldTransferTests : IAsyncLifetime
{
    private static readonly Transfer Lock = TransferBuilder.Transfer(1, amount: 600_000_000);
    private static readonly string Hold = Keccak256.Hash("the hold").ToString();
    private static readonly string Payment = Keccak256.Hash("the payment").ToString();
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task HeldThenPaid_ShowsBothTransactionsAndBothApprovals()
    {
        await HeldAsync(approvals: 0);
        await HeldAsync(approvals: 1);
        await HeldAsync(approvals: 2);
        await PaidAsync();
        using var vera = await _desk.SignInAsync("vera");
        var detail = (await vera.GetAsync("/api/transfers/1-2-1")).Json;
        Text(detail, "holdTransaction").ShouldBe(Hold);
        Text(detail, "destinationTransaction").ShouldBe(Payment);
        Steps(detail).Where(step => step.Step is "held" or "approved" or "released").ShouldBe([("held", Hold), ("approved", null), ("approved", null), ("released", Payment)]);
    }

    [Fact]
    public async Task PaymentNotShownYet_IsNotTakenFromTheHold()
    {
        await HeldAsync(approvals: 2);
        _desk.Solana.Records[Lock.Id] = new(null, Hold, IsClaimable: false);
        (_desk.Solana.Final[1], _) = (DestinationState.Released, _desk.Solana.Held.RemoveAll(_ => true));
        await _desk.StepAsync();
        using var vera = await _desk.SignInAsync("vera");
        Steps((await vera.GetAsync("/api/transfers/1-2-1")).Json).ShouldContain(("released", null));
        await PaidAsync();
        Steps((await vera.GetAsync("/api/transfers/1-2-1")).Json).ShouldContain(("released", Payment));
    }

    [Fact]
    public async Task Everybody_FindsItByEitherTransaction_WithBothTimes()
    {
        await HeldAsync(approvals: 2);
        await PaidAsync();
        using var anybody = _desk.Open();
        foreach (var query in new[] { "1-2-1", Hold, Payment })
        {
            var answer = (await anybody.GetAsync($"/api/public/transfers/{query}")).Json;
            (Text(answer, "holdTransaction"), Text(answer, "destinationTransaction")).ShouldBe((Hold, Payment));
            (answer.GetProperty("heldAt").GetDateTimeOffset() <= answer.GetProperty("releasedAt").GetDateTimeOffset()).ShouldBeTrue();
        }
    }

    [Fact]
    public async Task Everybody_SeesTheTransactionThatPaidBack_AndIsToldWhatIsNoTransfer()
    {
        await HeldAsync(approvals: 0);
        var id = TransferId.Parse("1-2-1");
        _desk.Parts.History.RecordRefunds([new(RefundStep.Voided, id, Keccak256.Hash("leaf"), 1, "0xvoid"), new(RefundStep.Refunded, id, Keccak256.Hash("leaf"), 2, "0xback")], "r", "3");
        using var anybody = _desk.Open();
        Text((await anybody.GetAsync("/api/public/transfers/1-2-1")).Json, "refundTransaction").ShouldBe("0xback");
        foreach (var (query, error) in new[] { ("foo", "badRequest"), ("1-2", "badRequest"), ("1-2-77", "notFound"), (new string('a', 64), "notFound"), (new string('a', 101), "badRequest") })
            (await anybody.GetAsync($"/api/public/transfers/{query}")).Error.ShouldBe(error, query);
    }

    // An account that was never paid is unusual, and nothing is wrong with it; no two rows of evidence have one name.
    [Fact]
    public async Task Evidence_OfAFirstPaymentAtTheThreshold_NamesEachComparisonAndAccusesNobody()
    {
        await HeldAsync(approvals: 0);
        var evidence = (await _desk.Parts.Holds.NowAsync(CancellationToken.None)).Queue.ShouldHaveSingleItem().Evidence;
        evidence.Select(entry => entry.Label).ShouldBeUnique();
        evidence.Single(entry => entry.Label == "recipient's history").Weight.ShouldBe(Views.EvidenceWeight.Unusual);
        evidence.Single(entry => entry.Label == "hold threshold").Text.ShouldContain("500");
        evidence.ShouldAllBe(entry => entry.Weight != Views.EvidenceWeight.Bad);
    }

    // Who approves on one page and looks on another weighs the same rows.
    [Fact]
    public async Task Evidence_IsTheSameWhereOneApprovesAndOnTheTransfersPage()
    {
        await HeldAsync(approvals: 0);
        using var vera = await _desk.SignInAsync("vera");
        var hold = (await vera.GetAsync("/api/holds")).Json.GetProperty("queue")[0];
        var transfer = (await vera.GetAsync("/api/transfers/1-2-1")).Json;
        string?[] Labels(System.Text.Json.JsonElement of) => [.. of.GetProperty("evidence").EnumerateArray().Select(row => Text(row, "label"))];
        Labels(transfer).ShouldContain("lock against hold");
        Labels(hold).ShouldBe(Labels(transfer));
        hold.GetProperty("transfer").GetProperty("observations").GetArrayLength().ShouldBe(1, "guardians are asked here too");
        _desk.Parts.Transfers.Detail(_desk.Parts.Queries.Find(Lock.Id)!, [], [new(new Views.ObservationView(1, 1, "0x", true), "guardian 1", null, Dashboard.Readings.ReadingState.Fresh, null, 1)])
            .Evidence.Select(row => row.Label).ShouldBe([.. Labels(hold).Append("guardians")], ignoreOrder: true);
    }

    [Fact]
    public async Task Evidence_OfAHoldUnderAnotherLeaf_SpeaksAgainstItOnBothPages()
    {
        await HeldAsync(approvals: 0);
        _desk.Solana.Held[0] = _desk.Solana.Held[0] with { Leaf = Keccak256.Hash("another") };
        await _desk.StepAsync();
        foreach (var evidence in new[] { (await _desk.Parts.Holds.NowAsync(CancellationToken.None)).Queue.ShouldHaveSingleItem().Evidence, _desk.Parts.Transfers.Detail(_desk.Parts.Queries.Find(Lock.Id)!, [], []).Evidence })
            evidence.Single(row => row.Label == "lock against hold").Weight.ShouldBe(Views.EvidenceWeight.Bad);
    }

    [Fact]
    public async Task Evidence_OfAnAmountFarAboveTheRecipientsLargest_SaysWhatItIsComparedWith()
    {
        await BeforeAsync(DestinationState.Released, 1_000_000);
        var entry = _desk.Parts.Queries.Find(TransferBuilder.Transfer(2).Id)!;
        var evidence = _desk.Parts.Transfers.Detail(entry, [], []).Evidence;
        evidence.Select(found => found.Label).ShouldBeUnique();
        evidence.Single(found => found.Label == "recipient's largest before").Weight.ShouldBe(Views.EvidenceWeight.Unusual);
    }

    // Locking much, asking it back and locking again costs nothing: it should not look like a history.
    [Theory]
    [InlineData(DestinationState.Voided)]
    [InlineData(DestinationState.Held)]
    [InlineData(DestinationState.Open)]
    public async Task Evidence_OfARecipientWhoWasNeverPaid_CountsNothingThatWasNot(DestinationState before)
    {
        await BeforeAsync(before, 600_000_000);
        var evidence = _desk.Parts.Transfers.Detail(_desk.Parts.Queries.Find(TransferBuilder.Transfer(2).Id)!, [], []).Evidence;
        evidence.Single(found => found.Label == "recipient's history").Weight.ShouldBe(Views.EvidenceWeight.Unusual);
    }

    private async Task BeforeAsync(DestinationState first, ulong amount)
    {
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1, amount: amount), TransferBuilder.Transfer(2, amount: 600_000_000));
        await _desk.StepAsync();
        if (first != DestinationState.Open) _desk.Solana.Final[1] = first;
        await _desk.StepAsync();
    }

    private async Task HeldAsync(int approvals)
    {
        if (_desk.Solana.Held.RemoveAll(_ => true) == 0)
        {
            _desk.Evm.Locks.MineFinal(Lock);
            await _desk.StepAsync();
        }

        _desk.Solana.Final[1] = DestinationState.Held;
        _desk.Solana.Records[Lock.Id] = new(null, Hold, IsClaimable: false);
        _desk.Solana.Held.Add(new(Lock.Id, Lock.Leaf(), Lock.Asset, Lock.Amount, _desk.Time.GetUtcNow(), approvals));
        await _desk.StepAsync();
        _desk.Time.Advance(TimeSpan.FromSeconds(1));
    }

    private async Task PaidAsync()
    {
        _desk.Solana.Held.Clear();
        _desk.Solana.Final[1] = DestinationState.Released;
        _desk.Solana.Records[Lock.Id] = new(Payment, Hold, IsClaimable: false);
        await _desk.StepAsync();
    }

    private static string? Text(JsonElement of, string name) => of.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static IEnumerable<(string Step, string? Transaction)> Steps(JsonElement detail) =>
        detail.GetProperty("timeline").EnumerateArray().Select(step => (step.GetProperty("step").GetString()!, Text(step, "transaction")));
}
