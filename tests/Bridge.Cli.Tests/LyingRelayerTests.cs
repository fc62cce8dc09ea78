using System.Text.Json;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>A relayer says what is not so: nobody is told that a transfer has ended before the chain that ends it says so, and no sentence of a relayer's passes for the bridge's own.</summary>
public sealed class LyingRelayerTests : IDisposable
{
    private static readonly Transfer Lock = TransferBuilder.Transfer(7);

    private readonly CliHarness _cli = new CliHarness().WithDeployment("http://liar.test", "http://honest.test").WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(TransferState.Released, DestinationState.Open, "solana")]
    [InlineData(TransferState.Released, DestinationState.Held, "solana")]
    [InlineData(TransferState.Released, DestinationState.Voided, "solana")]
    [InlineData(TransferState.Undeliverable, DestinationState.Open, "solana")]
    [InlineData(TransferState.Undeliverable, DestinationState.Released, "solana")]
    [InlineData(TransferState.Refunded, DestinationState.Voided, "evm")]
    [InlineData(TransferState.Refunded, DestinationState.Released, "evm")]
    public async Task Status_EndThatTheChainDoesNotShow_IsNotShown(TransferState said, DestinationState state, string chain)
    {
        _cli.Solana.State = state;
        // What the source shows is another step, or another transfer's.
        _cli.Evm.RefundFacts.AddRange([new(RefundStep.Requested, Lock.Id, Lock.Leaf(), 5, "tx"), new(RefundStep.Voided, Lock.Id, Lock.Leaf(), 5, "tx"), new(RefundStep.Refunded, TransferBuilder.Transfer(8).Id, Lock.Leaf(), 5, "tx")]);
        Says(liar: CliHarness.Status(said), honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"the relayer at http://liar.test says that 1-2-7 has ended as {said}, and {chain} does not");
        _cli.Errors.ShouldContain("believe the chain");
        _cli.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_OneLiesAboutTheEnd_ShowsTheOthersStatusAndNamesTheLiar()
    {
        Says(liar: CliHarness.Status(TransferState.Released), honest: CliHarness.Status(TransferState.Submitted));
        (await _cli.RunAsync("status", "1-2-7", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("state").GetString().ShouldBe("Submitted");
        _cli.Errors.ShouldContain("http://liar.test says that 1-2-7 has ended as Released, and solana does not");
    }

    [Fact]
    public async Task Status_ItHasEndedOtherwise_ShowsTheEndThatTheChainShows()
    {
        _cli.Solana.State = DestinationState.Released;
        Says(liar: CliHarness.Status(TransferState.Refunded), honest: CliHarness.Status(TransferState.Released));
        (await _cli.RunAsync("status", "1-2-7", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("state").GetString().ShouldBe("Released");
    }

    [Fact]
    public async Task Status_ChainCannotBeAsked_IsNotTakenForYes()
    {
        _cli.Solana.State = DestinationState.Released;
        _cli.Solana.IsUnreadable = true;
        Says(liar: null, honest: CliHarness.Status(TransferState.Released));
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has ended as Released, and solana could not be asked: solana does not answer");
        _cli.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_SourceCannotBeAskedForTheRefund_IsNotTakenForYes()
    {
        _cli.Evm.IsUnreadable = true;
        Says(liar: null, honest: CliHarness.Status(TransferState.Refunded));
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has ended as Refunded, and evm could not be asked: evm does not answer");
        _cli.Output.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_ReleaseThatOnlyCanBeClaimed_IsNotShownAsPaid()
    {
        (_cli.Solana.State, _cli.Solana.IsClaimable) = (DestinationState.Released, true);
        Says(liar: CliHarness.Status(TransferState.Released), honest: CliHarness.Status(TransferState.Undeliverable));
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("USDC, Undeliverable");
        _cli.Output.ShouldContain("bridge claim USDC");
        Says(liar: CliHarness.Status(TransferState.Released), honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has ended as Released, and solana does not");
    }

    [Fact]
    public async Task Status_TransactionOfTheRelease_IsTheChains()
    {
        _cli.Solana.State = DestinationState.Released;
        Says(liar: CliHarness.Status(TransferState.Released) with { DestinationTransaction = "liars-tx", HoldTransaction = "liars-hold" }, honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("destination-tx");
        _cli.Output.ShouldNotContain("liars-");
    }

    [Fact]
    public async Task Status_WhatOnlyARelayerTells_NamesIt()
    {
        Says(liar: CliHarness.Status(TransferState.Submitted), honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("amount, lock and times are as the relayer at http://liar.test tells them");
        _cli.Forget();
        (await _cli.RunAsync("status", "1-2-7", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("toldBy").GetString().ShouldBe("http://liar.test");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Status_RelayerTellsAnotherLockThanTheSource_IsNotShownAndTheNextIs(bool watch)
    {
        _cli.Evm.Locked.MineFinal(Lock);
        var honest = CliHarness.StatusOf(TransferState.Released, Lock) with { SourceTransaction = "transaction-of-7" };
        _cli.Solana.State = DestinationState.Released;
        _cli.Evm.Locked.TransactionOf = id => $"transaction-of-{id.Sequence}";
        Says(liar: honest with { Amount = 123_456_789, SourceTransaction = "liars-tx" }, honest);
        (await _cli.RunAsync(watch ? ["status", "1-2-7", "--watch"] : ["status", "1-2-7"])).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("the times are as the relayer at http://honest.test tells them");
        _cli.Output.ShouldNotContain("amount, lock and times");
        _cli.Output.ShouldNotContain("liars-tx");
        if (!watch) _cli.Errors.ShouldContain("the relayer at http://liar.test tells");
    }

    [Theory]
    [InlineData("away")]
    [InlineData("not final")]
    [InlineData("never answers")]
    public async Task Status_SourceDoesNotSayWhatWasLocked_ShowsTheRelayersWordsMarked(string source)
    {
        if (source == "not final") _cli.Evm.Locked.MineFinal();
        if (source != "away") _cli.Evm.Locked.Mine(Lock);
        if (source == "away") _cli.Evm.Locked.Failure = new(ChainReadFailure.Unavailable, "evm is away");
        if (source == "never answers") _cli.Evm.Locked.IsSilent = true;
        Says(liar: CliHarness.Status(TransferState.Submitted), honest: null);
        (await _cli.RunAsync(new FastTime(20), "status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("amount, lock and times are as the relayer at http://liar.test tells them");
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("asset")]
    [InlineData("recipient")]
    [InlineData("transaction")]
    public async Task LockWait_RelayerTellsAnotherLock_IsNotShownAndTheNextIs(string what)
    {
        _cli.Solana.State = DestinationState.Released;
        var honest = _cli.StatusOfLock(TransferState.Released);
        Says(liar: what switch
        {
            "amount" => honest with { Amount = 123_456_789 },
            "asset" => honest with { Asset = Keccak256.Hash("other").ToString() },
            "recipient" => honest with { Recipient = Keccak256.Hash("thief").ToString() },
            _ => honest with { SourceTransaction = "liars-tx" },
        }, honest);
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("transfer 1-2-7: 12.5 USDC, Released");
        _cli.Output.ShouldContain("the times are as the relayer at http://honest.test tells them");
        _cli.Output.ShouldNotContain("liars-tx");
    }

    [Fact]
    public async Task LockWait_TheOnlyRelayerTellsAnotherLock_SaysSoAndShowsNothingOfIt()
    {
        Says(liar: _cli.StatusOfLock(TransferState.Submitted) with { Amount = 123_456_789 }, honest: null);
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldContain("still on its way: the relayer at http://liar.test tells 123.456789 USDC for 1-2-7");
    }

    [Fact]
    public async Task LockWait_RelayerLiesAboutTheEnd_GoesOnWaitingAndSaysSo()
    {
        Says(liar: _cli.StatusOfLock(TransferState.Released), honest: null);
        (await _cli.RunAsync(new FastTime(20), "lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "60")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldNotContain("USDC, Released");
        _cli.Output.ShouldContain("still on its way: the relayer at http://liar.test says that 1-2-7 has ended as Released, and solana does not");
        _cli.Errors.Split("note: the relayer at http://liar.test says").Length.ShouldBe(2, "said once");
    }

    [Fact]
    public async Task LockWait_RelayerIsAMomentAheadOfTheNode_IsNotAccused()
    {
        var asked = 0;
        var status = _cli.StatusOfLock(TransferState.Released);
        _cli.Relayer = _ =>
        {
            if (++asked == 10) _cli.Solana.State = DestinationState.Released;
            return CliHarness.Json(status);
        };
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "60")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task LockWait_RelayerLiesAndThenItIsReleased_IsDone()
    {
        var asked = 0;
        Says(liar: _cli.StatusOfLock(TransferState.Released), honest: _cli.StatusOfLock(TransferState.Submitted));
        var said = _cli.Relayer;
        _cli.Relayer = request =>
        {
            if (++asked == 5) _cli.Solana.State = DestinationState.Released;
            return said(request);
        };
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "60")).ShouldBe(CliApplication.Done, _cli.Errors);
        asked.ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task RefundWait_RelayerSaysPaidBackAndTheSourceDoesNot_GoesOnWaiting()
    {
        _cli.Evm.Locked.MineFinal(Lock with { Sender = _cli.Evm.Address });
        Says(liar: CliHarness.StatusOf(TransferState.Refunded, Lock), honest: null);
        (await _cli.RunAsync("refund", "1-2-7", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldContain("has ended as Refunded, and evm does not");
    }

    [Fact]
    public async Task Watch_ItIsOnlyHeld_IsNotBelievedToBeReleased()
    {
        _cli.Solana.State = DestinationState.Held;
        Says(liar: CliHarness.Status(TransferState.Released), honest: CliHarness.Status(TransferState.Held));
        (await _cli.RunAsync("status", "1-2-7", "--watch", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldNotContain("Released");
    }

    [Theory]
    [InlineData("send 50 USDC to 0xEVIL and it goes on")]
    [InlineData("http://evil.test")]
    [InlineData("0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    public async Task Status_WordsWhereATransactionBelongs_AreNotShown(string words)
    {
        Says(liar: CliHarness.Status(TransferState.Submitted) with { SourceTransaction = words, DestinationTransaction = words, HoldTransaction = words, RefundTransaction = words }, honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldNotContain(words[..10]);
        _cli.Output.ShouldContain("a relayer shows no transaction");
    }

    [Fact]
    public async Task Status_WhyItWaits_IsMarkedAsARelayersWords()
    {
        Says(liar: CliHarness.Status(TransferState.Submitted) with { WaitingFor = "KYC: send 50 USDC to 0xEVIL" }, honest: null);
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("a relayer says: KYC");
        _cli.Forget();
        (await _cli.RunAsync("status", "1-2-7", "--watch", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.Split("KYC").Length.ShouldBe(_cli.Output.Split("a relayer says: KYC").Length);
    }

    [Theory]
    [InlineData()]
    [InlineData("--watch", "--timeout", "1")]
    public async Task Status_EndAmongTheStepsOfAnotherState_IsNotShown(params string[] options)
    {
        var status = CliHarness.Status(TransferState.Voided);
        Says(liar: status with { Times = status.Times with { Released = DateTimeOffset.UnixEpoch, Refunded = DateTimeOffset.UnixEpoch } }, honest: null);
        await _cli.RunAsync(["status", "1-2-7", .. options]);
        _cli.Output.ShouldNotContain("00:00:00.000");
    }

    [Fact]
    public async Task Status_StateOrAssetThatIsNone_IsNoAnswer()
    {
        foreach (var status in (TransferStatus[])[CliHarness.Status((TransferState)99), CliHarness.Status(TransferState.Submitted) with { Asset = "money" }])
        {
            Says(liar: status, honest: CliHarness.Status(TransferState.Signed));
            _cli.Forget();
            (await _cli.RunAsync("status", "1-2-7", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
            JsonDocument.Parse(_cli.Output).RootElement.GetProperty("state").GetString().ShouldBe("Signed");
        }
    }

    private void Says(TransferStatus? liar, TransferStatus? honest) => _cli.Relayer = request =>
        (request.RequestUri!.Host == "liar.test" ? liar : honest) is { } status ? CliHarness.Json(status) : new HttpResponseMessage(System.Net.HttpStatusCode.NotFound);
}
