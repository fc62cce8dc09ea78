using Bridge.Guardian.Journal;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

public sealed class JournalDatabaseTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public void Dispose() => _directory.Dispose();

    [Fact]
    public void Open_NoDatabase_Throws()
    {
        File.WriteAllText(_directory.In("journal.db"), new string('x', 5000));
        Should.Throw<JournalException>(() => JournalDatabase.Open(_directory.In("journal.db")));
    }

    [Fact]
    public void Open_NewerLayout_Throws()
    {
        using (var database = JournalDatabase.Open(_directory.In("journal.db"))) database.Read(sql => sql.Execute("PRAGMA user_version=99"));
        Should.Throw<JournalException>(() => JournalDatabase.Open(_directory.In("journal.db"))).Message.ShouldContain("99");
    }

    [Fact]
    public void Open_EveryTransaction_IsFlushedToDisk()
    {
        using var database = JournalDatabase.Open(_directory.In("journal.db"));
        database.Read(sql => sql.Scalar<string>("PRAGMA journal_mode")).ShouldBe("wal");
        // 2 is FULL.
        database.Read(sql => sql.Scalar<long>("PRAGMA synchronous")).ShouldBe(2);
    }

    [Fact]
    public void Write_Throws_NothingIsKept()
    {
        using var database = JournalDatabase.Open(_directory.In("journal.db"));
        Should.Throw<InvalidOperationException>(() => database.Write<int>(sql =>
        {
            sql.Execute("INSERT INTO cursors VALUES (1, 'x')");
            throw new InvalidOperationException("stop");
        }));
        database.Read(sql => sql.Scalar<long>("SELECT count(*) FROM cursors")).ShouldBe(0);
    }

    [Fact]
    public async Task Find_BytesChangedInTheFile_Throws()
    {
        using var database = JournalDatabase.Open(_directory.In("journal.db"));
        var chain = new FakeChain(Evm);
        chain.MineFinal(Transfer(1));
        var locks = new LockJournal(database);
        locks.Record(Evm, await chain.ReadFinalizedAsync(LockCursor.Start, CancellationToken.None));
        database.Write(sql => sql.Execute("UPDATE locks SET transfer=$transfer", ("$transfer", Transfer(1, amount: 9).Encode()))).ShouldBe(1);

        Should.Throw<JournalException>(() => locks.Find(Transfer(1).Id));
        Should.Throw<JournalException>(() => locks.FindBatch(BatchId.From(EvmToSolana, 1, 1)));
    }

    [Theory]
    [InlineData(0x7fff_ffff_ffff_fff0UL, 128u)]
    [InlineData(0x8000_0000_0000_0000UL, 1u)]
    [InlineData(0xffff_ffff_ffff_fff0UL, 2u)]
    public void Museum_M10_FindBatch_SequenceBeyondWhatIsStored_NotFound(ulong first, uint count)
    {
        using var database = JournalDatabase.Open(_directory.In("journal.db"));
        new LockJournal(database).FindBatch(BatchId.From(EvmToSolana, first, count)).ShouldBeNull();
        new LockJournal(database).Find(TransferId.From(EvmToSolana, first)).ShouldBeNull();
    }
}
