using Bridge.Guardian.Journal;
using Bridge.Protocol.GuardianApi;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class SigningDeskCommitTests : IDisposable
{
    private readonly DeskFixture _guardian = new();

    public void Dispose() => _guardian.Dispose();

    [Fact]
    public async Task Commit_LockNotFinal_NotFinal()
    {
        _guardian.Evm.MineFinal();
        _guardian.Evm.Mine(Transfer(1));
        await _guardian.StepAsync();
        Refused(Batch(1)).ShouldBe(RefusalReason.NotFinal);
    }

    [Fact]
    public async Task Commit_PartOfTheBatchMissing_NotFinal()
    {
        await _guardian.WatchAsync(Transfer(1), Transfer(2));
        Refused(Batch(3)).ShouldBe(RefusalReason.NotFinal);
        Refused(Batch(1, first: 3)).ShouldBe(RefusalReason.NotFinal);
    }

    [Fact]
    public async Task Museum_M10_Commit_BatchLongerThanTheDestinationChecks_BadRequest()
    {
        await _guardian.WatchAsync([.. Batch(40).Transfers, .. Batch(40, lane: SolanaToEvm).Transfers]);

        Refused(Batch(33)).ShouldBe(RefusalReason.BadRequest);
        Accepted(1, Batch(32));
        Accepted(2, Batch(33, lane: SolanaToEvm));
    }

    [Theory]
    [InlineData(1, 2, 0UL, 1u)]
    [InlineData(1, 2, 1UL, 0u)]
    [InlineData(1, 2, 1UL, 129u)]
    [InlineData(1, 2, ulong.MaxValue, 1u)]
    [InlineData(0, 2, 1UL, 1u)]
    [InlineData(1, 1, 1UL, 1u)]
    [InlineData(1, 3, 1UL, 1u)]
    [InlineData(3, 1, 1UL, 1u)]
    public async Task Museum_M10_Commit_BatchNameOutOfRange_BadRequest(ushort source, ushort destination, ulong first, uint count)
    {
        await _guardian.WatchAsync(Transfer(1));
        var request = new CommitRequest(DeskFixture.Session(1), 1, new BatchName(source, destination, first, count));
        _guardian.Desk.Commit(DeskFixture.Relayer, request).Refusal!.Reason.ShouldBe(RefusalReason.BadRequest);
    }

    [Theory]
    [InlineData("")]
    [InlineData("zz")]
    [InlineData("0x0102")]
    [InlineData("0x0000000000000000000000000000000000000000000000000000000000000000")]
    public async Task Commit_MalformedSession_BadRequest(string session)
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Desk.Commit(DeskFixture.Relayer, new CommitRequest(session, 1, BatchName.Of(Batch(1).Id))).Refusal!.Reason.ShouldBe(RefusalReason.BadRequest);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(2u)]
    public async Task Museum_M58_Commit_AnotherEpoch_UnknownEpoch(uint epoch)
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Commit(1, Batch(1).Id, epoch).Refusal!.Reason.ShouldBe(RefusalReason.UnknownEpoch);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Museum_M70_Commit_EitherChainHalted_ChainHaltedAlsoAfterRestart(ushort chain)
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Halts.Halt(ChainId.From(chain), HaltReason.HashChanged, "the test says so");
        Refused(Batch(1)).ShouldBe(RefusalReason.ChainHalted);

        _guardian.Restart();
        await _guardian.StepAsync();
        Refused(Batch(1)).ShouldBe(RefusalReason.ChainHalted);
    }

    [Theory]
    [InlineData(ChainReadFailure.Unavailable, RefusalReason.InsufficientSources)]
    [InlineData(ChainReadFailure.InsufficientSources, RefusalReason.InsufficientSources)]
    [InlineData(ChainReadFailure.SourcesDisagree, RefusalReason.SourcesDisagree)]
    [InlineData(ChainReadFailure.Invalid, RefusalReason.SourcesDisagree)]
    [InlineData(ChainReadFailure.BalanceMismatch, RefusalReason.BalanceMismatch)]
    public async Task Museum_M02_M03_Commit_SourceCannotBeRead_RefusedWithTheReason(ChainReadFailure failure, RefusalReason reason)
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Evm.Failure = new ChainReadException(failure, "the test says so");
        await _guardian.StepAsync();

        Refused(Batch(1)).ShouldBe(reason);
        _guardian.Sessions.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Commit_AfterRestartBeforeTheChainWasRead_Refused()
    {
        await _guardian.WatchAsync(Transfer(1));
        _guardian.Restart();
        Refused(Batch(1)).ShouldBe(RefusalReason.InsufficientSources);
        await _guardian.StepAsync();
        Accepted(1, Batch(1));
    }

    [Fact]
    public async Task Museum_M58_Commit_TwoEpochsLaterInForceThere_UnknownEpoch()
    {
        await _guardian.WatchAsync(Transfer(1));
        Accepted(1, Batch(1));
        _guardian.Epochs.Note(Solana, GuardianEpoch.From(2));
        Accepted(2, Batch(1));
        _guardian.Epochs.Note(Solana, GuardianEpoch.From(3));
        _guardian.Commit(3, Batch(1).Id).Refusal!.Reason.ShouldBe(RefusalReason.UnknownEpoch);
    }

    [Fact]
    public async Task Commit_SameSessionTwice_AnsweredOnce()
    {
        await _guardian.WatchAsync(Transfer(1));
        Accepted(1, Batch(1));
        _guardian.Commit(1, Batch(1).Id).Refusal!.Reason.ShouldBe(RefusalReason.UnknownSession);
    }

    [Fact]
    public async Task Museum_M34_Commit_HundredThousandSessions_BoundedAndTheRestRateLimited()
    {
        await _guardian.WatchAsync(Transfer(1));
        var answers = Enumerable.Range(0, 100_000).Select(i => _guardian.Commit(i, Batch(1).Id).Refusal?.Reason).CountBy(reason => $"{reason}").ToDictionary();

        answers[""].ShouldBe(50);
        answers[nameof(RefusalReason.RateLimited)].ShouldBe(99_950);
        _guardian.Sessions.Count.ShouldBe(50);
        _guardian.Time.Advance(TimeSpan.FromSeconds(60));
        Accepted(200_000, Batch(1));
        _guardian.Sessions.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Museum_M34_Commit_NoRoom_RefusedWithoutTouchingTheDisk()
    {
        await _guardian.WatchAsync(Transfer(1));
        for (var i = 0; i < 50; i++) Accepted(i, Batch(1));
        _guardian.Database.Write(sql => sql.Execute("DROP TABLE locks"));
        Refused(Batch(1)).ShouldBe(RefusalReason.RateLimited);
    }

    [Fact]
    public async Task Museum_M58_Commit_JournalOfAnotherBridge_NothingIsSigned()
    {
        await _guardian.WatchAsync(Transfer(1));
        var foreign = Transfer(1) with { Bridge = BridgeId.From(Keccak256.Hash("another bridge")) };
        _guardian.Database.Write(sql => sql.Execute(
            "UPDATE locks SET transfer=$transfer, leaf=$leaf", ("$transfer", foreign.Encode()), ("$leaf", foreign.Leaf().ToArray()))).ShouldBe(1);
        Should.Throw<JournalException>(() => _guardian.Commit(1, Batch(1).Id));
        _guardian.Sessions.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Commit_FinalBatch_FreshCommitmentsAndOwnDigest()
    {
        await _guardian.WatchAsync(Transfer(1), Transfer(2));
        var first = Accepted(1, Batch(2));
        var second = Accepted(2, Batch(2));

        first.Digest.ShouldBe(Batch(2).Digest(DeskFixture.Epoch).ToString());
        first.Commitment.Hiding.ShouldNotBe(second.Commitment.Hiding);
        first.Commitment.Binding.ShouldNotBe(second.Commitment.Binding);
    }

    private RefusalReason Refused(TransferBatch batch) => _guardian.Commit(1_000_000, batch.Id).Refusal!.Reason;

    private CommitResponse Accepted(int session, TransferBatch batch)
    {
        var answer = _guardian.Commit(session, batch.Id);
        answer.Refusal.ShouldBeNull();
        return answer.Value!;
    }
}
