using Microsoft.Data.Sqlite;

namespace Bridge.Guardian.Journal;

/// <summary>What a look at the journal, without changing it and beside a running daemon, shows.</summary>
/// <param name="Damage">What SQLite finds wrong; null when the file is whole.</param>
/// <param name="Locks">Locks kept.</param>
/// <param name="SignedSessions">Sessions in which a share left.</param>
/// <param name="Halts">Halted chains.</param>
public sealed record JournalInspection(string? Damage, long Locks, long SignedSessions, IReadOnlyList<(long Chain, string Detail)> Halts)
{
    /// <summary>Looks.</summary>
    /// <exception cref="JournalException">No journal, or it cannot be read.</exception>
    public static JournalInspection Read(string path)
    {
        SQLitePCL.Batteries_V2.Init();
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        try
        {
            connection.Open();
            var sql = new JournalStatement(connection, null);
            var verdict = sql.Scalar<string>("PRAGMA integrity_check(1)");
            return new JournalInspection(
                verdict == "ok" ? null : verdict,
                sql.Scalar<long>("SELECT count(*) FROM locks"),
                sql.Scalar<long>("SELECT count(*) FROM sign_sessions"),
                sql.Rows("SELECT chain, detail FROM halts", row => (row.GetInt64(0), row.GetString(1))));
        }
        catch (SqliteException e)
        {
            throw new JournalException($"cannot read the journal {path}: {e.Message}", e);
        }
    }
}
