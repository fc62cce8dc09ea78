using Bridge.Chains;
using Bridge.Protocol;
using Microsoft.Data.Sqlite;

namespace Bridge.Guardian.Journal;

/// <summary>A lock that this guardian saw as final, as the journal keeps it.</summary>
public sealed record JournalLock(Transfer Transfer, Bytes32 Leaf, LockLocation Location);

/// <summary>What the journal made of a step.</summary>
public enum RecordOutcome
{
    /// <summary>Locks, cursor and head are on disk.</summary>
    Recorded = 1,

    /// <summary>A transfer id came with other bytes or from another block than before: finality was broken. Nothing was written.</summary>
    Contradicts = 2,

    /// <summary>A lane's sequences are not contiguous. Nothing was written.</summary>
    Gap = 3,
}

/// <summary>Locks, cursors and finalised heads. Only <see cref="FinalizedLock"/>s come in: what was merely observed has no way here (W3).</summary>
public sealed class LockJournal(JournalDatabase database)
{
    private const string Columns = "transfer, leaf, height, block_hash, source_transaction";
    private const string WhereId = "WHERE source=$source AND destination=$destination AND sequence=$sequence";

    /// <summary>How far a chain was read.</summary>
    public LockCursor Cursor(ChainId chain) => database.Read(sql =>
        sql.Rows("SELECT cursor FROM cursors WHERE chain=$chain", row => new LockCursor(row.GetString(0)), Chain(chain))) is [var cursor] ? cursor : LockCursor.Start;

    /// <summary>The last finalised head that was seen, null before the first.</summary>
    public BlockReference? FinalizedHead(ChainId chain) => database.Read(sql =>
        sql.Rows("SELECT height, hash FROM finalized_heads WHERE chain=$chain", row => Block(row, 0), Chain(chain))) is [var head] ? head : null;

    /// <summary>Adds a step's locks and moves cursor and head, in one transaction.</summary>
    public RecordOutcome Record(ChainId chain, FinalizedLocks step) => database.Write(sql =>
    {
        // Nothing is written before all of the step was looked at: a returned refusal leaves the transaction empty.
        var fresh = new List<FinalizedLock>();
        var last = new Dictionary<Lane, ulong>();
        foreach (var found in step.Locks)
        {
            var id = found.Transfer.Id;
            if (!last.TryGetValue(id.Lane, out var before)) before = LastSequence(sql, id.Lane);
            if (id.Sequence <= before && !fresh.Exists(other => other.Transfer.Id == id))
            {
                // SECURITY: a final lock never changes its content or its place; if it does, the chain broke its word (W3, M70).
                if (Find(sql, id) is not { } known || known.Leaf != found.Transfer.Leaf() || known.Location.Block != found.Location.Block) return RecordOutcome.Contradicts;
                last[id.Lane] = before;
                continue;
            }

            // SECURITY: sequences are contiguous from 1; a hole means that a lock was withheld from us (M74).
            if (id.Sequence != before + 1) return RecordOutcome.Gap;
            last[id.Lane] = id.Sequence;
            fresh.Add(found);
        }

        foreach (var found in fresh) Insert(sql, found);
        sql.Execute("INSERT INTO cursors VALUES ($chain, $cursor) ON CONFLICT (chain) DO UPDATE SET cursor=excluded.cursor", Chain(chain), ("$cursor", step.Next.Text));
        sql.Execute("INSERT INTO journal_births VALUES ($chain, $height) ON CONFLICT (chain) DO NOTHING", Chain(chain), ("$height", checked((long)step.FinalizedHead.Height)));
        sql.Execute(
            "INSERT INTO finalized_heads VALUES ($chain, $height, $hash) ON CONFLICT (chain) DO UPDATE SET height=excluded.height, hash=excluded.hash",
            Chain(chain), ("$height", checked((long)step.FinalizedHead.Height)), ("$hash", step.FinalizedHead.Hash.ToArray()));
        return RecordOutcome.Recorded;
    });

    /// <summary>The final height of a chain when this journal began; null before the first step. What was signed about older locks may have been forgotten with the journal before.</summary>
    public ulong? Birth(ChainId chain) => database.Read(sql =>
        sql.Rows("SELECT height FROM journal_births WHERE chain=$chain", row => (ulong)row.GetInt64(0), Chain(chain))) is [var height] ? height : null;

