using Bridge.Guardian.Journal;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class SignIntentJournalTests : IDisposable
{
    private static readonly GuardianEpoch Epoch = GuardianEpoch.From(1);

    private readonly TestDirectory _directory = new();
    private readonly ManualTime _time = new();
    private JournalDatabase _database;
    private SignIntentJournal _intents;

    public SignIntentJournalTests()
    {
        _database = JournalDatabase.Open(_directory.In("journal.db"));
        _intents = new SignIntentJournal(_database, _time);
    }

    public void Dispose()
    {
        _database.Dispose();
        _directory.Dispose();
    }

    [Fact]
    public void Record_AnotherLeafForATransfer_RefusedAlsoAfterRestartAndInAnotherEpoch()
    {
        Record("first", Batch(3)).ShouldBe(IntentOutcome.Recorded);
        Restart();

        Record("second", new TransferBatch([Transfer(2), Transfer(3, amount: 5)])).ShouldBe(IntentOutcome.ConflictingLeaf);
        var other = new TransferBatch([Transfer(3, amount: 5)]);
        _intents.Record(Keccak256.Hash("third"), GuardianEpoch.From(2), other, other.Digest(GuardianEpoch.From(2))).ShouldBe(IntentOutcome.ConflictingLeaf);
        _intents.FindLeaf(Transfer(3).Id).ShouldBe(Transfer(3).Leaf());
    }

    [Fact]
    public void Record_ConflictInTheMiddle_WritesNothing()
    {
        Record("first", Batch(1, first: 2));

        Record("second", new TransferBatch([Transfer(1), Transfer(2, amount: 5)])).ShouldBe(IntentOutcome.ConflictingLeaf);

        _intents.FindLeaf(Transfer(1).Id).ShouldBeNull();
        _intents.IsUsed(Keccak256.Hash("second")).ShouldBeFalse();
    }

    [Fact]
    public void Record_SessionUsedBefore_RefusedAlsoAfterRestart()
    {
        Record("session", Batch(1));
        Restart();

        _intents.IsUsed(Keccak256.Hash("session")).ShouldBeTrue();
        Record("session", Batch(1)).ShouldBe(IntentOutcome.SessionUsed);
    }

    [Fact]
    public void Record_SameTransfersInOtherBatches_Recorded()
    {
        Record("first", Batch(3)).ShouldBe(IntentOutcome.Recorded);
        Record("second", Batch(2, first: 2)).ShouldBe(IntentOutcome.Recorded);
    }

    private void Restart()
    {
        _database.Dispose();
        _database = JournalDatabase.Open(_directory.In("journal.db"));
        _intents = new SignIntentJournal(_database, _time);
    }

    private IntentOutcome Record(string session, TransferBatch batch) => _intents.Record(Keccak256.Hash(session), Epoch, batch, batch.Digest(Epoch));
}
