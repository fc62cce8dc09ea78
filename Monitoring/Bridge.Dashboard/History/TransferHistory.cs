using Bridge.Chains;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;

namespace Bridge.Dashboard.History;

/// <summary>What a relayer says of a transfer between its finality and its end.</summary>
internal sealed record RelayerWord(TransferId Id, TransferState State, string? Waiting, DateTimeOffset? Until, string? Transaction);

/// <summary>Every transfer that this server has seen on the chains, and what became of it.</summary>
/// <remarks>
/// Facts come from this server's own reads: locks, states of destinations, steps of refunds. A relayer's word moves a transfer only between Finalized and
/// Submitted, and never ends one. The state is the furthest fact; a payment and a refund of one transfer are both kept, because that contradiction is an alarm.
/// </remarks>
internal sealed class TransferHistory(SqliteStore store, TimeProvider time)
{
    private const string WhereId = "WHERE source=$source AND destination=$destination AND sequence=$sequence";
    private const string Any = "1, 2, 3, 4, 6, 7, 9, 10";
    private long _count = store.Read(sql => sql.Scalar<long>("SELECT count(*) FROM transfers"));

    /// <summary>Raised after transfers are new or have changed.</summary>
    public event Action<IReadOnlyList<TransferId>>? Changed;

    /// <summary>How many there are.</summary>
    public long Count => Interlocked.Read(ref _count);

    public string? Cursor(string name) => store.Read(sql => sql.Rows("SELECT cursor FROM cursors WHERE name=$name", row => row.GetString(0), ("$name", name))) is [var cursor] ? cursor : null;

    public void MoveCursor(string name, string cursor) => store.Write(sql => MoveCursor(sql, name, cursor));

    /// <summary>Locks that are final now, and how far the chain was read, in one transaction.</summary>
    /// <returns>Transfers that were final before with other bytes or in another block: the chain broke its word, and the first reading is kept.</returns>
    public IReadOnlyList<TransferId> RecordFinal(IReadOnlyList<ObservedLock> locks, string cursorName, string cursor)
    {
        var now = Now;
        var (changed, contradictions) = store.Write(sql =>
        {
            var (fresh, broken) = (new List<TransferId>(), new List<TransferId>());
            foreach (var found in locks)
            {
                var id = found.Transfer.Id;
                // What was merely observed may have been replaced by a reorganisation: the final bytes win.
                if (Insert(sql, found, TransferState.Finalized, now) || Finalize(sql, found, now))
                {
                    AddFlow(sql, found.Transfer, released: false, now);
                    fresh.Add(id);
                }
                else if (sql.Scalar<long>($"SELECT count(*) FROM transfers {WhereId} AND encoded=$encoded AND height=$height", [.. IdOf(id), .. Content(found)]) == 0)
                {
                    broken.Add(id);
                }
            }

            MoveCursor(sql, cursorName, cursor);
            return (fresh, broken);
        });
        Tell(changed);
        return contradictions;
    }

    /// <summary>Locks that a source shows and that are not final: for display. What has vanished from the chain vanishes here.</summary>
    public void RecordObserved(ChainId source, IReadOnlyList<ObservedLock> locks)
    {
        var now = Now;
        var changed = store.Write(sql =>
        {
            var shown = locks.Select(found => found.Transfer.Id).ToHashSet();
            var gone = Observed(sql, source).Where(id => !shown.Contains(id)).ToList();
            foreach (var id in gone)
            {
                sql.Execute($"DELETE FROM transfers {WhereId}", IdOf(id));
                Interlocked.Decrement(ref _count);
            }

            return locks.Where(found => Insert(sql, found, TransferState.Observed, now)).Select(found => found.Transfer.Id).ToList();
        });
        Tell(changed);
    }

