using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Status;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Status;

public sealed class StatusMergeTests
{
    private static readonly DateTimeOffset Early = DateTimeOffset.FromUnixTimeMilliseconds(1_000);
    private static readonly DateTimeOffset Late = DateTimeOffset.FromUnixTimeMilliseconds(2_000);

    private static TransferStatus Own(TransferState state) => new()
    {
        Id = "2-1-1", State = state, Kind = TransferKind.Wallet, Asset = "0x", Amount = 1, Sender = "0x", Recipient = "0x", SourceTransaction = "tx",
        Times = new TransferTimes { Final = Late },
    };

    [Fact]
    public void Merge_OtherRelayerIsFurther_ShowsItsStateAndEarlierTimes()
    {
        var merged = StatusMerge.Merge(Own(TransferState.Finalized), ["rank", "5", "final", "1000", "signed", "2000", "tx", "release", "waiting", "finality"], "r1");

        (merged.State, merged.DestinationTransaction, merged.WaitingFor).ShouldBe((TransferState.Submitted, "release", "finality"));
        (merged.Times.Final, merged.Times.Signed, merged.Times.Submitted).ShouldBe((Early, Late, null));
    }

    [Theory]
    [InlineData("rank", "6")]
    [InlineData("rank", "7")]
    [InlineData("rank", "-1")]
    [InlineData("rank", "x")]
    [InlineData("released", "1000")]
    [InlineData("signed", "99999999999999999")]
    [InlineData("signed", "-5")]
    [InlineData("refunded", "1000")]
    [InlineData("voided", "1000")]
    [InlineData("voidrequested", "1000")]
    [InlineData("held", "1000")]
    [InlineData("refundtx", "refund")]
    [InlineData("holdtx", "hold")]
    [InlineData("paidtx", "payment")]
    [InlineData("rank", "8")]
    [InlineData("rank", "9")]
    [InlineData("until", "1000")]
    [InlineData("tx", "a\nb")]
    [InlineData("tx", "")]
    public void Merge_HostileField_ChangesNothing(string field, string value) =>
        StatusMerge.Merge(Own(TransferState.Finalized), [field, value], "r1").ShouldBe(Own(TransferState.Finalized));

    [Fact]
    public void Merge_WhatThisRelayerHasSaidItself_IsNoNews()
    {
        // Its release had no effect since; what it has written is from before.
        var own = Own(TransferState.Limited) with { WaitingFor = "mine" };
        StatusMerge.Merge(own, ["rank", "5", "waiting", "finality", "who", "r1"], "r1").ShouldBe(own);
        StatusMerge.Merge(own, ["rank", "5", "waiting", "finality", "who", "r2"], "r1").State.ShouldBe(TransferState.Submitted);
    }

    [Theory]
    [InlineData(TransferBoard.Unworked, "theirs")]
    [InlineData("mine", "mine")]
    public void Merge_AnotherRelayerIsAsFar_ItsWordsAreShownOnlyWhereThisOneHasNone(string own, string shown) =>
        StatusMerge.Merge(Own(TransferState.Finalized) with { WaitingFor = own }, ["rank", "2", "waiting", "theirs"], "r1").WaitingFor.ShouldBe(shown);

    [Fact]
    public void Merge_WhereOthersWordsAreShown_SoIsTheirTime()
    {
        string[] theirs = ["rank", "4", "waiting", "theirs", "until", "2000"];
        var merged = StatusMerge.Merge(Own(TransferState.Finalized) with { WaitingFor = "mine", WaitsUntil = Early }, theirs, "r1");
        (merged.State, merged.WaitingFor, merged.WaitsUntil).ShouldBe((TransferState.Limited, "theirs", Late));

        var own = Own(TransferState.Limited) with { WaitingFor = "mine", WaitsUntil = Early };
        StatusMerge.Merge(own, theirs, "r1").ShouldBe(own);
    }

    [Fact]
    public void Merge_OthersWordsWithoutATime_TakeTheOwnOneAway()
    {
        var merged = StatusMerge.Merge(Own(TransferState.Finalized) with { WaitingFor = "mine", WaitsUntil = Early }, ["rank", "4", "waiting", "theirs", "until", ""], "r1");
        (merged.WaitingFor, merged.WaitsUntil).ShouldBe(("theirs", null));
    }

    [Fact]
    public void Merge_OwnIsNotFinal_IgnoresOthers() =>
        StatusMerge.Merge(Own(TransferState.Observed), ["rank", "5", "tx", "release"], "r1").ShouldBe(Own(TransferState.Observed));

    [Fact]
    public void Merge_OwnIsReleased_TakesTimesOnly()
    {
        var merged = StatusMerge.Merge(Own(TransferState.Released), ["rank", "3", "released", "2000", "submitted", "1000"], "r1");

        (merged.State, merged.Times.Released, merged.Times.Submitted).ShouldBe((TransferState.Released, Late, Early));
    }

    [Theory]
    [InlineData(TransferState.Held, "payment")]
    [InlineData(TransferState.Released, "payment")]
    [InlineData(TransferState.Released, null)]
    public void Merge_AnotherRelayerHasSeenTheHold_ItsTransactionIsNeverThePayments(TransferState state, string? payment)
    {
        string[] told = ["tx", "hold", "holdtx", "hold", .. payment is null ? Array.Empty<string>() : ["paidtx", payment]];
        var merged = StatusMerge.Merge(Own(state), told, "r1");
        (merged.HoldTransaction, merged.DestinationTransaction).ShouldBe(("hold", payment));
    }

    [Fact]
    public void Merge_AnotherRelayerWorksOnTheRefund_ShowsItsWordsAndEarlierTimes()
    {
        var own = Own(TransferState.Voided) with { WaitingFor = "mine", Times = new TransferTimes { Voided = Late } };
        var merged = StatusMerge.Merge(own, ["rank", "8", "waiting", "rate limit", "voided", "1000", "refundtx", "refund", "refunded", "1000"], "r1");

        (merged.State, merged.WaitingFor, merged.RefundTransaction).ShouldBe((TransferState.Voided, "rate limit", "refund"));
        (merged.Times.Voided, merged.Times.Refunded).ShouldBe((Early, null));
    }
}
