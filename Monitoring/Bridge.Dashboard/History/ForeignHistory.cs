using Bridge.Chains;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.History;

/// <summary>What became of something that was scheduled without this server. Stored: never renumber.</summary>
internal enum ForeignStanding
{
    /// <summary>It waits on its chain.</summary>
    Waits = 1,

    /// <summary>It was carried out.</summary>
    Executed = 2,

    /// <summary>Somebody said no.</summary>
    Vetoed = 3,

    /// <summary>Nobody carried it out in its window.</summary>
    Expired = 4,

    /// <summary>It waits no more, and the chain shows no record of how it ended.</summary>
    NotKnown = 5,
}

/// <summary>Something that was scheduled without this server, as the chain showed it, and its end.</summary>
/// <param name="Proposal">Of the standing, transaction, time and author in it those of its end.</param>
/// <param name="SeenAt">When this server saw it first.</param>
/// <param name="EndedAt">When this server saw its end; the chain's own time where it tells one.</param>
internal sealed record ForeignEntry(long Number, ChainId Chain, ProposalRecord Proposal, DateTimeOffset SeenAt, ForeignStanding Standing, DateTimeOffset? EndedAt);

/// <summary>Everything that was scheduled on a chain without this server, also after it has ended: an alarm leaves a trace.</summary>
internal sealed class ForeignHistory(SqliteStore store, TimeProvider time)
{
    private const string Columns = "n, chain, digest, kind, words, signers, ready_at, until, seen_at, standing, ended_at, by_whom, transaction_id";

    /// <summary>Raised after something was seen first, or has ended.</summary>
    public event Action? Changed;

    /// <summary>It waits on a chain; true when that is new.</summary>
    public bool See(ChainId chain, ProposalRecord proposal)
    {
        var seen = store.Write(sql => sql.Execute(
            "INSERT INTO foreign_proposals (chain, digest, kind, words, signers, ready_at, until, seen_at, standing) VALUES ($chain, $digest, $kind, $words, $signers, $ready, $until, $at, $waits) " +
            "ON CONFLICT (digest, chain) DO UPDATE SET standing=$waits, ended_at=NULL WHERE standing=$unknown",
            ("$chain", (long)chain.Value), ("$digest", proposal.Digest.ToArray()), ("$kind", (long)proposal.Kind), ("$words", proposal.Action?.Words()), ("$signers", string.Join(' ', proposal.Signers)),
            ("$ready", proposal.ReadyAt?.ToUnixTimeMilliseconds()), ("$until", proposal.Until?.ToUnixTimeMilliseconds()), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds()),
            ("$waits", (long)ForeignStanding.Waits), ("$unknown", (long)ForeignStanding.NotKnown))) > 0;
        if (seen) Changed?.Invoke();
        return seen;
    }

    /// <summary>It waits no more.</summary>
    public void End(ForeignEntry entry, ForeignStanding standing, ProposalRecord? record)
    {
        var changed = store.Write(sql => sql.Execute(
            "UPDATE foreign_proposals SET standing=$standing, ended_at=$at, by_whom=$by, transaction_id=$tx WHERE n=$n AND standing=$waits",
            ("$standing", (long)standing), ("$at", (record?.At ?? time.GetUtcNow()).ToUnixTimeMilliseconds()), ("$by", record?.By?.ToString()), ("$tx", record?.Transaction), ("$n", entry.Number), ("$waits", (long)ForeignStanding.Waits)));
        if (changed > 0) Changed?.Invoke();
    }

    /// <summary>Those of a chain whose end was not seen.</summary>
    public IReadOnlyList<ForeignEntry> Waiting(ChainId chain) =>
        store.Read(sql => sql.Rows($"SELECT {Columns} FROM foreign_proposals WHERE standing=$waits AND chain=$chain ORDER BY n", Read, ("$waits", (long)ForeignStanding.Waits), ("$chain", (long)chain.Value)));

    /// <summary>What was scheduled under a digest, on whichever chain; null when nothing was seen.</summary>
    public ForeignEntry? Find(Bytes32 digest) =>
        store.Read(sql => sql.Rows($"SELECT {Columns} FROM foreign_proposals WHERE digest=$digest ORDER BY n LIMIT 1", Read, ("$digest", digest.ToArray()))) is [var found] ? found : null;

    /// <summary>A page of those that have ended, the newest first; of one kind only where one is named.</summary>
    public (IReadOnlyList<ForeignEntry> Items, long? Next) Page(RiskActionKind? kind, long before, int limit)
    {
        var rows = store.Read(sql => sql.Rows(
            $"SELECT {Columns} FROM foreign_proposals WHERE n<$before AND standing<>$waits AND ($kind IS NULL OR kind=$kind) ORDER BY n DESC LIMIT $limit", Read,
            ("$before", before), ("$waits", (long)ForeignStanding.Waits), ("$kind", (long?)kind), ("$limit", limit + 1)));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Number) : (rows, null);
    }

    private static ForeignEntry Read(Microsoft.Data.Sqlite.SqliteDataReader row)
    {
        var kind = (RiskActionKind)row.GetInt64(3);
        DateTimeOffset? At(int column) => row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
        var standing = (ForeignStanding)row.GetInt64(9);
        return new(
            row.GetInt64(0), ChainId.From((ushort)row.GetInt64(1)),
            new(Bytes32.From(row.GetFieldValue<byte[]>(2)), kind, row.IsDBNull(4) ? null : RiskAction.Decode(kind, row.GetFieldValue<byte[]>(4)),
                standing is ForeignStanding.Waits or ForeignStanding.NotKnown ? ProposalStanding.Scheduled : (ProposalStanding)standing, At(6), At(7),
                row.IsDBNull(12) ? null : row.GetString(12), At(10), row.IsDBNull(11) ? null : SignerAddress.Parse(row.GetString(11)))
            { Signers = [.. row.GetString(5).Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(SignerAddress.Parse)] },
            At(8)!.Value, standing, At(10));
    }
}
