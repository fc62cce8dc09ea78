using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;
using Bridge.Risk.Rules;

namespace Bridge.Risk.Replay;

/// <summary>A breaker that the rules would have set.</summary>
/// <param name="Breaker">As it was at its strongest.</param>
/// <param name="Until">When it would have ended by itself; null while it stands at the end of the history.</param>
public sealed record ReplayedBreaker(Breaker Breaker, DateTimeOffset? Until);

/// <summary>Outflow of one asset on one chain that no lock explains.</summary>
/// <param name="Chain">Where it was paid.</param>
/// <param name="Asset">What.</param>
/// <param name="Total">All of it, canonical units: the loss without any breaker.</param>
/// <param name="BeforeHalt">What had gone out when the first fact tripped a breaker there: the loss with these rules, if the halt is at once.</param>
public sealed record UnbackedOutflow(ChainId Chain, AssetId Asset, UInt128 Total, UInt128 BeforeHalt);

/// <summary>What a set of rules would have made of a history.</summary>
public sealed record RuleReplayReport
{
    /// <summary>Events read.</summary>
    public required long Events { get; init; }

    /// <summary>Releases among them.</summary>
    public required long Releases { get; init; }

    /// <summary>Releases at level 2: a quarter of the limits.</summary>
    public required long Slowed { get; init; }

    /// <summary>Releases that would have waited for people or for a suspicion to pass: level 3.</summary>
    public required long Held { get; init; }

    /// <summary>Releases that would not have happened: level 4 or 5.</summary>
    public required long Halted { get; init; }

    /// <summary>Every breaker, in the order of their beginnings.</summary>
    public required IReadOnlyList<ReplayedBreaker> Breakers { get; init; }

    /// <summary>What went out without a lock, and how much of it before the first halt.</summary>
    public required IReadOnlyList<UnbackedOutflow> Unbacked { get; init; }
}

/// <summary>Runs a set of rules over a recorded history: what it would have slowed, held and halted. The history goes on as recorded, whatever the rules say.</summary>
public static class RuleReplay
{
    /// <summary>Runs it.</summary>
    /// <exception cref="ProtocolException">The history is not in the order of time.</exception>
    public static RuleReplayReport Run(IEnumerable<RiskEvent> history, RuleSet rules, RiskThresholds? thresholds = null)
    {
        var engine = new RiskEngine(rules, thresholds);
        var breakers = new Dictionary<(string, RiskPlace), List<ReplayedBreaker>>();
        var unbacked = new Dictionary<(ChainId, AssetId), (UInt128 Total, UInt128 BeforeHalt)>();
        var suspects = new Dictionary<TransferId, ReleaseSeen>();
        var halted = new Dictionary<(ChainId, AssetId), DateTimeOffset>();
        long events = 0, releases = 0, slowed = 0, held = 0, stopped = 0;
        foreach (var @event in history)
        {
            events++;
            if (@event is ReleaseSeen release)
            {
                // What stood before this release decides about it.
                releases++;
                var level = engine.Board.Level(release.Id.Lane, release.Asset);
                if (level >= BreakerLevel.Stop) stopped++;
                else if (level == BreakerLevel.Hold) held++;
                else if (level == BreakerLevel.Slow) slowed++;
            }

            foreach (var change in engine.Apply(@event)) Note(breakers, change, @event.At);
            if (@event is ReleaseSeen seen && engine.Ledger.Match is PaymentMatch.Unknown or PaymentMatch.NotFinal or PaymentMatch.Contradicts) suspects[seen.Id] = seen;
            // A lock that came later, and says the same, explains it.
            if (@event is LockFinal found && suspects.TryGetValue(found.Transfer.Id, out var early) && early.Amount == found.Transfer.Amount && early.Asset == found.Transfer.Asset)
                suspects.Remove(found.Transfer.Id);
        }

        foreach (var breaker in breakers.Values.SelectMany(list => list).Where(one => one.Breaker.Condition == BreakerCondition.Tripped))
        {
            foreach (var seen in suspects.Values.Where(seen => breaker.Breaker.Place.Covers(seen.Id.Lane, seen.Asset)))
            {
                var key = (seen.Id.Lane.Destination, seen.Asset);
                if (!halted.TryGetValue(key, out var first) || breaker.Breaker.Since < first) halted[key] = breaker.Breaker.Since;
            }
        }

        foreach (var seen in suspects.Values)
        {
            var key = (seen.Id.Lane.Destination, seen.Asset);
            var (total, before) = unbacked.GetValueOrDefault(key);
            var counts = seen.Payout != PayoutKind.Held;
            unbacked[key] = (total + (counts ? seen.Amount : 0), before + (counts && (!halted.TryGetValue(key, out var at) || seen.At <= at) ? seen.Amount : 0));
        }

        return new()
        {
            Events = events, Releases = releases, Slowed = slowed, Held = held, Halted = stopped,
            Breakers = [.. breakers.Values.SelectMany(list => list).OrderBy(one => one.Breaker.Since)],
            Unbacked = [.. unbacked.Select(pair => new UnbackedOutflow(pair.Key.Item1, pair.Key.Item2, pair.Value.Total, pair.Value.BeforeHalt))],
        };
    }

    private static void Note(Dictionary<(string, RiskPlace), List<ReplayedBreaker>> breakers, BreakerChange change, DateTimeOffset at)
    {
        if (!breakers.TryGetValue(change.Key, out var list)) breakers[change.Key] = list = [];
        if (change is { Before: null, After: { } begun }) list.Add(new(begun, null));
        else if (change.After is { } stronger) list[^1] = new(stronger, null);
        else list[^1] = list[^1] with { Until = at };
    }
}
