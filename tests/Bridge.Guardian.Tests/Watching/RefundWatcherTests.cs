using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Microsoft.Extensions.Logging.Abstractions;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class RefundWatcherTests : IDisposable
{
    private readonly TestDirectory _directory = new();
    private readonly ManualTime _time = new();
    private readonly JournalDatabase _database;
    private readonly RefundJournal _refunds;
    private readonly HaltJournal _halts;
    private readonly DestinationBoard _board = new();
    private readonly FakeRefundReader[] _sources = [new(Evm), new(Evm), new(Evm)];
    private const int Quorum = 2;

    public RefundWatcherTests()
    {
        _database = JournalDatabase.Open(_directory.In("journal.db"));
        (_refunds, _halts) = (new RefundJournal(_database, _time), new HaltJournal(_database, _time));
    }

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public async Task RunOnce_AllShowAStep_IsRecorded()
    {
        Show(Fact(Transfer(1)));
        (await StepAsync()).ShouldBeTrue();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldBe(Transfer(1).Leaf());
        _refunds.From(Evm).ShouldBe(101UL);
    }

    [Fact]
    public async Task Museum_M01_RunOnce_OneSourceMakesAStepUp_IsNotRecordedAndReadAgain()
    {
        Show(Fact(Transfer(1)));
        _sources[0].Facts.Add(Fact(Transfer(2)));
        await StepAsync();
        _refunds.Find(RefundStep.Requested, Transfer(2).Id).ShouldBeNull();
        _refunds.From(Evm).ShouldBeLessThanOrEqualTo(1UL);
    }

    [Fact]
    public async Task Museum_M01_RunOnce_OneSourceHidesAStep_IsNotRecordedUntilItShowsIt()
    {
        Show(Fact(Transfer(1)));
        _sources[2].Facts.Clear();
        await StepAsync();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldBeNull();

        _sources[2].Facts.Add(Fact(Transfer(1)));
        await StepAsync();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldNotBeNull();
    }

    [Fact]
    public async Task RunOnce_SourceIsBehind_GoesOnOnlyAsFarAsAllHaveRead()
    {
        Show(Fact(Transfer(1)));
        _sources[0].ReadThrough = 50;
        await StepAsync();
        _refunds.From(Evm).ShouldBe(51UL);
    }

    [Fact]
    public async Task RunOnce_FewerThanKAnswer_RecordsNothing()
    {
        Show(Fact(Transfer(1)));
        (_sources[0].IsDown, _sources[1].IsDown) = (true, true);
        (await StepAsync()).ShouldBeFalse();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldBeNull();

        _sources[1].IsDown = false;
        (await StepAsync()).ShouldBeTrue();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldNotBeNull();
    }

    [Fact]
    public async Task RunOnce_HaltedChain_IsNotRead()
    {
        Show(Fact(Transfer(1)));
        _halts.Halt(Evm, HaltReason.HashChanged, "test");
        (await StepAsync()).ShouldBeFalse();
        _sources[0].AskedFrom.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_StepIsAboutAnotherLeafLater_NothingChanges()
    {
        Show(Fact(Transfer(1)));
        await StepAsync();
        foreach (var source in _sources) source.Facts.Clear();
        Show(Fact(Transfer(1, amount: 5)) with { Height = 200 });
        foreach (var source in _sources) source.ReadThrough = 300;
        (await StepAsync()).ShouldBeFalse();
        _refunds.Find(RefundStep.Requested, Transfer(1).Id).ShouldBe(Transfer(1).Leaf());
        _refunds.From(Evm).ShouldBe(101UL);
    }

    [Fact]
    public async Task RunOnce_UndecidedTransferTowardThisChain_IsAskedAbout()
    {
        var transfer = Transfer(1, SolanaToEvm);
        _refunds.Record(Solana, [Fact(transfer)], 10);
        await StepAsync();
        _board[transfer.Id].ShouldBe(DestinationState.Open);

        // One that shows the payment is enough to sign no void.
        _sources[1].State = DestinationState.Released;
        await StepAsync();
        _board[transfer.Id].ShouldBe(DestinationState.Released);

        (_sources[0].IsDown, _sources[1].IsDown) = (true, true);
        await StepAsync();
        _board[transfer.Id].ShouldBeNull();
    }

    [Fact]
    public async Task RunOnce_VoidTransfer_IsNotAskedAboutAnyMore()
    {
        var transfer = Transfer(1, SolanaToEvm);
        _refunds.Record(Solana, [Fact(transfer)], 10);
        _refunds.Record(Evm, [Fact(transfer) with { Step = RefundStep.Voided }], 10);
        await StepAsync();
        _board[transfer.Id].ShouldBeNull();
    }

    private static RefundFact Fact(Transfer transfer) => new(RefundStep.Requested, transfer.Id, transfer.Leaf(), 1, "tx");

    private void Show(RefundFact fact)
    {
        foreach (var source in _sources) source.Facts.Add(fact);
    }

    private Task<bool> StepAsync() => new RefundWatcher(_sources, _sources, Quorum, _refunds, _halts, _board, NullLogger.Instance).RunOnceAsync(CancellationToken.None);
}
