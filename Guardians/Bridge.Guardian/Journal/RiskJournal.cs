using System.Text.Json;
using Bridge.Guardian.Breakers.Control;
using Bridge.Protocol;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Replay;

namespace Bridge.Guardian.Journal;

/// <summary>A level that this guardian raised on a chain, or found raised, for one of its breakers.</summary>
/// <param name="Chain">The chain's number.</param>
/// <param name="Place">What was raised there.</param>
/// <param name="Level">To which level.</param>
/// <param name="At">When the chain had it.</param>
/// <param name="Transaction">The transaction; null when somebody else was faster.</param>
public sealed record RaisedLevel(ushort Chain, string Place, Bridge.Protocol.Risk.BreakerLevel Level, DateTimeOffset At, string? Transaction);

/// <summary>Breakers and the events that they came from: on disk before they are announced, read again after every start.</summary>
/// <remarks>
/// <code>
/// risk_events        what moved value, one JSON line each, in order: replayed at start, and the history for dry runs
/// breakers           every breaker that is not normal, and since when
/// cleared_breakers   who cleared what, when and why
/// outflow_heights    up to which final height what leaves each chain is in the history
/// control_states     who held which power on each chain when it was agreed last
/// raised_levels      what was raised on which chain for a breaker: a level that officers lowered afterwards is not raised again for the same finding
/// </code>
/// </remarks>
public sealed class RiskJournal
{
    private static readonly JsonSerializerOptions Json = RiskHistory.Json;

    private readonly JournalDatabase _database;
    private readonly TimeProvider _time;

    /// <summary>Opens the tables, made when they are first needed.</summary>
    public RiskJournal(JournalDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        database.Write(sql =>
        {
            sql.Execute("CREATE TABLE IF NOT EXISTS risk_events (id INTEGER PRIMARY KEY, event TEXT NOT NULL)");
            sql.Execute("CREATE TABLE IF NOT EXISTS breakers (source TEXT NOT NULL, place TEXT NOT NULL, breaker TEXT NOT NULL, PRIMARY KEY (source, place)) WITHOUT ROWID");
            sql.Execute("CREATE TABLE IF NOT EXISTS cleared_breakers (source TEXT NOT NULL, place TEXT NOT NULL, breaker TEXT NOT NULL, at INTEGER NOT NULL, cleared_by TEXT NOT NULL, why TEXT NOT NULL)");
            sql.Execute("CREATE TABLE IF NOT EXISTS outflow_heights (chain INTEGER PRIMARY KEY, height INTEGER NOT NULL)");
            sql.Execute("CREATE TABLE IF NOT EXISTS control_states (chain INTEGER PRIMARY KEY, memory TEXT NOT NULL)");
            return sql.Execute("CREATE TABLE IF NOT EXISTS raised_levels (source TEXT NOT NULL, place TEXT NOT NULL, since INTEGER NOT NULL, raised TEXT NOT NULL)");
        });
    }

    /// <summary>Adds events to the history.</summary>
    public void Record(IReadOnlyList<RiskEvent> events)
    {
        if (events.Count == 0) return;
        _database.Write(sql =>
        {
            foreach (var @event in events) sql.Execute("INSERT INTO risk_events (event) VALUES ($event)", ("$event", RiskHistory.Write(@event)));
            return true;
        });
    }

    /// <summary>The whole history, oldest first, in parts.</summary>
    public IEnumerable<RiskEvent> History()
    {
        const int part = 5_000;
        for (long after = 0; ;)
        {
            var from = after;
            var rows = _database.Read(sql => sql.Rows(
                "SELECT id, event FROM risk_events WHERE id > $from ORDER BY id LIMIT $part", row => (Id: row.GetInt64(0), Text: row.GetString(1)), ("$from", from), ("$part", part)));
            foreach (var row in rows) yield return Event(row.Text);
            if (rows.Count < part) yield break;
            after = rows[^1].Id;
        }
    }

    /// <summary>Where to read on what leaves a chain.</summary>
    public ulong OutflowFrom(ChainId chain) => _database.Read(sql =>
        sql.Rows("SELECT height FROM outflow_heights WHERE chain=$chain", row => (ulong)row.GetInt64(0), ("$chain", (long)chain.Value))) is [var height] ? height + 1 : 0;

    /// <summary>All that left a chain up to a final height is in the history.</summary>
    public void SettleOutflow(ChainId chain, ulong height) => _database.Write(sql => sql.Execute(
        "INSERT INTO outflow_heights VALUES ($chain, $height) ON CONFLICT (chain) DO UPDATE SET height=excluded.height", ("$chain", (long)chain.Value), ("$height", checked((long)height))));

    /// <summary>What a chain's control plane was like when it was agreed last; null when it never was.</summary>
    public ControlMemory? Control(ChainId chain) => _database.Read(sql =>
        sql.Rows("SELECT memory FROM control_states WHERE chain=$chain", row => Read<ControlMemory>(row.GetString(0)), ("$chain", (long)chain.Value))) is [var memory] ? memory : null;

