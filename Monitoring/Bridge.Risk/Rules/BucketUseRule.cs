using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>50, 80 or 100 per cent of a token bucket is used.</summary>
/// <remarks>
/// <para>The bucket bounds a theft and is the first thing that a theft fills. Honest use should leave room, so a full one is either an attack or a limit that is too small;
/// both are worth a look. By itself it only slows.</para>
/// <para>False alarm: at a busy hour the asset is slowed, while it is at its limit anyway.</para>
/// </remarks>
[RiskRule("bucket-use", RiskSeverity.Soft, BreakerLevel.Slow, Owner = "risk desk",
    Protects = "the headroom that bounds a theft", FalseAlarm = "an asset at its limit is slowed as well")]
public sealed class BucketUseRule(BucketUseRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points when half of the capacity is used, 1 to 100. Default 5: adds to others, shows in the list.</summary>
        public int HalfScore { get; init; } = 5;

        /// <summary>Points from 80 per cent on. Default 20: a look.</summary>
        public int HighScore { get; init; } = 20;

        /// <summary>Points when it is used up. Default 40: a look, slows together with one other suspicion.</summary>
        public int FullScore { get; init; } = 40;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (HalfScore is < 1 or > 100) yield return $"halfScore should be 1 to 100 and is {HalfScore}";
            if (HighScore < HalfScore || HighScore > 100) yield return $"highScore should be halfScore, {HalfScore}, to 100 and is {HighScore}";
            if (FullScore < HighScore || FullScore > 100) yield return $"fullScore should be highScore, {HighScore}, to 100 and is {FullScore}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // A closed asset has no bucket.
        if (@event is not LimitsRead { Limits: { MaxRelease: > 0, Capacity: > 0 } limits } read) return;
        // Chains show what one release could take now: headroom above the largest release does not show, and is plenty.
        if (read.Available >= Math.Min(limits.MaxRelease, limits.Capacity)) return;
        var used = limits.Capacity - Math.Min(read.Available, limits.Capacity);
        var percent = (int)((UInt128)used * 100 / limits.Capacity);
        var score = percent >= 100 || read.Available == 0 ? options.FullScore : percent >= 80 ? options.HighScore : percent >= 50 ? options.HalfScore : 0;
        if (score == 0) return;
        findings.Suspicion(
            RiskPlace.Of(read.Chain, read.Asset), score, TimeSpan.FromSeconds(options.StandsSeconds), $"{percent} % of the bucket is used",
            new("capacity", $"{limits.Capacity}"), new("available", $"{read.Available}"), new("refill per second", $"{limits.RefillPerSecond}"));
    }
}