    /// <summary>One lock, null when this guardian has not seen it as final.</summary>
    public JournalLock? Find(TransferId id) => database.Read(sql => Find(sql, id));

    /// <summary>A whole batch in sequence order, null when a part of it was not seen as final.</summary>
    public IReadOnlyList<JournalLock>? FindBatch(BatchId batch)
    {
        // What does not fit a signed 64-bit integer was never stored.
        if (batch.Last > long.MaxValue) return null;
        var rows = database.Read(sql => sql.Rows(
            $"SELECT {Columns} FROM locks WHERE source=$source AND destination=$destination AND sequence BETWEEN $first AND $last ORDER BY sequence",
            Lock,
            ("$source", (long)batch.Lane.Source.Value), ("$destination", (long)batch.Lane.Destination.Value),
            ("$first", (long)batch.First), ("$last", (long)batch.Last)));
        return rows.Count == batch.Count ? rows : null;
    }

    /// <summary>Every lock, each lane in the order of its sequences, read in parts.</summary>
    public IEnumerable<JournalLock> All()
    {
        const int part = 2_000;
        for (var (source, destination, sequence) = (0L, 0L, 0L); ;)
        {
            var from = (source, destination, sequence);
            var rows = database.Read(sql => sql.Rows(
                $"SELECT {Columns} FROM locks WHERE (source, destination, sequence) > ($source, $destination, $sequence) ORDER BY source, destination, sequence LIMIT $part", Lock,
                ("$source", from.source), ("$destination", from.destination), ("$sequence", from.sequence), ("$part", part)));
            foreach (var row in rows) yield return row;
            if (rows.Count < part) yield break;
            var last = rows[^1].Transfer.Id;
            (source, destination, sequence) = (last.Lane.Source.Value, last.Lane.Destination.Value, (long)last.Sequence);
        }
    }

    /// <summary>How many locks are kept.</summary>
    public long Count() => database.Read(sql => sql.Scalar<long>("SELECT count(*) FROM locks"));

    private static JournalLock? Find(JournalStatement sql, TransferId id) => id.Sequence > long.MaxValue
        ? null
        : sql.Rows($"SELECT {Columns} FROM locks {WhereId}", Lock, IdOf(id)) is [var found] ? found : null;

    private static ulong LastSequence(JournalStatement sql, Lane lane) => (ulong)sql.Scalar<long>(
        "SELECT coalesce(max(sequence), 0) FROM locks WHERE source=$source AND destination=$destination",
        ("$source", (long)lane.Source.Value), ("$destination", (long)lane.Destination.Value));

    private static void Insert(JournalStatement sql, FinalizedLock found) => sql.Execute(
        "INSERT INTO locks VALUES ($source, $destination, $sequence, $transfer, $leaf, $height, $hash, $transaction)",
        [
            .. IdOf(found.Transfer.Id),
            ("$transfer", found.Transfer.Encode()), ("$leaf", found.Transfer.Leaf().ToArray()),
            ("$height", checked((long)found.Location.Block.Height)), ("$hash", found.Location.Block.Hash.ToArray()), ("$transaction", found.Location.Transaction),
        ]);

    private static JournalLock Lock(SqliteDataReader row)
    {
        var transfer = Transfer.Decode(row.GetFieldValue<byte[]>(0));
        var leaf = Bytes32.From(row.GetFieldValue<byte[]>(1));
        // SECURITY: what is signed is what was read from the chain; a changed file is not (W1).
        if (transfer.Leaf() != leaf) throw new JournalException($"the journal's bytes of transfer {transfer.Id} do not match its leaf");
        return new JournalLock(transfer, leaf, new LockLocation(Block(row, 2), row.GetString(4)));
    }

    private static BlockReference Block(SqliteDataReader row, int column) =>
        new((ulong)row.GetInt64(column), Bytes32.From(row.GetFieldValue<byte[]>(column + 1)));

    private static (string Name, object Value) Chain(ChainId chain) => ("$chain", (long)chain.Value);

    private static (string Name, object Value)[] IdOf(TransferId id) =>
        [("$source", (long)id.Lane.Source.Value), ("$destination", (long)id.Lane.Destination.Value), ("$sequence", checked((long)id.Sequence))];
}
