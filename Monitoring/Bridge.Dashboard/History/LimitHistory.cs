using System.Buffers.Binary;
using System.Collections.Concurrent;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.History;

/// <summary>Limits that changed.</summary>
/// <param name="From">What they were; null of the first that this server has read.</param>
internal sealed record LimitChange(long Number, DateTimeOffset At, ChainId Chain, AssetId Asset, RiskLimits? From, RiskLimits To, string? By, string? Transaction)
{
    /// <summary>The bucket became larger; what was in it stayed.</summary>
    public bool RaisesCapacity => From is { } from && To.Capacity > from.Capacity;
}

/// <summary>Every change of limits that this server has seen, whoever made it. As <see cref="LevelHistory"/>; the limits that were read first are where it begins.</summary>
internal sealed class LimitHistory(SqliteStore store, TimeProvider time)
{
    private const string Columns = "n, at, chain, asset, limits_from, limits_to, by_whom, transaction_id";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly ConcurrentDictionary<(ChainId, AssetId), LimitChange> _last = Newest(store, "1");
    private readonly ConcurrentDictionary<(ChainId, AssetId), LimitChange> _raises = Newest(store, "raises");
    private readonly ConcurrentDictionary<(ChainId, AssetId, RiskLimits), (string By, DateTimeOffset At)> _expected = new();

    /// <summary>Raised after a change was recorded or explained.</summary>
    public event Action<LimitChange>? Changed;

    /// <summary>The last change of an asset's limits; null before they were read once.</summary>
    public LimitChange? Last(ChainId chain, AssetId asset) => _last.GetValueOrDefault((chain, asset));

    /// <summary>The last change that made an asset's bucket larger; null when none is known.</summary>
    public LimitChange? LastRaise(ChainId chain, AssetId asset) => _raises.GetValueOrDefault((chain, asset));

    /// <summary>An action of this server will bring an asset to these limits: the change that is read next has an author.</summary>
    public void Expect(ChainId chain, AssetId asset, RiskLimits limits, string by) => _expected[(chain, asset, limits)] = (by, time.GetUtcNow());

    /// <summary>Limits as they were read.</summary>
    public void Observe(ChainId chain, AssetId asset, RiskLimits limits)
    {
        var before = Last(chain, asset)?.To;
        if (before == limits) return;
        var now = time.GetUtcNow();
        var known = _expected.TryRemove((chain, asset, limits), out var expected) && now - expected.At < Remembered ? expected.By : null;
        var change = store.Write(sql =>
        {
            sql.Execute(
                "INSERT INTO limit_changes (at, chain, asset, limits_from, limits_to, raises, by_whom) VALUES ($at, $chain, $asset, $from, $to, $raises, $by)",
                ("$at", now.ToUnixTimeMilliseconds()), ("$chain", (long)chain.Value), ("$asset", asset.Value.ToArray()), ("$from", before is null ? null : Encode(before)), ("$to", Encode(limits)),
                ("$raises", before is { } from && limits.Capacity > from.Capacity), ("$by", known));
            return new LimitChange(sql.Scalar<long>("SELECT last_insert_rowid()"), now, chain, asset, before, limits, known, null);
        });
        _last[(chain, asset)] = change;
        if (change.RaisesCapacity) _raises[(chain, asset)] = change;
        if (before is not null) Changed?.Invoke(change);
    }

    /// <summary>The last changes on a chain of which nobody knows yet who made them.</summary>
    public IReadOnlyList<LimitChange> Unexplained(ChainId chain) => [.. _last.Values.Where(change => change.Chain == chain && change is { From: not null, By: null })];

    /// <summary>Who made a change. What is known already stays.</summary>
    public void Explain(LimitChange change, string by, string? transaction)
    {
        var explained = change with { By = by, Transaction = transaction };
        var changed = store.Write(sql => sql.Execute("UPDATE limit_changes SET by_whom=$by, transaction_id=$tx WHERE n=$n AND by_whom IS NULL", ("$by", by), ("$tx", transaction), ("$n", change.Number)));
        if (changed == 0) return;
        _last.TryUpdate((change.Chain, change.Asset), explained, change);
        Changed?.Invoke(explained);
    }

    /// <summary>A page of changes, newest first.</summary>
    public (IReadOnlyList<LimitChange> Items, long? Next) Page(long before, int limit)
    {
        var rows = store.Read(sql => sql.Rows($"SELECT {Columns} FROM limit_changes WHERE n<$before AND limits_from IS NOT NULL ORDER BY n DESC LIMIT $limit", Read, ("$before", before), ("$limit", limit + 1)));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Number) : (rows, null);
    }

    private static ConcurrentDictionary<(ChainId, AssetId), LimitChange> Newest(SqliteStore store, string which) => new(
        store.Read(sql => sql.Rows($"SELECT {Columns} FROM limit_changes WHERE n IN (SELECT max(n) FROM limit_changes WHERE {which} GROUP BY chain, asset)", Read))
            .Select(change => KeyValuePair.Create((change.Chain, change.Asset), change)));

    private static LimitChange Read(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), ChainId.From((ushort)row.GetInt64(2)), AssetId.From(Bytes32.From(row.GetFieldValue<byte[]>(3))),
        row.IsDBNull(4) ? null : Decode(row.GetFieldValue<byte[]>(4)), Decode(row.GetFieldValue<byte[]>(5)), row.IsDBNull(6) ? null : row.GetString(6), row.IsDBNull(7) ? null : row.GetString(7));

    // Four numbers of 64 bits, big-endian, in the order in which they are signed.
    private static byte[] Encode(RiskLimits limits)
    {
        var bytes = new byte[32];
        foreach (var (index, value) in (ReadOnlySpan<(int, ulong)>)[(0, limits.MaxRelease), (1, limits.Capacity), (2, limits.RefillPerSecond), (3, limits.HoldThreshold)])
            BinaryPrimitives.WriteUInt64BigEndian(bytes.AsSpan(8 * index), value);
        return bytes;
    }

    private static RiskLimits Decode(byte[] bytes)
    {
        if (bytes.Length != 32) throw new StoreException($"limits should be 32 bytes and are {bytes.Length}");
        ulong At(int index) => BinaryPrimitives.ReadUInt64BigEndian(bytes.AsSpan(8 * index));
        return new(At(0), At(1), At(2), At(3));
    }
}