    /// <summary>Transfers of a lane that have not ended, in order.</summary>
    public IReadOnlyList<ulong> OpenSequences(Lane lane) => store.Read(sql => sql.Rows(
        $"SELECT sequence FROM transfers INDEXED BY transfers_open WHERE source=$source AND destination=$destination AND ended_at IS NULL AND state<>{(int)TransferState.Observed} ORDER BY sequence",
        row => (ulong)row.GetInt64(0), ("$source", (long)lane.Source.Value), ("$destination", (long)lane.Destination.Value)));

    /// <summary>What destinations have made of transfers, final there.</summary>
    public void RecordDestination(IReadOnlyList<(TransferId Id, DestinationState State)> states) => Update(states.Where(found => found.State != DestinationState.Open).Select(found => (found.Id, found.State switch
    {
        DestinationState.Released => TransferState.Released,
        DestinationState.Held => TransferState.Held,
        DestinationState.Voided => TransferState.Voided,
        _ => throw new ArgumentOutOfRangeException(nameof(states), found.State, "unknown state"),
    }, (string?)null)));

    /// <summary>Steps of refunds, and how far the chain was read.</summary>
    public void RecordRefunds(IReadOnlyList<RefundFact> facts, string cursorName, string cursor)
    {
        Update(facts.Select(fact => (fact.Id, fact.Step switch
        {
            RefundStep.Requested => TransferState.VoidRequested,
            RefundStep.Voided => TransferState.Voided,
            RefundStep.Refunded => TransferState.Refunded,
            _ => throw new ArgumentOutOfRangeException(nameof(facts), fact.Step, "unknown step"),
        }, fact.Transaction)));
        MoveCursor(cursorName, cursor);
    }

    /// <summary>Approvals of holds as the destination counts them now.</summary>
    public void RecordApprovals(IReadOnlyList<HeldRelease> holds)
    {
        var now = Now;
        // An officer that is none any more takes the approval away.
        var changed = store.Write(sql => holds.Where(hold => sql.Execute(
            "UPDATE transfers SET approvals=$approvals, approved_at=CASE WHEN $approvals>=1 THEN coalesce(approved_at, $now) END, " +
            $"approved_twice_at=CASE WHEN $approvals>=2 THEN coalesce(approved_twice_at, $now) END {WhereId} AND approvals IS NOT $approvals",
            [.. IdOf(hold.Id), ("$approvals", (long)hold.Approvals), ("$now", now)]) > 0).Select(hold => hold.Id).ToList());
        Tell(changed);
    }

    /// <summary>A relayer's word for a transfer that is final and not ended.</summary>
    public void RecordRelayer(IReadOnlyList<RelayerWord> words)
    {
        var now = Now;
        var changed = store.Write(sql => words.Where(word => sql.Execute(
            // SECURITY: a relayer is trusted with nothing: its word neither ends a transfer nor takes a state away that this server has read itself.
            $"UPDATE transfers SET state=$state, waiting=$waiting, waits_until=$until, destination_transaction=coalesce(destination_transaction, $tx), updated_at=$now, " +
            $"signed_at=CASE WHEN $state>={(int)TransferState.Signed} THEN coalesce(signed_at, $now) ELSE signed_at END, " +
            $"submitted_at=CASE WHEN $state={(int)TransferState.Submitted} THEN coalesce(submitted_at, $now) ELSE submitted_at END " +
            $"{WhereId} AND ended_at IS NULL AND state IN ({(int)TransferState.Finalized}, {(int)TransferState.Signed}, {(int)TransferState.Submitted}, {(int)TransferState.Limited}) " +
            "AND (state<>$state OR waiting IS NOT $waiting OR waits_until IS NOT $until)",
            [.. IdOf(word.Id), ("$state", (long)word.State), ("$waiting", word.Waiting), ("$until", word.Until?.ToUnixTimeMilliseconds()), ("$tx", word.Transaction), ("$now", now)]) > 0)
            .Select(word => word.Id).ToList());
        Tell(changed);
    }

