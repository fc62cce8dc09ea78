using Bridge.Protocol;

namespace Bridge.Guardian.Journal;

/// <summary>What the journal made of the intent to sign.</summary>
public enum IntentOutcome
{
    /// <summary>It is on disk: the share may leave.</summary>
    Recorded = 1,

    /// <summary>Another leaf was signed before for a transfer of the batch. Nothing was written.</summary>
    ConflictingLeaf = 2,

    /// <summary>A share left in this session before. Nothing was written.</summary>
    SessionUsed = 3,
}

/// <summary>Sign intents: on disk before a share leaves the process, kept for ever.</summary>
public sealed class SignIntentJournal(JournalDatabase database, TimeProvider time)
{
    /// <summary>True when a share left in this session, before or after a restart.</summary>
    public bool IsUsed(Bytes32 session) => database.Read(sql => IsUsed(sql, session));

    /// <summary>Binds every transfer of the batch to its leaf, and the session to the digest.</summary>
    public IntentOutcome Record(Bytes32 session, GuardianEpoch epoch, TransferBatch batch, MessageDigest digest) => database.Write(sql =>
    {
        if (IsUsed(sql, session)) return IntentOutcome.SessionUsed;
        foreach (var transfer in batch.Transfers)
        {
            var leaf = transfer.Leaf();
            // SECURITY: one transfer id, one leaf, for ever and in every epoch: no two contradicting signatures of ours exist (W10, M70).
            if (FindLeaf(sql, transfer.Id) is { } signed && signed != leaf) return IntentOutcome.ConflictingLeaf;
        }

        foreach (var transfer in batch.Transfers)
            sql.Execute("INSERT INTO signed_leaves VALUES ($source, $destination, $sequence, $leaf) ON CONFLICT DO NOTHING", [.. IdOf(transfer.Id), ("$leaf", transfer.Leaf().ToArray())]);
        sql.Execute(
            "INSERT INTO sign_sessions VALUES ($session, $epoch, $source, $destination, $sequence, $count, $digest, $at)",
            [
                .. IdOf(batch.Transfers[0].Id), ("$session", session.ToArray()), ("$epoch", (long)epoch.Value), ("$count", (long)batch.Id.Count),
                ("$digest", digest.Value.ToArray()), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()),
            ]);
        return IntentOutcome.Recorded;
    });

    /// <summary>The leaf this guardian signed for a transfer, null when it signed none.</summary>
    public Bytes32? FindLeaf(TransferId id) => database.Read(sql => FindLeaf(sql, id));

    /// <summary>Every transfer that a share was made for.</summary>
    public IReadOnlyList<TransferId> Signed() => database.Read(sql => sql.Rows(
        "SELECT source, destination, sequence FROM signed_leaves",
        row => TransferId.From(Lane.From(ChainId.From((ushort)row.GetInt64(0)), ChainId.From((ushort)row.GetInt64(1))), (ulong)row.GetInt64(2))));

    private static Bytes32? FindLeaf(JournalStatement sql, TransferId id) => sql.Rows(
        "SELECT leaf FROM signed_leaves WHERE source=$source AND destination=$destination AND sequence=$sequence",
        row => Bytes32.From(row.GetFieldValue<byte[]>(0)), IdOf(id)) is [var leaf] ? leaf : null;

    private static bool IsUsed(JournalStatement sql, Bytes32 session) =>
        sql.Scalar<long>("SELECT count(*) FROM sign_sessions WHERE session=$session", ("$session", session.ToArray())) > 0;

    private static (string Name, object Value)[] IdOf(TransferId id) =>
        [("$source", (long)id.Lane.Source.Value), ("$destination", (long)id.Lane.Destination.Value), ("$sequence", checked((long)id.Sequence))];
}
