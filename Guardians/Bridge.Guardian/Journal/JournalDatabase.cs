using Microsoft.Data.Sqlite;

namespace Bridge.Guardian.Journal;

/// <summary>The journal's file holds something that this program did not write, or that contradicts itself. Nothing is signed from it.</summary>
public sealed class JournalException(string message, Exception? innerException = null) : Exception(message, innerException);

/// <summary>The guardian's memory on disk: one SQLite file, written by one process.</summary>
/// <remarks>
/// WAL with synchronous=FULL: a transaction that returned is on disk, whatever happens to the process or the machine. One connection, one
/// writer at a time; the guardian's rate is some tens of transactions a second. Tables:
/// <code>
/// locks             what was seen as final: transfer id → 150 bytes, leaf, where
/// cursors           how far each chain was read; moves in the transaction that adds the locks
/// finalized_heads   the last finalised head of each chain
/// halts             chains that only a person may open again; cleared_halts remembers who did
/// signed_leaves     transfer id → the only leaf this guardian will ever sign for it
/// sign_sessions     session → epoch, batch, digest: on disk before a share leaves the process
/// signed_rotations  chain and new epoch → the key that was signed to take over
/// journal_births    each chain's final height when this journal began: what was signed before it may be forgotten
/// refund_steps, refund_heights                          <see cref="RefundJournal"/>
/// risk_events, breakers, cleared_breakers, raised_levels  <see cref="RiskJournal"/>
/// </code>
/// Nonces are never here (W10).
/// </remarks>
public sealed class JournalDatabase : IDisposable
{
    private const int SchemaVersion = 3;

    private const string Schema = """
        CREATE TABLE locks (
            source INTEGER NOT NULL, destination INTEGER NOT NULL, sequence INTEGER NOT NULL,
            transfer BLOB NOT NULL, leaf BLOB NOT NULL, height INTEGER NOT NULL, block_hash BLOB NOT NULL, source_transaction TEXT NOT NULL,
            PRIMARY KEY (source, destination, sequence)) WITHOUT ROWID;
        CREATE TABLE cursors (chain INTEGER PRIMARY KEY, cursor TEXT NOT NULL);
        CREATE TABLE finalized_heads (chain INTEGER PRIMARY KEY, height INTEGER NOT NULL, hash BLOB NOT NULL);
        CREATE TABLE halts (chain INTEGER PRIMARY KEY, reason INTEGER NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL);
        CREATE TABLE cleared_halts (chain INTEGER NOT NULL, reason INTEGER NOT NULL, detail TEXT NOT NULL, at INTEGER NOT NULL,
            cleared_at INTEGER NOT NULL, cleared_by TEXT NOT NULL);
        CREATE TABLE signed_leaves (
            source INTEGER NOT NULL, destination INTEGER NOT NULL, sequence INTEGER NOT NULL, leaf BLOB NOT NULL,
            PRIMARY KEY (source, destination, sequence)) WITHOUT ROWID;
        CREATE TABLE sign_sessions (
            session BLOB PRIMARY KEY, epoch INTEGER NOT NULL, source INTEGER NOT NULL, destination INTEGER NOT NULL,
            first INTEGER NOT NULL, count INTEGER NOT NULL, digest BLOB NOT NULL, at INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private const string Rotations =
        "CREATE TABLE signed_rotations (chain INTEGER NOT NULL, epoch INTEGER NOT NULL, digest BLOB NOT NULL, group_key TEXT NOT NULL, at INTEGER NOT NULL)";

    // A journal that was there before this table says less than it knows, which accuses nobody.
    private const string Births = """
        CREATE TABLE journal_births (chain INTEGER PRIMARY KEY, height INTEGER NOT NULL);
        INSERT INTO journal_births SELECT chain, height FROM finalized_heads;
        """;

    private readonly SqliteConnection _connection;
    private readonly Lock _gate = new();

    private JournalDatabase(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens the file, or makes it.</summary>
    /// <exception cref="JournalException">The file is no journal, or a newer one.</exception>
    public static JournalDatabase Open(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        try
        {
            connection.Open();
            Execute(connection, "PRAGMA journal_mode=WAL");
            // SECURITY: FULL, so that a sign intent is on the disk, not in a cache, before its share leaves (W10).
            Execute(connection, "PRAGMA synchronous=FULL");
            Migrate(connection);
            return new JournalDatabase(connection);
        }
        catch (SqliteException e)
        {
            connection.Dispose();
            throw new JournalException($"cannot open the journal {path}: {e.Message}", e);
        }
        catch (JournalException)
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Reads under the journal's lock.</summary>
    public T Read<T>(Func<JournalStatement, T> read)
    {
        lock (_gate) return read(new JournalStatement(_connection, null));
    }

    /// <summary>Runs one transaction: all of it is on disk when this returns, or none of it when it throws.</summary>
    public T Write<T>(Func<JournalStatement, T> write)
    {
        lock (_gate)
        {
            using var transaction = _connection.BeginTransaction(deferred: false);
            var result = write(new JournalStatement(_connection, transaction));
            transaction.Commit();
            return result;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _connection.Dispose();
    }

    private static void Migrate(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        var statement = new JournalStatement(connection, transaction);
        var version = (int)statement.Scalar<long>("PRAGMA user_version");
        if (version > SchemaVersion) throw new JournalException($"the journal has layout {version}, this program knows up to {SchemaVersion}");
        if (version < 1) statement.Execute(Schema);
        if (version < 2) statement.Execute(Rotations);
        if (version < 3) statement.Execute(Births);
        if (version < SchemaVersion) statement.Execute($"PRAGMA user_version={SchemaVersion}");

        transaction.Commit();
    }

    private static void Execute(SqliteConnection connection, string sql) => new JournalStatement(connection, null).Execute(sql);
}