    /// <summary>Held and paid transfers whose transactions on the destination are not all known, newest first.</summary>
    public IReadOnlyList<TransferId> Unnamed(ChainId destination, int limit) => store.Read(sql => sql.Rows(
        $"SELECT source, destination, sequence FROM transfers INDEXED BY transfers_unnamed WHERE {Layouts.Unnamed} AND destination=$destination ORDER BY n DESC LIMIT $limit",
        Id, ("$destination", (long)destination.Value), ("$limit", limit)));

    /// <summary>The transactions that held and paid it; null when the chain was read and shows none, as a node does whose index is behind: it is asked again.</summary>
    public void RecordTransactions(TransferId id, ReleaseRecord? found)
    {
        var changed = store.Write(sql => sql.Execute(
            // What a relayer sent of a transfer that was held is its hold: only what the chain shows has paid it.
            "UPDATE transfers SET hold_transaction=coalesce($hold, hold_transaction), " +
            "destination_transaction=CASE WHEN $payment IS NOT NULL THEN $payment WHEN held_at IS NOT NULL OR $hold IS NOT NULL THEN NULL ELSE destination_transaction END, " +
            "destination_asked=CASE WHEN (released_at IS NULL OR $payment IS NOT NULL) AND (held_at IS NULL OR $hold IS NOT NULL) THEN 100 ELSE destination_asked+1 END " + WhereId,
            [.. IdOf(id), ("$hold", found?.Hold), ("$payment", found?.Payment)]) > 0);
        if (changed && found is not null) Tell([id]);
    }

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private void Update(IEnumerable<(TransferId Id, TransferState State, string? Transaction)> steps)
    {
        var now = Now;
        var changed = store.Write(sql => steps.Where(step => Apply(sql, step.Id, step.State, now, step.Transaction)).Select(step => step.Id).ToList());
        Tell(changed);
    }

    private static bool Apply(StoreStatement sql, TransferId id, TransferState state, long now, string? transaction)
    {
        // Facts of two chains come in any order: an earlier step that is read late gets its time and takes no state away.
        var (column, named, ends, from) = state switch
        {
            TransferState.Held => ("held_at", null, false, "1, 2, 3, 4, 7"),
            TransferState.Released => ("released_at", null, true, Any),
            TransferState.VoidRequested => ("void_requested_at", "request_transaction", false, "1, 2, 3, 4, 6, 7"),
            TransferState.Voided => ("voided_at", "void_transaction", false, Any),
            TransferState.Refunded => ("refunded_at", "refund_transaction", true, Any),
            _ => throw new ArgumentOutOfRangeException(nameof(state), state, "no fact of a chain"),
        };
        // An end is never taken away; a second end is kept beside the first.
        var changed = sql.Execute(
            $"UPDATE transfers SET {column}=$now, updated_at=$now, waiting=NULL, waits_until=NULL, state=CASE WHEN ended_at IS NULL AND state IN ({from}) THEN $state ELSE state END, " +
            $"ended_at=CASE WHEN $ends THEN coalesce(ended_at, $now) ELSE ended_at END, destination_asked=0 {WhereId} AND {column} IS NULL",
            [.. IdOf(id), ("$state", (long)state), ("$ends", ends ? 1L : 0L), ("$now", now)]) > 0;
        // The state of a sequence shows a void before the record that names its transaction does.
        if (named is not null && transaction is not null && sql.Execute($"UPDATE transfers SET {named}=$tx {WhereId} AND {named} IS NULL", [.. IdOf(id), ("$tx", transaction)]) > 0) changed = true;
        if (changed && state == TransferState.Released)
        {
            foreach (var transfer in sql.Rows($"SELECT encoded FROM transfers {WhereId}", row => Transfer.Decode(row.GetFieldValue<byte[]>(0)), IdOf(id))) AddFlow(sql, transfer, released: true, now);
        }

        return changed;
    }

