using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>An authorised change of keys, roles, limits or assets in the last day.</summary>
/// <remarks>
/// <para>Most thefts with valid signatures begin with a change that looked in order. For a day everything else on that chain counts more, so that a suspicion which would only have
/// been watched slows, and one that would have slowed holds. By itself it does nothing but show.</para>
/// <para>False alarm: after honest work the chain is a little more sensitive for a day.</para>
/// </remarks>
[RiskRule("recent-admin", RiskSeverity.Soft, BreakerLevel.Watch, Owner = "risk desk",
    Protects = "against the theft that an admin action prepares", FalseAlarm = "the chain is more sensitive for a day")]
public sealed class RecentAdminRule(RecentAdminRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points, 1 to 100. Default 20: a look, and two suspicions of middle weight become a hold.</summary>
        public int Score { get; init; } = 20;

        /// <summary>Seconds that it counts, 60 to 604,800. Default 86,400: a day.</summary>
        public int StandsSeconds { get; init; } = 86_400;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 60 or > 604_800) yield return $"standsSeconds should be 60 to 604800 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // A raised level and a lowered limit are risk staff doing their work, not a preparation.
        if (@event is not AdminSeen { Authorised: true, Change: not ("level" or "lower limits") } seen) return;
        findings.Suspicion(
            RiskPlace.On(seen.Chain), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"{seen.Change} on chain {seen.Chain}: {seen.Detail}",
            new("change", seen.Change), new("detail", seen.Detail), new("transaction", seen.Transaction ?? "unknown"));
    }
}
