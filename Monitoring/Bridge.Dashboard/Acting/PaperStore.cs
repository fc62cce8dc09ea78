using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Acting;

/// <summary>What became of a paper on one chain.</summary>
/// <param name="Problem">Why nothing can become of it there; null while something can.</param>
internal sealed record PaperOnChain(ChainId Chain, PaperChainState State, DateTimeOffset? ReadyAt, DateTimeOffset? ExecutableUntil, string? Transaction, string? Problem = null);

/// <summary>A paper as it is kept.</summary>
internal sealed record StoredPaper(long Number, RiskPaper Paper, string CreatedBy, DateTimeOffset CreatedAt, bool Withdrawn, bool Closed, IReadOnlyList<PaperOnChain> Chains);

/// <summary>Papers of risk staff with their signatures. A paper is kept as the text that travels, and read as strictly as one that came from outside.</summary>
internal sealed class PaperStore(SqliteStore store, BridgeId bridge, TimeProvider time)
{
    private const string Columns = "n, text, created_by, created_at, withdrawn, closed";

    /// <summary>Raised after a paper is new or has changed.</summary>
    public event Action<Bytes32>? Changed;

    /// <summary>Adds a paper; false when there is one of that digest.</summary>
    public bool Add(RiskPaper paper, string createdBy, IEnumerable<ChainId> chains)
    {
        var added = store.Write(sql =>
        {
            if (sql.Execute(
                "INSERT INTO papers (digest, text, created_by, created_at) VALUES ($digest, $text, $by, $at) ON CONFLICT DO NOTHING",
                ("$digest", paper.Digest.ToArray()), ("$text", paper.ToString()), ("$by", createdBy), ("$at", time.GetUtcNow().ToUnixTimeMilliseconds())) == 0) return false;
            foreach (var chain in chains)
                sql.Execute("INSERT INTO paper_chains (digest, chain, state) VALUES ($digest, $chain, $state)", ("$digest", paper.Digest.ToArray()), ("$chain", (long)chain.Value), ("$state", (long)PaperChainState.NotSubmitted));
            return true;
        });
        if (added) Changed?.Invoke(paper.Digest);
        return added;
    }

    /// <summary>Adds a signature to what is stored now: two at the same time both stay.</summary>
    /// <exception cref="ProtocolException">As <see cref="RiskPaper.Add"/>, or there is no such open paper.</exception>
    public RiskPaper Sign(Bytes32 digest, RiskSignature signature)
    {
        var paper = store.Write(sql =>
        {
            var texts = sql.Rows("SELECT text FROM papers WHERE digest=$digest AND withdrawn=0", row => row.GetString(0), ("$digest", digest.ToArray()));
            var signed = RiskPaper.Parse(texts is [var text] ? text : throw new ProtocolException("there is no such paper"), bridge);
            signed.Add(signature);
            sql.Execute("UPDATE papers SET text=$text WHERE digest=$digest", ("$text", signed.ToString()), ("$digest", digest.ToArray()));
            return signed;
        });
        Changed?.Invoke(digest);
        return paper;
    }

    /// <summary>What a chain has made of it.</summary>
    public void Record(Bytes32 digest, PaperOnChain on)
    {
        var changed = store.Write(sql => sql.Execute(
            "UPDATE paper_chains SET state=$state, ready_at=$ready, executable_until=$until, transaction_id=coalesce($tx, transaction_id), problem=$problem WHERE digest=$digest AND chain=$chain " +
            "AND (state<>$state OR ready_at IS NOT $ready OR executable_until IS NOT $until OR problem IS NOT $problem OR ($tx IS NOT NULL AND transaction_id IS NOT $tx))",
            ("$digest", digest.ToArray()), ("$chain", (long)on.Chain.Value), ("$state", (long)on.State), ("$ready", on.ReadyAt?.ToUnixTimeMilliseconds()), ("$until", on.ExecutableUntil?.ToUnixTimeMilliseconds()), ("$tx", on.Transaction), ("$problem", on.Problem)));
        if (changed > 0) Changed?.Invoke(digest);
    }

    /// <summary>Takes it back; false when it was sent somewhere already.</summary>
    public bool Withdraw(Bytes32 digest)
    {
        var withdrawn = store.Write(sql => sql.Execute(
            $"UPDATE papers SET withdrawn=1, closed=1 WHERE digest=$digest AND closed=0 AND NOT EXISTS (SELECT 1 FROM paper_chains WHERE digest=$digest AND state<>{(int)PaperChainState.NotSubmitted})", ("$digest", digest.ToArray()))) > 0;
        if (withdrawn) Changed?.Invoke(digest);
        return withdrawn;
    }

    /// <summary>Nothing more can become of it.</summary>
    public void Close(Bytes32 digest)
    {
        if (store.Write(sql => sql.Execute("UPDATE papers SET closed=1 WHERE digest=$digest AND closed=0", ("$digest", digest.ToArray()))) > 0) Changed?.Invoke(digest);
    }

    /// <summary>One paper; null when there is none of that digest.</summary>
    public StoredPaper? Find(Bytes32 digest) => store.Read(sql => Papers(sql, "WHERE digest=$digest", ("$digest", digest.ToArray()))) is [var found] ? found : null;

    /// <summary>Those that something can still become of, newest first.</summary>
    public IReadOnlyList<StoredPaper> Open() => store.Read(sql => Papers(sql, "WHERE closed=0 ORDER BY n DESC"));

    /// <summary>A page, newest first.</summary>
    public (IReadOnlyList<StoredPaper> Items, long? Next) Page(long before, int limit)
    {
        var rows = store.Read(sql => Papers(sql, "WHERE n<$before ORDER BY n DESC LIMIT $limit", ("$before", before), ("$limit", limit + 1)));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Number) : (rows, null);
    }

    private IReadOnlyList<StoredPaper> Papers(StoreStatement sql, string where, params (string, object?)[] values) => [.. sql.Rows(
        $"SELECT {Columns} FROM papers {where}",
        row => (Number: row.GetInt64(0), Paper: RiskPaper.Parse(row.GetString(1), bridge), By: row.GetString(2), At: Time(row.GetInt64(3)), Withdrawn: row.GetInt64(4) != 0, Closed: row.GetInt64(5) != 0), values)
        .Select(row => new StoredPaper(row.Number, row.Paper, row.By, row.At, row.Withdrawn, row.Closed, sql.Rows(
            "SELECT chain, state, ready_at, executable_until, transaction_id, problem FROM paper_chains WHERE digest=$digest ORDER BY chain",
            chain => new PaperOnChain(
                ChainId.From((ushort)chain.GetInt64(0)), (PaperChainState)chain.GetInt64(1), chain.IsDBNull(2) ? null : Time(chain.GetInt64(2)), chain.IsDBNull(3) ? null : Time(chain.GetInt64(3)),
                chain.IsDBNull(4) ? null : chain.GetString(4), chain.IsDBNull(5) ? null : chain.GetString(5)),
            ("$digest", row.Paper.Digest.ToArray()))))];

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