    private bool Insert(StoreStatement sql, ObservedLock found, TransferState state, long now)
    {
        var inserted = sql.Execute(
            "INSERT INTO transfers (source, destination, sequence, asset, amount_high, amount_low, sender, recipient, encoded, height, source_transaction, state, locked_at, final_at, updated_at) " +
            "VALUES ($source, $destination, $sequence, $asset, $high, $low, $sender, $recipient, $encoded, $height, $tx, $state, $now, $final, $now) ON CONFLICT DO NOTHING",
            [.. IdOf(found.Transfer.Id), .. Content(found), ("$state", (long)state), ("$now", now), ("$final", state == TransferState.Finalized ? now : null)]) > 0;
        if (inserted) Interlocked.Increment(ref _count);
        return inserted;
    }

    private static bool Finalize(StoreStatement sql, ObservedLock found, long now) => sql.Execute(
        $"UPDATE transfers SET final_at=$now, updated_at=$now, encoded=$encoded, height=$height, source_transaction=$tx, asset=$asset, amount_high=$high, amount_low=$low, sender=$sender, " +
        $"recipient=$recipient, state=CASE WHEN state={(int)TransferState.Observed} THEN {(int)TransferState.Finalized} ELSE state END {WhereId} AND final_at IS NULL",
        [.. IdOf(found.Transfer.Id), .. Content(found), ("$now", now)]) > 0;

    private static void AddFlow(StoreStatement sql, Transfer transfer, bool released, long now)
    {
        var (high, low) = ((long)(transfer.Amount >> 32), (long)(transfer.Amount & uint.MaxValue));
        sql.Execute(
            "INSERT INTO flows VALUES ($source, $destination, $asset, $minute, $lockedHigh, $lockedLow, $releasedHigh, $releasedLow) ON CONFLICT DO UPDATE SET " +
            "locked_high=locked_high+$lockedHigh, locked_low=locked_low+$lockedLow, released_high=released_high+$releasedHigh, released_low=released_low+$releasedLow",
            ("$source", (long)transfer.Id.Lane.Source.Value), ("$destination", (long)transfer.Id.Lane.Destination.Value), ("$asset", transfer.Asset.Value.ToArray()), ("$minute", now / 60_000),
            ("$lockedHigh", released ? 0 : high), ("$lockedLow", released ? 0 : low), ("$releasedHigh", released ? high : 0), ("$releasedLow", released ? low : 0));
    }

    private static IReadOnlyList<TransferId> Observed(StoreStatement sql, ChainId source) => sql.Rows(
        $"SELECT source, destination, sequence FROM transfers WHERE state={(int)TransferState.Observed} AND source=$source", Id, ("$source", (long)source.Value));

    private static int MoveCursor(StoreStatement sql, string name, string cursor) =>
        sql.Execute("INSERT INTO cursors VALUES ($name, $cursor) ON CONFLICT DO UPDATE SET cursor=excluded.cursor", ("$name", name), ("$cursor", cursor));

    private static TransferId Id(Microsoft.Data.Sqlite.SqliteDataReader row) =>
        TransferId.From(Lane.From(ChainId.From((ushort)row.GetInt64(0)), ChainId.From((ushort)row.GetInt64(1))), (ulong)row.GetInt64(2));

    private static (string Name, object? Value)[] Content(ObservedLock found) =>
    [
        ("$asset", found.Transfer.Asset.Value.ToArray()), ("$high", (long)(found.Transfer.Amount >> 32)), ("$low", (long)(found.Transfer.Amount & uint.MaxValue)),
        ("$sender", found.Transfer.Sender.Value.ToArray()), ("$recipient", found.Transfer.Recipient.Value.ToArray()), ("$encoded", found.Transfer.Encode()),
        ("$height", checked((long)found.Location.Block.Height)), ("$tx", found.Location.Transaction),
    ];

    internal static (string Name, object? Value)[] IdOf(TransferId id) =>
        [("$source", (long)id.Lane.Source.Value), ("$destination", (long)id.Lane.Destination.Value), ("$sequence", checked((long)id.Sequence))];

    private void Tell(List<TransferId> changed)
    {
        if (changed.Count > 0) Changed?.Invoke(changed);
    }
}
