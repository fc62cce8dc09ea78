using Bridge.Protocol.Risk;

namespace Bridge.Risk.Breakers;

/// <summary>From which sum of soft scores at a place on which level is in force. Hard findings need no score.</summary>
public sealed record RiskThresholds
{
    /// <summary>Points, 1 to 100. Default 20: any single suspicion is worth a look.</summary>
    public int Watch { get; init; } = 20;

    /// <summary>Points, above watch. Default 50: two suspicions at once, or one strong one.</summary>
    public int Slow { get; init; } = 50;

    /// <summary>Points, above slow. Default 80: nothing is released there until people look or it has passed.</summary>
    public int Hold { get; init; } = 80;

    /// <summary>Every value out of its bounds.</summary>
    public IEnumerable<string> Problems()
    {
        if (Watch is < 1 or > 100) yield return $"watch should be 1 to 100 points and is {Watch}";
        if (Slow <= Watch) yield return $"slow should be above watch, {Watch} points, and is {Slow}";
        if (Hold <= Slow) yield return $"hold should be above slow, {Slow} points, and is {Hold}";
    }

    /// <summary>The level of a sum. Suspicion never stops locks: that takes a fact or a person.</summary>
    public BreakerLevel Of(int score) =>
        score >= Hold ? BreakerLevel.Hold : score >= Slow ? BreakerLevel.Slow : score >= Watch ? BreakerLevel.Watch : BreakerLevel.Normal;
}
