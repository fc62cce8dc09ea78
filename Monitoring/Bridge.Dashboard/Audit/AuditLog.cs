using System.Text.Json;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;

namespace Bridge.Dashboard.Audit;

/// <summary>Who did what, when and from where: append-only, each entry bound to the one before by its hash. On disk before what it speaks of is done.</summary>
internal sealed partial class AuditLog(SqliteStore store, TimeProvider time, ILogger<AuditLog> logger)
{
    private const string Columns = "sequence, at, user, address, event, detail, previous, hash";
    private const int Step = 1_000;

    /// <summary>Raised after an entry is on disk.</summary>
    public event Action<long>? Added;

    /// <summary>Adds an entry.</summary>
    public AuditEntry Add(string? user, string? address, string @event, params ReadOnlySpan<(string Name, string Value)> detail)
    {
        var details = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, value) in detail) details[name] = value;
        var entry = store.Write(sql =>
        {
            var last = sql.Rows("SELECT sequence, hash FROM audit ORDER BY sequence DESC LIMIT 1", row => (row.GetInt64(0), Bytes32.From(row.GetFieldValue<byte[]>(1)))) is [var found] ? found : (0, Bytes32.Zero);
            var made = AuditEntry.After(last.Item1 + 1, last.Item2, time.GetUtcNow(), user, address, @event, details);
            sql.Execute(
                $"INSERT INTO audit ({Columns}) VALUES ($sequence, $at, $user, $address, $event, $detail, $previous, $hash)",
                ("$sequence", made.Sequence), ("$at", made.At.ToUnixTimeMilliseconds()), ("$user", user), ("$address", address), ("$event", @event),
                ("$detail", JsonSerializer.Serialize(details)), ("$previous", made.Previous.ToArray()), ("$hash", made.Hash.ToArray()));
            return made;
        });
        // The system's log keeps the head too: a log whose end was cut off is found by comparing them.
        Log.Audited(logger, entry.Sequence, entry.Event, entry.Hash);
        Added?.Invoke(entry.Sequence);
        return entry;
    }

    /// <summary>A page, newest first.</summary>
    public (IReadOnlyList<AuditEntry> Items, long? Next) Page(long before, int limit)
    {
        var rows = store.Read(sql => sql.Rows($"SELECT {Columns} FROM audit WHERE sequence<$before ORDER BY sequence DESC LIMIT $limit", Entry, ("$before", before), ("$limit", limit + 1)));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Sequence) : (rows, null);
    }

    /// <summary>The whole log from its beginning, read as it goes.</summary>
    public IEnumerable<AuditEntry> All()
    {
        for (long after = 0; ;)
        {
            var from = after;
            var rows = store.Read(sql => sql.Rows($"SELECT {Columns} FROM audit WHERE sequence>$after ORDER BY sequence LIMIT {Step}", Entry, ("$after", from)));
            foreach (var row in rows) yield return row;
            if (rows.Count < Step) yield break;
            after = rows[^1].Sequence;
        }
    }

    private static AuditEntry Entry(SqliteDataReader row) => new(
        row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), row.IsDBNull(2) ? null : row.GetString(2), row.IsDBNull(3) ? null : row.GetString(3), row.GetString(4),
        Detail(row.GetString(5)), Bytes32.From(row.GetFieldValue<byte[]>(6)), Bytes32.From(row.GetFieldValue<byte[]>(7)));

    // Text that is no detail was not written here: shown as it is, and the hash does not match it.
    private static Dictionary<string, string> Detail(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<Dictionary<string, string>>(text) ?? [];
        }
        catch (JsonException)
        {
            return new(StringComparer.Ordinal) { [""] = text };
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5001, Level = LogLevel.Information, Message = "audit entry {Sequence} {Event}, head {Hash}")]
        public static partial void Audited(ILogger logger, long sequence, string @event, Bytes32 hash);
    }
}
