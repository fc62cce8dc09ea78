using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A signature exists over a message that is not in the journals of the threshold of guardians.</summary>
/// <remarks>
/// <para>An honest guardian signs from its journal. A signed transfer that too few journals hold was signed outside the guardians, or by guardians that do not keep to their own
/// rules. The sister of <see cref="MissingTranscriptRule"/>: that one asks who signed, this one who could have.</para>
/// <para>False alarm: everything stops. A guardian that is still catching up after a reset answers "not yet", which is silence.</para>
/// </remarks>
[RiskRule("unwitnessed-signature", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "against signatures that no honest guardian could have given", FalseAlarm = "everything stops until two officers have looked")]
public sealed class UnwitnessedSignatureRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // SECURITY: a threshold of zero would call everything witnessed (W9).
        if (@event is not TranscriptsCounted counted || (counted.Threshold > 0 && counted.Witnessed + counted.Silent >= counted.Threshold)) return;
        findings.Fact(
            RiskPlace.Everywhere, $"transfer {counted.Id} carries a signature and stands in {counted.Witnessed} journals, of {counted.Threshold} that are needed",
            new("transfer", counted.Id.ToString()), new("journals", $"{counted.Witnessed}"), new("silent", $"{counted.Silent}"), new("threshold", $"{counted.Threshold}"));
    }
}
