using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Fewer than threshold + 1 guardians are alive.</summary>
/// <remarks>
/// <para>One more loss and nothing moves; and whoever takes guardians out one by one may be about to take one over. Nothing is slowed by it: fewer guardians sign no less carefully.</para>
/// <para>False alarm: somebody is called while a guardian restarts.</para>
/// </remarks>
[RiskRule("thin-quorum", RiskSeverity.Soft, BreakerLevel.Watch, Owner = "guardian operators",
    Protects = "the bridge's ability to move at all", FalseAlarm = "somebody is called while a guardian restarts")]
public sealed class ThinQuorumRule(ThinQuorumRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points, 1 to 100. Default 20: a look.</summary>
        public int Score { get; init; } = 20;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 120.</summary>
        public int StandsSeconds { get; init; } = 120;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // A group whose threshold is all of it has no margin to lose.
        if (@event is not GuardiansCounted counted || counted.Live >= Math.Min(counted.Threshold + 1, counted.Total)) return;
        findings.Suspicion(
            RiskPlace.Everywhere, options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"{counted.Live} of {counted.Total} guardians are alive and {counted.Threshold} are needed",
            new("alive", $"{counted.Live}"), new("needed", $"{counted.Threshold}"), new("all", $"{counted.Total}"));
    }
}
