using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Intake;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Intake;

public sealed class TransferBoardTests
{
    private static readonly Lane Lane = TransferBuilder.SolanaToEvm;
    private readonly TransferBoard _board = new(TimeProvider.System, retained: 3, chain => $"chain {chain}");

    private static TransferId Id(ulong sequence) => TransferId.From(Lane, sequence);

    private static ObservedLock Lock(ulong sequence, ulong amount = 1_000_000) =>
        new(TransferBuilder.Transfer(sequence, Lane, amount), new LockLocation(new BlockReference(5, Keccak256.Hash("block")), "tx"));

    private static FinalizedLock Final(ulong sequence, ulong amount = 1_000_000) => FakeChain.Final(Lock(sequence, amount), new BlockReference(9, Keccak256.Hash("head")));

    [Fact]
    public void TryBuild_OneLockIsOnlyObserved_IsFalse()
    {
        _board.Finalize(Final(1), live: true);
        _board.Observe(Lane.Source, [Lock(2)]);

        _board.TryBuild(BatchId.From(Lane, 1, 2), out _).ShouldBeFalse();
        _board.TryBuild(BatchId.From(Lane, 1, 1), out var batch).ShouldBeTrue();
        batch!.Transfers.ShouldHaveSingleItem().ShouldBe(TransferBuilder.Transfer(1, Lane));
    }

    [Fact]
    public void Finalize_OtherContentUnderTheSameName_Throws()
    {
        _board.Finalize(Final(1), live: true);
        _board.Finalize(Final(1), live: true);

        Should.Throw<ChainReadException>(() => _board.Finalize(Final(1, amount: 2), live: true)).Failure.ShouldBe(ChainReadFailure.FinalityViolated);
    }

    [Fact]
    public void Finalize_AnotherLockWasObservedUnderItsName_TakesTheFinalOne()
    {
        _board.Observe(Lane.Source, [Lock(1, amount: 7)]);
        _board.Finalize(Final(1), live: true);

        _board.Find(Id(1))!.Transfer.Amount.ShouldBe(1_000_000UL);
    }

    [Fact]
    public void Observe_LockHasVanished_IsForgottenButFinalOnesStay()
    {
        _board.Observe(Lane.Source, [Lock(1), Lock(2)]);
        _board.Finalize(Final(1), live: true);
        _board.Observe(Lane.Source, []);

        _board.Find(Id(1)).ShouldNotBeNull();
        _board.Find(Id(2)).ShouldBeNull();
    }

    [Fact]
    public void Released_EventsStillComeIn_ChangeNothing()
    {
        _board.Finalize(Final(1), live: true);
        _board.Released(Id(1), new("tx", null, IsClaimable: false), live: true);

        _board.Signed(Id(1));
        _board.Submitted(Id(1), "late");
        _board.Limited(Id(1), null);
        _board.Dropped(Id(1), "late");
        _board.Waiting(Id(1), "late");

        var record = _board.Find(Id(1))!;
        (record.State, record.DestinationTransaction, record.WaitingFor).ShouldBe((TransferState.Released, "tx", null));
        _board.Open(Lane).ShouldBeEmpty();
    }

    // What the relayer submitted, what the chain shows at the end → the payment that is told, the hold that is told.
    [Theory]
    [InlineData(true, "hold", "payment", "payment", "hold")]
    [InlineData(true, "hold", null, null, "hold")]
    [InlineData(false, "hold", "payment", "payment", "hold")]
    [InlineData(false, "hold", null, null, "hold")]
    [InlineData(false, null, null, "hold", null)]
    public void Released_WasSubmittedAndHeld_NeverNamesTheHoldAsItsPayment(bool seenHeld, string? hold, string? payment, string? toldPayment, string? toldHold)
    {
        _board.Finalize(Final(1), live: true);
        _board.Signed(Id(1));
        _board.Submitted(Id(1), "hold");
        if (seenHeld) _board.Held(Id(1), null, live: true);
        _board.Released(Id(1), new(payment, hold, IsClaimable: false), live: true);

        var record = _board.Find(Id(1))!;
        (record.DestinationTransaction, record.HoldTransaction).ShouldBe((toldPayment, toldHold));
    }

    [Fact]
    public void Submitted_BeforeItIsSigned_Throws()
    {
        _board.Finalize(Final(1), live: true);

        Should.Throw<IllegalTransitionException>(() => _board.Submitted(Id(1), "tx"));
    }

    [Fact]
    public void Steps_LimitedThenSubmittedThenDropped_FollowTheTransitions()
    {
        _board.Finalize(Final(1), live: true);
        _board.Signed(Id(1));
        _board.Limited(Id(1), DateTimeOffset.UnixEpoch);
        _board.Find(Id(1))!.WaitsUntil.ShouldBe(DateTimeOffset.UnixEpoch);
        _board.Submitted(Id(1), "first");
        _board.Submitted(Id(1), "second");
        _board.Find(Id(1))!.State.ShouldBe(TransferState.Submitted);
        _board.Dropped(Id(1), "no effect");

        _board.Find(Id(1))!.State.ShouldBe(TransferState.Signed);
        _board.Find(Id(1))!.DestinationTransaction.ShouldBe("second");
    }

    [Fact]
    public void Released_MoreThanAreRetained_DropsTheOldestAndNeverAnOpenOne()
    {
        for (ulong i = 1; i <= 6; i++) _board.Finalize(Final(i), live: true);
        for (ulong i = 2; i <= 6; i++) _board.Released(Id(i), null, live: true);

        _board.Find(Id(1)).ShouldNotBeNull();
        _board.Find(Id(2)).ShouldBeNull();
        _board.Find(Id(3)).ShouldBeNull();
        _board.Find(Id(4)).ShouldNotBeNull();
        _board.Open(Lane).Select(record => record.Id.Sequence).ShouldBe([1UL]);
    }

    [Theory]
    [InlineData(new ulong[] { }, "")]
    [InlineData(new ulong[] { 1 }, "1+1")]
    [InlineData(new ulong[] { 1, 2, 3 }, "1+3")]
    [InlineData(new ulong[] { 1, 3, 4, 9 }, "1+1 3+2 9+1")]
    [InlineData(new ulong[] { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, "1+4 5+4 9+1")]
    public void Of_Sequences_CutsIntoContiguousRuns(ulong[] sequences, string expected) =>
        string.Join(' ', SequenceRuns.Of(sequences, 4).Select(run => $"{run.First}+{run.Count}")).ShouldBe(expected);
}
