using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Tests;

public sealed class RiskDeskTests : IDisposable
{
    private static readonly BatchId One = BatchId.From(TransferBuilder.EvmToSolana, 1, 1);

    private readonly DeskFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task Commit_NothingTripped_IsAnswered()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        _fixture.Commit(1, One).Value.ShouldNotBeNull();
    }

    [Theory]
    [InlineData(SigningPurpose.Attestation)]
    [InlineData(SigningPurpose.Void)]
    public async Task Museum_M73_Commit_AfterAForgedRelease_IsRefusedWithEvidence(SigningPurpose purpose)
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        _fixture.Step(RefundStep.Requested, TransferBuilder.Transfer(1));
        if (purpose == SigningPurpose.Void) _fixture.Destinations.Set(TransferBuilder.Transfer(1).Id, DestinationState.Open);
        else _fixture.Database.Write(sql => sql.Execute("DELETE FROM refund_steps"));
        Forge(77);
        var refusal = _fixture.Commit(1, One, purpose: purpose).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldBe(RefusalReason.BreakerTripped);
        refusal.Detail.ShouldContain("release-without-lock");
        refusal.Detail.ShouldContain("1-2-77");
    }

    [Fact]
    public async Task Sign_AfterATripSinceTheCommitment_IsRefused()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        var own = _fixture.Commit(1, One).Value!.Commitment;
        Forge(77);
        _fixture.Desk.Sign(DeskFixture.Relayer, _fixture.Request(1, One, own)).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
    }

    [Fact]
    public async Task ATrip_IsOnDiskAndSurvivesARestart()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        Forge(77);
        _fixture.RiskJournal.Breakers().ShouldHaveSingleItem().Condition.ShouldBe(BreakerCondition.Tripped);
        _fixture.Restart();
        await _fixture.StepAsync();
        _fixture.Commit(1, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
    }

    [Fact]
    public async Task ATripLostInACrash_IsFoundAgainAtTheStart()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        _fixture.Risk.Apply(ReleaseOf(TransferBuilder.Transfer(1)) with { Amount = 7 });
        // The process dies after the event was written and before the breaker was.
        _fixture.Database.Write(sql => sql.Execute("DELETE FROM breakers"));
        _fixture.Restart();
        _fixture.RiskJournal.Breakers().ShouldContain(breaker => breaker.Source == "release-without-lock");
    }

    [Fact]
    public async Task Clear_IsAHumanAct_AndTheSameFindingDoesNotTripAgain()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        Forge(77);
        _fixture.RiskJournal.Clear("release-without-lock", RiskPlace.Everywhere, "somebody", "it was our own test").ShouldNotBeNull();
        _fixture.Restart();
        await _fixture.StepAsync();
        Read();
        _fixture.Commit(1, One).Value.ShouldNotBeNull();
        _fixture.Time.Advance(TimeSpan.FromMinutes(3));
        _fixture.Risk.Apply(new TimePassed(_fixture.Time.GetUtcNow()));
        _fixture.Risk.Breakers.ShouldBeEmpty("what was found and cleared is no doubt either");
        Forge(78);
        _fixture.Commit(2, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
    }

    [Fact]
    public async Task APersonsHalt_IsReadFromDiskAtOnce_AndIsNoTrip()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        var halt = new BreakerBoard(new()).Halt(RiskPlace.On(TransferBuilder.Solana), BreakerLevel.Cursed, "operator", "rehearsal", _fixture.Time.GetUtcNow());
        _fixture.RiskJournal.Save([halt]);
        var refusal = _fixture.Commit(1, One).Refusal.ShouldNotBeNull();
        refusal.Reason.ShouldBe(RefusalReason.BreakerTripped);
        refusal.Detail.ShouldContain("rehearsal");
        _fixture.Risk.Breakers.ShouldHaveSingleItem().Condition.ShouldBe(BreakerCondition.Halted);
        _fixture.Restart();
        await _fixture.StepAsync();
        _fixture.Commit(2, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
        _fixture.RiskJournal.Clear(Breaker.Human, RiskPlace.On(TransferBuilder.Solana), "operator", "over").ShouldNotBeNull();
        _fixture.Commit(3, One).Value.ShouldNotBeNull();
    }

    [Fact]
    public async Task ALevelOnChain_Of4_IsRefused_Of3_IsLeftToTheChain()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        Show(TransferBuilder.Solana, RiskScope.Asset(TransferBuilder.Asset), BreakerLevel.Hold);
        _fixture.Commit(1, One).Value.ShouldNotBeNull();
        Show(TransferBuilder.Solana, RiskScope.Asset(TransferBuilder.Asset), BreakerLevel.Stop);
        _fixture.Commit(2, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
        Show(TransferBuilder.Solana, RiskScope.Lane(TransferBuilder.Evm), BreakerLevel.Stop);
        _fixture.Commit(3, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
        Show(TransferBuilder.Solana, RiskScope.Everything, BreakerLevel.Normal);
        Show(TransferBuilder.Evm, RiskScope.Everything, BreakerLevel.Cursed);
        _fixture.Commit(4, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
    }

    [Fact]
    public async Task ALevelOnChain_Of4_StopsARefundWhereItIsPaidAndNotWhereItWasVoided()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        var rules = new BreakerRules(_fixture.Risk, _fixture.Levels, _fixture.Outflow, TimeSpan.FromDays(1), _fixture.Time);
        RefusalReason? Refund() => rules.Refuse(SigningPurpose.Refund, TransferBuilder.Batch(1))?.Reason;
        Show(TransferBuilder.Evm, RiskScope.Everything, BreakerLevel.Stop);
        Refund().ShouldBe(RefusalReason.BreakerTripped);
        Show(TransferBuilder.Evm, RiskScope.Everything, BreakerLevel.Normal);
        Show(TransferBuilder.Solana, RiskScope.Everything, BreakerLevel.Cursed);
        Refund().ShouldBeNull();
    }

    [Fact]
    public async Task Museum_M75_OutflowOrLevelsNotRead_NothingIsSigned()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        _fixture.Outflow.Note(TransferBuilder.Evm, _fixture.Time.GetUtcNow() - TimeSpan.FromSeconds(61));
        _fixture.Commit(1, One).Refusal!.Reason.ShouldBe(RefusalReason.InsufficientSources);
        var levels = new BreakerRules(_fixture.Risk, new LevelBoard(), _fixture.Outflow, TimeSpan.FromDays(1), _fixture.Time);
        levels.Refuse(SigningPurpose.Attestation, TransferBuilder.Batch(1))!.Reason.ShouldBe(RefusalReason.InsufficientSources);
        var outflow = new BreakerRules(_fixture.Risk, _fixture.Levels, new OutflowBoard(), TimeSpan.FromDays(1), _fixture.Time);
        outflow.Refuse(SigningPurpose.Attestation, TransferBuilder.Batch(1))!.Reason.ShouldBe(RefusalReason.InsufficientSources);
    }

    [Fact]
    public async Task ASuspicion_SlowsAndThenEnds()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        _fixture.Risk.Apply(new SourcesCompared(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, 3, 3, Agreed: false));
        _fixture.Commit(1, One).Refusal!.Reason.ShouldBe(RefusalReason.BreakerTripped);
        _fixture.Time.Advance(TimeSpan.FromMinutes(6));
        _fixture.Risk.Apply(new TimePassed(_fixture.Time.GetUtcNow()));
        _fixture.Commit(2, One).Value.ShouldNotBeNull();
        _fixture.RiskJournal.Breakers().ShouldBeEmpty();
    }

    [Fact]
    public async Task WhatWasSigned_IsPendingUntilItIsReleased()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2));
        var own = _fixture.Commit(1, One).Value!.Commitment;
        _fixture.Desk.Sign(DeskFixture.Relayer, _fixture.Request(1, One, own)).Value.ShouldNotBeNull();
        // Released beside what is pending: one unit more than was locked.
        _fixture.Risk.Apply(ReleaseOf(TransferBuilder.Transfer(2)) with { Amount = 1_000_001 });
        _fixture.RiskJournal.Breakers().Select(breaker => breaker.Source).ShouldContain("release-without-lock");
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Read();
        _fixture.RiskJournal.Breakers().Select(breaker => breaker.Source).ShouldContain("over-released");
    }

    [Fact]
    public void AStoredBreakerThatCannotBeRead_IsAnErrorAndNotNothing()
    {
        _fixture.Database.Write(sql => sql.Execute("INSERT INTO breakers VALUES ('x', 'everything@all', '{}')"));
        Should.Throw<JournalException>(() => _fixture.RiskJournal.Breakers());
    }

    [Fact]
    public async Task AReleaseWithoutALock_AsksForItsSourceAtOnce_AndOneWithALockDoesNot()
    {
        await _fixture.WatchAsync(TransferBuilder.Transfer(1));
        var asked = new List<ChainId>();
        _fixture.Risk.LocksAwaited += asked.Add;
        _fixture.Risk.Apply(ReleaseOf(TransferBuilder.Transfer(1)));
        asked.ShouldBeEmpty();
        _fixture.Risk.Apply(ReleaseOf(TransferBuilder.Transfer(77)));
        asked.ShouldBe([TransferBuilder.Evm]);
    }

    private void Show(ChainId chain, RiskScope scope, BreakerLevel level) =>
        _fixture.Levels.Note(chain, new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Everything] = BreakerLevel.Normal, [scope] = level });

    private ReleaseSeen ReleaseOf(Transfer transfer) =>
        new(_fixture.Time.GetUtcNow(), transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, PayoutKind.Paid, "a transaction", 5);

    private void Forge(ulong sequence)
    {
        _fixture.Risk.Apply(ReleaseOf(TransferBuilder.Transfer(sequence)));
        _fixture.Risk.AwaitsLocksOf(TransferBuilder.Evm).ShouldBeTrue();
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        Read();
        _fixture.Risk.AwaitsLocksOf(TransferBuilder.Evm).ShouldBeFalse();
    }

    private void Read() => _fixture.Risk.Apply(new LocksRead(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, _fixture.Time.GetUtcNow(), 10, 10));
}
