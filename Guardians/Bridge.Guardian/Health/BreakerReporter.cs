using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;

namespace Bridge.Guardian.Health;

/// <summary>A breaker of this guardian that is not normal. <c>Score</c> counts for suspicions only.</summary>
public sealed record BreakerHealth(
    string Source, string Place, BreakerCondition Condition, byte Level, int Score, string Owner, string Detail, IReadOnlyList<RiskEvidence> Evidence, DateTimeOffset Since,
    DateTimeOffset? ExpiresAt, IReadOnlyList<RaisedLevel> Raised);

/// <summary>A level above 0 that a chain shows.</summary>
public sealed record LevelHealth(ushort Chain, string Scope, byte Level);

/// <summary>Breakers and levels as the operator sees them.</summary>
public sealed class BreakerReporter(RiskDesk desk, RiskJournal journal, LevelBoard levels, IReadOnlyList<Sentinel> sentinels)
{
    /// <summary>Every breaker that is not normal.</summary>
    public IReadOnlyList<BreakerHealth> Breakers() => [.. desk.Breakers.Select(breaker => new BreakerHealth(
        breaker.Source, breaker.Place.ToString(), breaker.Condition, (byte)breaker.Level, breaker.Score, breaker.Owner, breaker.Detail, breaker.Evidence, breaker.Since, breaker.ExpiresAt,
        journal.Raised(breaker)))];

    /// <summary>Every level above 0 that a chain shows.</summary>
    public IReadOnlyList<LevelHealth> Levels() => [.. levels.All().Where(shown => shown.Level > BreakerLevel.Normal).Select(shown => new LevelHealth(shown.Chain.Value, shown.Scope.ToString(), (byte)shown.Level))];

    /// <summary>What of its own keeps this guardian from signing, or from raising a level, in words. Suspicions, and levels that people set on a chain, are no problem of the guardian's.</summary>
    public IReadOnlyList<string> Problems() =>
    [
        .. desk.Breakers.Where(breaker => breaker.Condition == BreakerCondition.Tripped).Select(breaker =>
            $"breaker {breaker.Source} tripped for {breaker.Place} since {breaker.Since:u}: {breaker.Detail}; after looking into it, with the daemon stopped: guardian breaker clear --source {breaker.Source} --place {breaker.Place} --reason …"),
        .. desk.Breakers.Where(breaker => breaker.Condition == BreakerCondition.Halted).Select(breaker => $"{breaker.Owner} halted {breaker.Place} since {breaker.Since:u}: {breaker.Detail}"),
        .. sentinels.SelectMany(sentinel => sentinel.Problems),
    ];

    /// <summary>True when a breaker of its own refuses transfers of whatever asset: one for a lane or a chain stops both directions.</summary>
    public bool StopsEveryAsset() => desk.Breakers.Any(breaker =>
        breaker is { Condition: BreakerCondition.Tripped or BreakerCondition.Halted, Level: >= BreakerLevel.Hold } && breaker.Place.Scope.Kind != RiskScopeKind.Asset);

    /// <summary>What would keep it from raising a level, in words: it signs and refuses as well as ever.</summary>
    public IReadOnlyList<string> Warnings() => [.. sentinels.Select(sentinel => sentinel.Warning).OfType<string>()];
}
