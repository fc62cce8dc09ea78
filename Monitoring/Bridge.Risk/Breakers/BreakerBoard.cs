using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Risk.Breakers;

/// <summary>A breaker before and after; null = normal.</summary>
/// <param name="Before">How it stood.</param>
/// <param name="After">How it stands.</param>
public sealed record BreakerChange(Breaker? Before, Breaker? After)
{
    /// <summary>Its source and place.</summary>
    public (string Source, RiskPlace Place) Key => After is { } after ? (after.Source, after.Place) : (Before!.Source, Before.Place);

    /// <summary>True when a fact was found or a person halted, and did not stand before.</summary>
    public bool IsTrip => After is { Condition: BreakerCondition.Tripped or BreakerCondition.Halted } && (Before?.Condition != After.Condition || After.Level > Before.Level);
}

/// <summary>Every breaker that is not normal. Not safe for several threads at once.</summary>
/// <remarks>
/// Each source has its own breaker at each place: a person's halt stands beside a rule's trip, and clearing one leaves the other. A suspicion keeps its highest score
/// until it ends, so a signal around its threshold does not flap: it ends only when it was not found again for as long as it stands. Scores of all suspicions that
/// cover a place add up; facts and halts do not, the strictest is in force.
/// </remarks>
public sealed class BreakerBoard(RiskThresholds thresholds)
{
    private readonly Dictionary<(string Source, RiskPlace Place), Breaker> _breakers = [];
    private DateTimeOffset _nextExpiry = DateTimeOffset.MaxValue;

    /// <summary>Every breaker that is not normal, oldest first.</summary>
    public IReadOnlyList<Breaker> Breakers => [.. _breakers.Values.OrderBy(breaker => breaker.Since)];

    /// <summary>The level in force for a transfer of <paramref name="asset"/> in <paramref name="lane"/>.</summary>
    public BreakerLevel Level(Lane lane, AssetId asset) => Level(place => place.Covers(lane, asset), place => place.Suspects(lane, asset));

    /// <summary>The level in force at a place itself.</summary>
    public BreakerLevel Level(RiskPlace place) => Level(other => other == place, other => other == place);

    /// <summary>What stands against a transfer of <paramref name="asset"/> in <paramref name="lane"/>, strictest first.</summary>
    public IReadOnlyList<Breaker> Against(Lane lane, AssetId asset) => [.. _breakers.Values.Where(breaker => breaker.Place.Covers(lane, asset))
        .OrderByDescending(breaker => breaker.Condition).ThenByDescending(breaker => breaker.Level).ThenByDescending(breaker => breaker.Score)];

    /// <summary>Takes a finding in; null when it changes nothing but its end.</summary>
    public BreakerChange? Take(RiskFinding finding, string owner)
    {
        if (finding.Severity == RiskSeverity.None) throw new ProtocolException($"a finding of {finding.Rule} has no severity");
        var before = _breakers.GetValueOrDefault((finding.Rule, finding.Place));
        var hard = finding.Severity == RiskSeverity.Hard;
        var condition = BreakerTransitions.Next(before?.Condition ?? BreakerCondition.Normal, hard ? BreakerEvent.Trip : BreakerEvent.Suspect);
        // A suspicion is as strong as its strongest finding until it ends: what it rested on then stays with it.
        var stronger = before is null || finding.Score > before.Score || condition != before.Condition || finding.Level > before.Level;
        var after = stronger
            ? new Breaker(finding.Rule, finding.Place, condition, finding.Level, finding.Score, owner, finding.Detail, finding.Evidence, before?.Since ?? finding.At, finding.ExpiresAt)
            : before! with { ExpiresAt = hard ? null : Later(before.ExpiresAt, finding.ExpiresAt) };
        Put(after);
        return stronger ? new(before, after) : null;
    }

    /// <summary>A person halts a place.</summary>
    public BreakerChange Halt(RiskPlace place, BreakerLevel level, string person, string why, DateTimeOffset at)
    {
        if (level is BreakerLevel.Normal or > BreakerLevel.Cursed) throw new ProtocolException($"a halt should have a level of 1 to 5 and has {(byte)level}");
        if (string.IsNullOrWhiteSpace(person) || string.IsNullOrWhiteSpace(why)) throw new ProtocolException("a halt should have a person and a reason");
        var before = _breakers.GetValueOrDefault((Breaker.Human, place));
        var condition = BreakerTransitions.Next(before?.Condition ?? BreakerCondition.Normal, BreakerEvent.Halt);
        var after = new Breaker(Breaker.Human, place, condition, level > (before?.Level ?? BreakerLevel.Normal) ? level : before!.Level, 100, person, why, [], before?.Since ?? at, null);
        Put(after);
        return new(before, after);
    }

    /// <summary>A person clears a breaker; null when it is normal.</summary>
    public BreakerChange? Clear(string source, RiskPlace place)
    {
        if (!_breakers.Remove((source, place), out var before)) return null;
        _ = BreakerTransitions.Next(before.Condition, BreakerEvent.Clear);
        return new(before, null);
    }

    /// <summary>Puts a breaker back as it was stored.</summary>
    public void Restore(Breaker breaker) => Put(breaker);

    /// <summary>Ends the suspicions whose time is over.</summary>
    public IReadOnlyList<BreakerChange> Expire(DateTimeOffset now)
    {
        if (now < _nextExpiry) return [];
        var ended = _breakers.Values.Where(breaker => breaker.ExpiresAt <= now).ToList();
        foreach (var breaker in ended)
        {
            _ = BreakerTransitions.Next(breaker.Condition, BreakerEvent.Expire);
            _breakers.Remove((breaker.Source, breaker.Place));
        }

        _nextExpiry = _breakers.Values.Select(breaker => breaker.ExpiresAt).Min() ?? DateTimeOffset.MaxValue;
        return [.. ended.Select(breaker => new BreakerChange(breaker, null))];
    }

    private void Put(Breaker breaker)
    {
        // SECURITY: what is a fact or a person's word has no end (M75).
        if (breaker.Condition is BreakerCondition.Tripped or BreakerCondition.Halted && breaker.ExpiresAt is not null)
            throw new ProtocolException($"a breaker that is {breaker.Condition} should not expire");
        _breakers[(breaker.Source, breaker.Place)] = breaker;
        if (breaker.ExpiresAt < _nextExpiry) _nextExpiry = breaker.ExpiresAt.Value;
    }

    private BreakerLevel Level(Func<RiskPlace, bool> covers, Func<RiskPlace, bool> suspects)
    {
        if (_breakers.Count == 0) return BreakerLevel.Normal;
        var (strictest, score, ceiling) = (BreakerLevel.Normal, 0, BreakerLevel.Normal);
        foreach (var breaker in _breakers.Values)
        {
            if (breaker.Condition == BreakerCondition.Suspected)
            {
                if (!suspects(breaker.Place)) continue;
                score += breaker.Score;
                if (breaker.Level > ceiling) ceiling = breaker.Level;
            }
            else if (breaker.Level > strictest && covers(breaker.Place))
            {
                strictest = breaker.Level;
            }
        }

        var suspected = thresholds.Of(score);
        if (suspected > ceiling) suspected = ceiling;
        return strictest > suspected ? strictest : suspected;
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one > other ? one : other;
}
