using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A chain's RPC sources say different things, or some are silent.</summary>
/// <remarks>
/// <para>Poisoned nodes come before a forged message (M01). Signing stops by itself while sources disagree; this keeps the chain slow for a while after they agree again, and shows
/// that there is one source fewer before there are too few.</para>
/// <para>False alarm: a node that lags a block makes its chain slow for some minutes.</para>
/// </remarks>
[RiskRule("sources-apart", RiskSeverity.Soft, BreakerLevel.Slow, Owner = "guardian operators",
    Protects = "against deciding on what poisoned nodes show", FalseAlarm = "the chain is slow for some minutes")]
public sealed class SourcesApartRule(SourcesApartRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points when they disagree, 1 to 100. Default 60: slows.</summary>
        public int DisagreeScore { get; init; } = 60;

        /// <summary>Points when one or more are silent, 1 to 100. Default 10: counts toward a watch.</summary>
        public int SilentScore { get; init; } = 10;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (DisagreeScore is < 1 or > 100) yield return $"disagreeScore should be 1 to 100 and is {DisagreeScore}";
            if (SilentScore is < 1 or > 100) yield return $"silentScore should be 1 to 100 and is {SilentScore}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not SourcesCompared compared || (compared.Agreed && compared.Answered >= compared.Asked)) return;
        findings.Suspicion(
            RiskPlace.On(compared.Chain), compared.Agreed ? options.SilentScore : options.DisagreeScore, TimeSpan.FromSeconds(options.StandsSeconds),
            compared.Agreed ? $"{compared.Answered} of {compared.Asked} sources of chain {compared.Chain} answer" : $"the sources of chain {compared.Chain} say different things",
            new("asked", $"{compared.Asked}"), new("answered", $"{compared.Answered}"));
    }
}