    /// <summary>Notes what a chain's control plane is like.</summary>
    public void RememberControl(ChainId chain, ControlMemory memory) => _database.Write(sql => sql.Execute(
        "INSERT INTO control_states VALUES ($chain, $memory) ON CONFLICT (chain) DO UPDATE SET memory=excluded.memory",
        ("$chain", (long)chain.Value), ("$memory", JsonSerializer.Serialize(memory, Json))));

    /// <summary>Writes what changed, in one transaction.</summary>
    public void Save(IReadOnlyList<BreakerChange> changes) => _database.Write(sql =>
    {
        foreach (var change in changes)
        {
            var (source, place) = change.Key;
            if (change.After is { } after)
            {
                sql.Execute(
                    "INSERT INTO breakers VALUES ($source, $place, $breaker) ON CONFLICT (source, place) DO UPDATE SET breaker=excluded.breaker",
                    ("$source", source), ("$place", place.ToString()), ("$breaker", JsonSerializer.Serialize(after, Json)));
            }
            else
            {
                sql.Execute("DELETE FROM breakers WHERE source=$source AND place=$place", ("$source", source), ("$place", place.ToString()));
            }
        }

        return true;
    });

    /// <summary>Every breaker that is not normal.</summary>
    public IReadOnlyList<Breaker> Breakers() => _database.Read(sql => sql.Rows("SELECT breaker FROM breakers", row => Breaker(row.GetString(0))));

    /// <summary>The halts of persons, as they are on disk now.</summary>
    public IReadOnlyList<Breaker> Halts() => _database.Read(sql =>
        sql.Rows("SELECT breaker FROM breakers WHERE source=$source", row => Breaker(row.GetString(0)), ("$source", Risk.Breakers.Breaker.Human)));

    /// <summary>A person clears a breaker; null when it is normal. What it was, who cleared it and why stays.</summary>
    public Breaker? Clear(string source, RiskPlace place, string person, string why) => _database.Write(sql =>
    {
        if (sql.Rows("SELECT breaker FROM breakers WHERE source=$source AND place=$place", row => row.GetString(0), ("$source", source), ("$place", place.ToString())) is not [var text]) return null;
        sql.Execute(
            "INSERT INTO cleared_breakers VALUES ($source, $place, $breaker, $at, $by, $why)",
            ("$source", source), ("$place", place.ToString()), ("$breaker", text), ("$at", _time.GetUtcNow().ToUnixTimeMilliseconds()), ("$by", person), ("$why", why));
        sql.Execute("DELETE FROM breakers WHERE source=$source AND place=$place", ("$source", source), ("$place", place.ToString()));
        return Breaker(text);
    });

    /// <summary>True when a person cleared this very finding before: the same rule, place and words, which name the transfer or the sums.</summary>
    public bool WasCleared(Breaker breaker) => _database.Read(sql => sql.Rows(
        "SELECT breaker FROM cleared_breakers WHERE source=$source AND place=$place", row => Breaker(row.GetString(0)), ("$source", breaker.Source), ("$place", breaker.Place.ToString())))
        .Any(cleared => cleared.Detail == breaker.Detail);

    /// <summary>Notes what was raised on a chain for a breaker.</summary>
    public void Raised(Breaker breaker, RaisedLevel raised) => _database.Write(sql => sql.Execute(
        "INSERT INTO raised_levels VALUES ($source, $place, $since, $raised)",
        ("$source", breaker.Source), ("$place", breaker.Place.ToString()), ("$since", breaker.Since.ToUnixTimeMilliseconds()), ("$raised", JsonSerializer.Serialize(raised, Json))));

    /// <summary>What was raised for a breaker as it stands.</summary>
    public IReadOnlyList<RaisedLevel> Raised(Breaker breaker) => _database.Read(sql => sql.Rows(
        "SELECT raised FROM raised_levels WHERE source=$source AND place=$place AND since=$since", row => Read<RaisedLevel>(row.GetString(0)),
        ("$source", breaker.Source), ("$place", breaker.Place.ToString()), ("$since", breaker.Since.ToUnixTimeMilliseconds())));

    private static Breaker Breaker(string text) => Read<Breaker>(text);

    private static RiskEvent Event(string text)
    {
        try
        {
            return RiskHistory.Read(text);
        }
        catch (ProtocolException e)
        {
            throw new JournalException(e.Message, e);
        }
    }

    private static T Read<T>(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<T>(text, Json) ?? throw new JournalException($"the journal's {typeof(T).Name} is null");
        }
        catch (JsonException e)
        {
            // SECURITY: a breaker that cannot be read is not one that does not stand (W9).
            throw new JournalException($"the journal's {typeof(T).Name} cannot be read: {e.Message}", e);
        }
    }
}
