using Bridge.Dashboard.Storage;
using Bridge.Protocol;

namespace Bridge.Dashboard.History;

/// <summary>What people ask of the history. Every question is answered from an index, page by page, newest first.</summary>
internal sealed class TransferQueries(SqliteStore store)
{
    private const string Select = $"SELECT {TransferEntry.Columns} FROM transfers";

    /// <summary>One transfer; null when this server has not seen it.</summary>
    public TransferEntry? Find(TransferId id) => id.Sequence > long.MaxValue
        ? null
        : store.Read(sql => sql.Rows($"{Select} WHERE source=$source AND destination=$destination AND sequence=$sequence", TransferEntry.Read, TransferHistory.IdOf(id))) is [var found] ? found : null;

    /// <summary>By the transaction that locked, held or released it: the first of them.</summary>
    public TransferEntry? FindByTransaction(string transaction) => store.Read(sql => sql.Rows(
        $"{Select} WHERE source_transaction=$tx UNION ALL {Select} WHERE destination_transaction=$tx UNION ALL {Select} WHERE hold_transaction=$tx UNION ALL {Select} WHERE refund_transaction=$tx LIMIT 1", TransferEntry.Read, ("$tx", transaction))) is [var found, ..] ? found : null;

    /// <summary>A page.</summary>
    /// <returns>The entries, and where the next page begins; null at the end.</returns>
    public (IReadOnlyList<TransferEntry> Items, long? Next) Page(TransferFilter filter, long before, int limit) =>
        Page("n<$before", filter, before, limit, filter.Waiting ? " INDEXED BY transfers_waiting" : "");

    /// <summary>A page of those that a transaction or an account is part of.</summary>
    /// <param name="transaction">As text; null: none could be meant.</param>
    /// <param name="accounts">What the text means on each chain.</param>
    /// <param name="filter">What else has to hold.</param>
    /// <param name="before">Where the page begins.</param>
    /// <param name="limit">Most entries.</param>
    public (IReadOnlyList<TransferEntry> Items, long? Next) Search(string? transaction, IReadOnlyList<PartyAddress> accounts, TransferFilter filter, long before, int limit)
    {
        var branches = new List<string>();
        var values = new List<(string, object?)>();
        void Branch(string column, string name) =>
            branches.Add($"SELECT * FROM (SELECT n FROM transfers WHERE {column}={name} AND n<$before{Conditions(filter)} ORDER BY n DESC LIMIT $limit)");
        if (transaction is not null)
        {
            values.Add(("$tx", transaction));
            Branch("source_transaction", "$tx");
            Branch("destination_transaction", "$tx");
            Branch("hold_transaction", "$tx");
        }

        foreach (var (index, account) in accounts.Index())
        {
            values.Add(($"$account{index}", account.Value.ToArray()));
            Branch("sender", $"$account{index}");
            Branch("recipient", $"$account{index}");
        }

        // Each branch gives its newest, so that their union holds the newest of all: an account with 100,000 transfers costs one page.
        return branches.Count == 0 ? ([], null) : Page($"n IN ({string.Join(" UNION ", branches)})", filter, before, limit, "", [.. values]);
    }

    /// <summary>The oldest that has not ended, by when it was locked; null when none waits.</summary>
    public TransferEntry? OldestWaiting() => store.Read(sql => sql.Rows($"{Select} INDEXED BY transfers_waiting WHERE ended_at IS NULL ORDER BY n LIMIT 1", TransferEntry.Read)) is [var found] ? found : null;

    /// <summary>How many have not ended.</summary>
    public long WaitingCount() => store.Read(sql => sql.Scalar<long>("SELECT count(*) FROM transfers INDEXED BY transfers_open WHERE ended_at IS NULL"));

    /// <summary>Paid on the destination and paid back on the source: must be empty.</summary>
    public IReadOnlyList<TransferEntry> BothEnds() => store.Read(sql => sql.Rows($"{Select} WHERE released_at IS NOT NULL AND refunded_at IS NOT NULL ORDER BY n DESC LIMIT 20", TransferEntry.Read));

    private (IReadOnlyList<TransferEntry> Items, long? Next) Page(string where, TransferFilter filter, long before, int limit, string index, params (string, object?)[] values)
    {
        (string, object?)[] all =
        [
            ("$before", before), ("$limit", limit + 1), ("$state", filter.State is { } state ? (long)state : null), ("$asset", filter.Asset?.Value.ToArray()),
            ("$source", filter.Lane is { } lane ? (long)lane.Source.Value : null), ("$destination", filter.Lane is { } same ? (long)same.Destination.Value : null), .. values,
        ];
        var rows = store.Read(sql => sql.Rows($"{Select}{index} WHERE {where}{Conditions(filter)} ORDER BY n DESC LIMIT $limit", TransferEntry.Read, all));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Number) : (rows, null);
    }

    private static string Conditions(TransferFilter filter) => string.Concat(
        filter.State is null ? "" : " AND state=$state",
        filter.Lane is null ? "" : " AND source=$source AND destination=$destination",
        filter.Asset is null ? "" : " AND asset=$asset",
        filter.Waiting ? " AND ended_at IS NULL" : "");
}
