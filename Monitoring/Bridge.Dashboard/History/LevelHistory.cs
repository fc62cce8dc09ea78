using System.Collections.Concurrent;
using Bridge.Dashboard.Storage;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.History;

/// <summary>A breaker level that changed.</summary>
internal sealed record LevelChange(long Number, DateTimeOffset At, ChainId Chain, RiskScope Scope, BreakerLevel From, BreakerLevel To, string? Reason, string? By, string? Transaction);

/// <summary>Every change of a breaker level that this server has seen, whoever made it.</summary>
/// <remarks>
/// Levels are read, so that a change by anybody is found, also one from while this server was down. Who and why is known at once for what went through this
/// server: a change is matched with an action that led to exactly that level. For what others did, the chain is asked (<see cref="Readings.ChangeAuthorReader"/>).
/// </remarks>
internal sealed class LevelHistory(SqliteStore store, TimeProvider time)
{
    private const string Columns = "n, at, chain, scope_kind, scope, level_from, level_to, reason, by_whom, transaction_id";
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(10);

    private readonly Lock _gate = new();
    private readonly ConcurrentDictionary<(ChainId, RiskScope), LevelChange> _last = new(
        store.Read(sql => sql.Rows($"SELECT {Columns} FROM level_changes ORDER BY n", Read)).GroupBy(change => (change.Chain, change.Scope)).Select(changes => KeyValuePair.Create(changes.Key, changes.Last())));
    private readonly ConcurrentDictionary<(ChainId, RiskScope, BreakerLevel), (string Reason, string By, DateTimeOffset At, string? Transaction)> _expected = new();

    /// <summary>Raised after a change was recorded.</summary>
    public event Action<LevelChange>? Changed;

    /// <summary>The last change of a scope; null when none is known.</summary>
    public LevelChange? Last(ChainId chain, RiskScope scope) => _last.GetValueOrDefault((chain, scope));

    /// <summary>An action of this server will bring a scope to this level: the change that is read next has a reason and an author.</summary>
    public void Expect(ChainId chain, RiskScope scope, BreakerLevel level, string reason, string by) => _expected[(chain, scope, level)] = (reason, by, time.GetUtcNow(), null);

    /// <summary>It did, in this transaction: whether the level was read before the transaction's answer or not.</summary>
    public void Transacted(ChainId chain, RiskScope scope, BreakerLevel level, string transaction)
    {
        LevelChange? named;
        lock (_gate)
        {
            if (_expected.TryGetValue((chain, scope, level), out var expected))
            {
                _expected[(chain, scope, level)] = expected with { Transaction = transaction };
                return;
            }

            if (Last(chain, scope) is not { By: not null, Transaction: null } last || last.To != level) return;
            named = last with { Transaction = transaction };
            store.Write(sql => sql.Execute("UPDATE level_changes SET transaction_id=$tx WHERE n=$n", ("$tx", transaction), ("$n", last.Number)));
            _last[(chain, scope)] = named;
        }

        Changed?.Invoke(named);
    }

    /// <summary>A level as it was read.</summary>
    public void Observe(ChainId chain, RiskScope scope, BreakerLevel level)
    {
        LevelChange change;
        lock (_gate)
        {
            var before = Last(chain, scope)?.To ?? BreakerLevel.Normal;
            if (before == level) return;
            _last[(chain, scope)] = change = Record(chain, scope, before, level);
        }

        Changed?.Invoke(change);
    }

    private LevelChange Record(ChainId chain, RiskScope scope, BreakerLevel before, BreakerLevel level)
    {
        var now = time.GetUtcNow();
        (string Reason, string By, string? Transaction)? known = _expected.TryRemove((chain, scope, level), out var expected) && now - expected.At < Remembered ? (expected.Reason, expected.By, expected.Transaction) : null;
        return store.Write(sql =>
        {
            sql.Execute(
                "INSERT INTO level_changes (at, chain, scope_kind, scope, level_from, level_to, reason, by_whom, transaction_id) VALUES ($at, $chain, $kind, $scope, $from, $to, $reason, $by, $tx)",
                ("$at", now.ToUnixTimeMilliseconds()), ("$chain", (long)chain.Value), ("$kind", (long)scope.Kind), ("$scope", scope.Value.ToArray()), ("$from", (long)before), ("$to", (long)level),
                ("$reason", known?.Reason), ("$by", known?.By), ("$tx", known?.Transaction));
            return new LevelChange(sql.Scalar<long>("SELECT last_insert_rowid()"), now, chain, scope, before, level, known?.Reason, known?.By, known?.Transaction);
        });
    }

    /// <summary>The last changes on a chain of which nobody knows yet who made them.</summary>
    public IReadOnlyList<LevelChange> Unexplained(ChainId chain) => [.. _last.Values.Where(change => change.Chain == chain && change.By is null)];

    /// <summary>Who made a change, and why. What is known already stays.</summary>
    public void Explain(LevelChange change, string? reason, string by, string? transaction)
    {
        var explained = change with { Reason = reason, By = by, Transaction = transaction };
        var changed = store.Write(sql => sql.Execute(
            "UPDATE level_changes SET reason=$reason, by_whom=$by, transaction_id=$tx WHERE n=$n AND by_whom IS NULL", ("$reason", reason), ("$by", by), ("$tx", transaction), ("$n", change.Number)));
        if (changed == 0) return;
        _last.TryUpdate((change.Chain, change.Scope), explained, change);
        Changed?.Invoke(explained);
    }

    /// <summary>A page, newest first.</summary>
    public (IReadOnlyList<LevelChange> Items, long? Next) Page(long before, int limit)
    {
        var rows = store.Read(sql => sql.Rows($"SELECT {Columns} FROM level_changes WHERE n<$before ORDER BY n DESC LIMIT $limit", Read, ("$before", before), ("$limit", limit + 1)));
        return rows.Count > limit ? ([.. rows.Take(limit)], rows[limit - 1].Number) : (rows, null);
    }

    private static LevelChange Read(Microsoft.Data.Sqlite.SqliteDataReader row) => new(
        row.GetInt64(0), DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(1)), ChainId.From((ushort)row.GetInt64(2)),
        RiskScope.From((RiskScopeKind)row.GetInt64(3), Bytes32.From(row.GetFieldValue<byte[]>(4))), (BreakerLevel)row.GetInt64(5), (BreakerLevel)row.GetInt64(6),
        row.IsDBNull(7) ? null : row.GetString(7), row.IsDBNull(8) ? null : row.GetString(8), row.IsDBNull(9) ? null : row.GetString(9));
}
