using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Others saw a lock final and this reader did not, or a lane has a hole.</summary>
/// <remarks>
/// <para>Somebody keeps messages from this reader (M74). It cannot know which of its facts are whole, so it signs nothing in that lane until it has caught up; back-fill goes on
/// from the cursor, so nothing is skipped and nothing comes twice.</para>
/// <para>False alarm: one guardian fewer signs in that lane for some minutes.</para>
/// </remarks>
[RiskRule("withheld-lock", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "guardian operators",
    Protects = "against deciding on half of the messages", FalseAlarm = "one guardian fewer signs in that lane for some minutes")]
public sealed class WithheldLockRule(WithheldLockRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points, 1 to 100. Default 80: holds by itself.</summary>
        public int Score { get; init; } = 80;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

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
        // What came meanwhile is not missing.
        if (@event is not LockMissing missing || missing.Id.Sequence <= ledger.Book(missing.Id.Lane).LastLock) return;
        findings.Suspicion(
            RiskPlace.Into(missing.Id.Lane), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"lock {missing.Id} is missing here",
            new("transfer", missing.Id.ToString()), new("others that attest it", $"{missing.Others}"), new("last lock here", $"{ledger.Book(missing.Id.Lane).LastLock}"));
    }
}
