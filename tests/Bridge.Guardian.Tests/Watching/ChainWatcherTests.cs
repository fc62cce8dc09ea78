using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol.GuardianApi;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class ChainWatcherTests : IDisposable
{
    private readonly WatcherFixture _fixture = new();

    public void Dispose() => _fixture.Dispose();

    [Theory]
    [InlineData(ChainReadFailure.Unavailable)]
    [InlineData(ChainReadFailure.Invalid)]
    [InlineData(ChainReadFailure.InsufficientSources)]
    [InlineData(ChainReadFailure.SourcesDisagree)]
    [InlineData(ChainReadFailure.BalanceMismatch)]
    public async Task Museum_M03_RunOnce_ReadFails_NothingAdvances(ChainReadFailure failure)
    {
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        var cursor = _fixture.Locks.Cursor(Evm);
        _fixture.Chain.MineFinal(Transfer(2));
        _fixture.Chain.Failure = new ChainReadException(failure, "the test says so");

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Failed);

        _fixture.Locks.Cursor(Evm).ShouldBe(cursor);
        _fixture.Locks.Find(Transfer(2).Id).ShouldBeNull();
        _fixture.Board[Evm].Problem!.Failure.ShouldBe(failure);
        _fixture.Board[Evm].Refusal(Evm).ShouldNotBeNull();
        _fixture.Halts.Find(Evm).ShouldBeNull();

        _fixture.Chain.Failure = null;
        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);
        _fixture.Locks.Find(Transfer(2).Id).ShouldNotBeNull();
        _fixture.Board[Evm].Refusal(Evm).ShouldBeNull();
    }

    [Theory]
    [InlineData(3, RefusalReason.InsufficientSources)]
    [InlineData(0, RefusalReason.SourcesDisagree)]
    public async Task Museum_M01_RunOnce_TwoOfFiveSourcesForge_NoLockAndTheReason(int down, RefusalReason reason)
    {
        var sources = Enumerable.Range(0, 5).Select(_ => new FakeChain(Evm)).ToList();
        foreach (var honest in sources.Skip(2)) honest.MineFinal();
        foreach (var forging in sources.Take(2)) forging.MineFinal(Transfer(1));
        foreach (var dead in sources.Skip(2).Take(down)) dead.Failure = new ChainReadException(ChainReadFailure.Unavailable, "down");
        _fixture.Reader = new QuorumLockReader([.. sources], 3);

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Failed);

        _fixture.Locks.Count().ShouldBe(0);
        _fixture.Board[Evm].Refusal(Evm)!.Value.Reason.ShouldBe(reason);
    }

    [Fact]
    public async Task RunOnce_LockNotFinal_IsNotInTheJournal()
    {
        _fixture.Chain.MineFinal();
        _fixture.Chain.Mine(Transfer(1));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);

        _fixture.Locks.Count().ShouldBe(0);
        _fixture.Chain.MineFinal();
        await _fixture.StepAsync();
        _fixture.Locks.Count().ShouldBe(1);
    }

    [Fact]
    public async Task Museum_M70_RunOnce_UnfinalisedLockDropped_GoesOnWithTheOneThatReplacedIt()
    {
        _fixture.Chain.MineFinal();
        _fixture.Chain.Mine(Transfer(1, amount: 5));
        await _fixture.StepAsync();
        _fixture.Chain.Reorganise(1);
        _fixture.Chain.MineFinal(Transfer(1, amount: 7));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);

        _fixture.Locks.Find(Transfer(1).Id)!.Transfer.Amount.ShouldBe(7UL);
    }

    [Fact]
    public async Task Museum_M70_RunOnce_OtherHashAtFinalHeight_HaltsAndStaysHaltedAfterRestart()
    {
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        _fixture.Chain.Reorganise(1);
        _fixture.Chain.MineFinal(Transfer(1, amount: 9));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);

        _fixture.Halts.Find(Evm)!.Reason.ShouldBe(HaltReason.HashChanged);
        _fixture.Restart();
        var reads = _fixture.Chain.Reads;
        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);
        _fixture.Chain.Reads.ShouldBe(reads);
        _fixture.Locks.Find(Transfer(1).Id)!.Transfer.Amount.ShouldBe(Transfer(1).Amount);
    }

    [Fact]
    public async Task Museum_M70_RunOnce_FinalBlockGone_Halts()
    {
        _fixture.Chain.MineFinal();
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        _fixture.Chain.Reorganise(1);

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);
        _fixture.Halts.Find(Evm)!.Reason.ShouldBe(HaltReason.HashChanged);
    }

    [Fact]
    public async Task RunOnce_FinalHeadGoesBack_Halts()
    {
        _fixture.Chain.MineFinal();
        _fixture.Chain.MineFinal();
        await _fixture.StepAsync();
        _fixture.Chain.FinalCount = 1;

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);
        _fixture.Halts.Find(Evm)!.Reason.ShouldBe(HaltReason.HeadWentBack);
    }

    [Fact]
    public async Task RunOnce_ReaderReportsFinalityViolated_Halts()
    {
        _fixture.Chain.MineFinal();
        _fixture.Chain.Failure = new ChainReadException(ChainReadFailure.FinalityViolated, "the test says so");

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);
        _fixture.Halts.Find(Evm)!.Reason.ShouldBe(HaltReason.ReaderReported);
    }

    [Fact]
    public async Task RunOnce_FinalLockShownAgainWithOtherContent_Halts()
    {
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        _fixture.Chain.MineFinal(Transfer(1, amount: 2));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Halted);
        _fixture.Halts.Find(Evm)!.Reason.ShouldBe(HaltReason.LockChanged);
    }

    [Fact]
    public async Task Museum_M02_RunOnce_LockOfAnotherChain_IsRefused()
    {
        _fixture.Chain.MineFinal(Transfer(1, SolanaToEvm));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Failed);
        _fixture.Locks.Count().ShouldBe(0);
    }

    [Fact]
    public async Task Museum_M58_RunOnce_LockOfAnotherBridge_IsRefused()
    {
        _fixture.Chain.MineFinal(Transfer(1) with { Bridge = BridgeId.From(Keccak256.Hash("another bridge")) });

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Failed);
        _fixture.Locks.Count().ShouldBe(0);
        _fixture.Board[Evm].Problem!.Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Museum_M74_RunOnce_SequenceMissing_NothingAdvances()
    {
        _fixture.Chain.MineFinal(Transfer(1), Transfer(3));

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.Failed);
        _fixture.Locks.Count().ShouldBe(0);
        _fixture.Locks.Cursor(Evm).ShouldBe(LockCursor.Start);
    }

    [Fact]
    public async Task RunOnce_LongBackfill_ReadsInStepsWithoutGapOrDuplicate()
    {
        for (ulong i = 1; i <= 10; i++) _fixture.Chain.MineFinal(Transfer(i));
        _fixture.Chain.StepBlocks = 4;

        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.MoreToRead);
        _fixture.Restart();
        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.MoreToRead);
        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);

        _fixture.Locks.FindBatch(BatchId.From(EvmToSolana, 1, 10))!.Count.ShouldBe(10);
    }

    [Fact]
    public async Task Museum_M70_RunOnce_FinalityStalls_QueuesThenResumes()
    {
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        for (ulong i = 2; i <= 60; i++) _fixture.Chain.Mine(Transfer(i));
        for (var i = 0; i < 60; i++)
        {
            _fixture.Time.Advance(TimeSpan.FromMinutes(1));
            (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);
        }

        _fixture.Locks.Count().ShouldBe(1);
        _fixture.Chain.FinalCount = 60;
        await _fixture.StepAsync();
        _fixture.Locks.Count().ShouldBe(60);
    }

    [Fact]
    public async Task RunOnce_NoAnswerInTime_CountsAsUnavailable()
    {
        _fixture.Reader = new SilentReader();
        var step = _fixture.StepAsync();
        _fixture.Time.Advance(TimeSpan.FromSeconds(31));

        (await step).ShouldBe(WatchOutcome.Failed);
        _fixture.Board[Evm].Problem!.Failure.ShouldBe(ChainReadFailure.Unavailable);
    }

    [Fact]
    public async Task Clear_AfterHalt_ReadsEverythingAgainAndKeepsSignedLeaves()
    {
        _fixture.Chain.MineFinal(Transfer(1));
        await _fixture.StepAsync();
        var intents = new SignIntentJournal(_fixture.Database, _fixture.Time);
        intents.Record(Keccak256.Hash("session"), GuardianEpoch.From(1), Batch(1), Batch(1).Digest(GuardianEpoch.From(1))).ShouldBe(IntentOutcome.Recorded);
        _fixture.Chain.Reorganise(1);
        _fixture.Chain.MineFinal(Transfer(1, amount: 9));
        await _fixture.StepAsync();

        _fixture.Halts.Clear(Evm, "a person").ShouldNotBeNull();
        (await _fixture.StepAsync()).ShouldBe(WatchOutcome.CaughtUp);

        _fixture.Locks.Find(Transfer(1).Id)!.Transfer.Amount.ShouldBe(9UL);
        var replaced = new TransferBatch([Transfer(1, amount: 9)]);
        intents.Record(Keccak256.Hash("another session"), GuardianEpoch.From(1), replaced, replaced.Digest(GuardianEpoch.From(1))).ShouldBe(IntentOutcome.ConflictingLeaf);
    }

    [Fact]
    public void Status_BeforeTheFirstStep_RefusesToSign() => ChainStatus.Unread.Refusal(Evm).ShouldNotBeNull();

    private sealed class SilentReader : ILockReader
    {
        public ChainId Chain => Evm;

        public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) => Never<BlockReference>(cancellationToken);

        public Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) => Never<BlockReference?>(cancellationToken);

        public Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken) => Never<FinalizedLocks>(cancellationToken);

        public Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken) => Never<LockSearch>(cancellationToken);

        public Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken) => Never<IReadOnlyList<ObservedLock>>(cancellationToken);

        private static async Task<T> Never<T>(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new InvalidOperationException("not reached");
        }
    }
}
