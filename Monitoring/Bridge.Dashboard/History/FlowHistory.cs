using Bridge.Dashboard.Storage;
using Bridge.Protocol;

namespace Bridge.Dashboard.History;

/// <summary>What moved in a time. Sums of 64-bit amounts do not fit 64 bits.</summary>
internal readonly record struct Flow(Int128 Locked, Int128 Released);

/// <summary>A recorded release.</summary>
internal readonly record struct ReleasedAmount(TransferId Id, ulong Amount, PartyAddress Recipient, DateTimeOffset At);

/// <summary>Flows per lane, asset and minute, and the samples of the charts.</summary>
internal sealed class FlowHistory(SqliteStore store, TimeProvider time)
{
    private const string Sums = "coalesce(sum(locked_high), 0), coalesce(sum(locked_low), 0), coalesce(sum(released_high), 0), coalesce(sum(released_low), 0)";

    /// <summary>Everything since <paramref name="since"/>, whole minutes.</summary>
    public Flow Since(Lane lane, AssetId asset, DateTimeOffset since) => store.Read(sql => sql.Rows(
        $"SELECT {Sums} FROM flows WHERE source=$source AND destination=$destination AND asset=$asset AND minute>=$from",
        row => Read(row, 0), [.. Where(lane, asset), ("$from", since.ToUnixTimeSeconds() / 60)]))[0];

    /// <summary>Locked and not ended.</summary>
    public (Int128 Amount, long Count) Waiting(Lane lane, AssetId asset) => store.Read(sql => sql.Rows(
        "SELECT coalesce(sum(amount_high), 0), coalesce(sum(amount_low), 0), count(*) FROM transfers INDEXED BY transfers_open WHERE source=$source AND destination=$destination AND ended_at IS NULL AND asset=$asset",
        row => (Join(row.GetInt64(0), row.GetInt64(1)), row.GetInt64(2)), Where(lane, asset)))[0];

    /// <summary>Flow in steps of <paramref name="stepMinutes"/>, oldest first; steps without any are left out.</summary>
    public IReadOnlyList<(long Step, Flow Flow)> Series(Lane lane, AssetId asset, DateTimeOffset since, int stepMinutes) => store.Read(sql => sql.Rows(
        $"SELECT minute/$step, {Sums} FROM flows WHERE source=$source AND destination=$destination AND asset=$asset AND minute>=$from GROUP BY 1 ORDER BY 1",
        row => (row.GetInt64(0), Read(row, 1)), [.. Where(lane, asset), ("$from", since.ToUnixTimeSeconds() / 60), ("$step", stepMinutes)]));

    /// <summary>Releases of an asset on a chain, oldest first; at most <paramref name="limit"/>, the newest of them.</summary>
    public IReadOnlyList<ReleasedAmount> Releases(ChainId destination, AssetId asset, DateTimeOffset since, int limit) => [.. store.Read(sql => sql.Rows(
        "SELECT source, destination, sequence, amount_high, amount_low, recipient, released_at FROM transfers WHERE destination=$destination AND asset=$asset AND released_at>=$from ORDER BY released_at DESC LIMIT $limit",
        row => new ReleasedAmount(
            TransferId.From(Lane.From(ChainId.From((ushort)row.GetInt64(0)), ChainId.From((ushort)row.GetInt64(1))), (ulong)row.GetInt64(2)),
            (ulong)Join(row.GetInt64(3), row.GetInt64(4)), PartyAddress.From(Bytes32.From(row.GetFieldValue<byte[]>(5))), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(6))),
        ("$destination", (long)destination.Value), ("$asset", asset.Value.ToArray()), ("$from", since.ToUnixTimeMilliseconds()), ("$limit", limit))).Reverse()];

    /// <summary>When the history begins; null when it is empty.</summary>
    public DateTimeOffset? Beginning() => store.Read(sql => sql.Rows("SELECT locked_at FROM transfers ORDER BY n LIMIT 1", row => DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(0)))) is [var first] ? first : null;

    /// <summary>Adds samples of now and forgets those older than <paramref name="keep"/>. A null value means that it could not be read.</summary>
    public void AddSamples(IReadOnlyList<(string Name, double? Value)> samples, TimeSpan keep)
    {
        var now = time.GetUtcNow();
        store.Write(sql =>
        {
            foreach (var (name, value) in samples) sql.Execute("INSERT OR REPLACE INTO samples VALUES ($name, $at, $value)", ("$name", name), ("$at", now.ToUnixTimeSeconds()), ("$value", value));
            foreach (var (name, _) in samples) sql.Execute("DELETE FROM samples WHERE name=$name AND at<$until", ("$name", name), ("$until", (now - keep).ToUnixTimeSeconds()));
            return 0;
        });
    }

    /// <summary>A series in at most about <paramref name="points"/> steps, oldest first; a step without a value is null. Of a count a step shows the least, else the mean.</summary>
    public IReadOnlyList<(long At, double? Value)> Samples(string name, DateTimeOffset since, int points, bool isCount = false)
    {
        var from = since.ToUnixTimeSeconds();
        var step = Math.Max(1, (time.GetUtcNow().ToUnixTimeSeconds() - from) / points);
        return store.Read(sql => sql.Rows(
            $"SELECT min(at), {(isCount ? "min" : "avg")}(value) FROM samples WHERE name=$name AND at>=$from GROUP BY at/$step ORDER BY 1",
            row => (row.GetInt64(0), row.IsDBNull(1) ? (double?)null : row.GetDouble(1)), ("$name", name), ("$from", from), ("$step", step)));
    }

    private static Flow Read(Microsoft.Data.Sqlite.SqliteDataReader row, int column) =>
        new(Join(row.GetInt64(column), row.GetInt64(column + 1)), Join(row.GetInt64(column + 2), row.GetInt64(column + 3)));

    private static Int128 Join(long high, long low) => ((Int128)high << 32) + low;

    private static (string Name, object? Value)[] Where(Lane lane, AssetId asset) =>
        [("$source", (long)lane.Source.Value), ("$destination", (long)lane.Destination.Value), ("$asset", asset.Value.ToArray())];
}
