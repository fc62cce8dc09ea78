using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Guardian.Journal;

/// <summary>
/// The final steps of transfers on their way back, as this guardian saw them, and how far each chain was read for them. A step is kept for ever: what
/// was requested or void once is never attested again.
/// </summary>
public sealed class RefundJournal
{
    private readonly JournalDatabase _database;
    private readonly TimeProvider _time;

    /// <summary>Opens the tables, made when they are first needed.</summary>
    public RefundJournal(JournalDatabase database, TimeProvider time)
    {
        (_database, _time) = (database, time);
        database.Write(sql =>
        {
            sql.Execute("""
                CREATE TABLE IF NOT EXISTS refund_steps (
                    step INTEGER NOT NULL, source INTEGER NOT NULL, destination INTEGER NOT NULL, sequence INTEGER NOT NULL, leaf BLOB NOT NULL, at INTEGER NOT NULL,
                    PRIMARY KEY (step, source, destination, sequence)) WITHOUT ROWID
                """);
            return sql.Execute("CREATE TABLE IF NOT EXISTS refund_heights (chain INTEGER PRIMARY KEY, height INTEGER NOT NULL)");
        });
    }

    /// <summary>Where to read on.</summary>
    public ulong From(ChainId chain) => _database.Read(sql =>
        sql.Rows("SELECT height FROM refund_heights WHERE chain=$chain", row => (ulong)row.GetInt64(0), ("$chain", (long)chain.Value))) is [var height] ? height + 1 : 0;

    /// <summary>Adds steps and moves the height, in one transaction; false when a step contradicts what was final before, and then nothing is written.</summary>
    public bool Record(ChainId chain, IReadOnlyList<RefundFact> facts, ulong through) => _database.Write(sql =>
    {
        foreach (var fact in facts)
        {
            // SECURITY: a final step never changes what it was about (W3).
            if (Find(sql, fact.Step, fact.Id) is { } known && known != fact.Leaf) return false;
        }

        foreach (var fact in facts)
        {
            sql.Execute(
                "INSERT INTO refund_steps VALUES ($step, $source, $destination, $sequence, $leaf, $at) ON CONFLICT DO NOTHING",
                [.. IdOf(fact.Step, fact.Id), ("$leaf", fact.Leaf.ToArray()), ("$at", _time.GetUtcNow().ToUnixTimeMilliseconds())]);
        }

        sql.Execute(
            "INSERT INTO refund_heights VALUES ($chain, $height) ON CONFLICT (chain) DO UPDATE SET height=excluded.height",
            ("$chain", (long)chain.Value), ("$height", checked((long)through)));
        return true;
    });

    /// <summary>The leaf of a final step; null when this guardian has not seen it.</summary>
    public Bytes32? Find(RefundStep step, TransferId id) => _database.Read(sql => Find(sql, step, id));

    /// <summary>True when a refund was requested or the transfer is void.</summary>
    public bool IsOnItsWayBack(TransferId id) => Find(RefundStep.Requested, id) is not null || Find(RefundStep.Voided, id) is not null;

    /// <summary>Requested, and neither void nor refunded: whether the destination pays first is still open.</summary>
    public IReadOnlyList<TransferId> Undecided(ChainId destination) => _database.Read(sql => sql.Rows(
        """
        SELECT source, sequence FROM refund_steps r WHERE step=1 AND destination=$destination AND NOT EXISTS (
            SELECT 1 FROM refund_steps e WHERE e.step IN (2, 3) AND e.source=r.source AND e.destination=r.destination AND e.sequence=r.sequence)
        """,
        row => TransferId.From(Lane.From(ChainId.From((ushort)row.GetInt64(0)), destination), (ulong)row.GetInt64(1)), ("$destination", (long)destination.Value)));

    private static Bytes32? Find(JournalStatement sql, RefundStep step, TransferId id) => id.Sequence > long.MaxValue
        ? null
        : sql.Rows(
            "SELECT leaf FROM refund_steps WHERE step=$step AND source=$source AND destination=$destination AND sequence=$sequence",
            row => Bytes32.From(row.GetFieldValue<byte[]>(0)), IdOf(step, id)) is [var leaf] ? leaf : null;

    private static (string Name, object Value)[] IdOf(RefundStep step, TransferId id) =>
        [("$step", (long)step), ("$source", (long)id.Lane.Source.Value), ("$destination", (long)id.Lane.Destination.Value), ("$sequence", checked((long)id.Sequence))];
}
