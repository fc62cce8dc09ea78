using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A destination consumed a transfer for which fewer than the threshold of guardians have a signing transcript.</summary>
/// <remarks>
/// <para>The signature on chain does not show who signed. If too few guardians say, asked over their pinned connections, that they did, somebody else holds the group's key: also when the
/// lock behind the release is real, which is how a thief would try a stolen key out.</para>
/// <para>A guardian that does not answer may have signed, so it counts for the honest case; it is a fact only when even all the silent ones together would not be enough.</para>
/// <para>False alarm: everything stops. It takes guardians that lost their journals; one whose journal is younger than the transfer is silent about it.</para>
/// </remarks>
[RiskRule("missing-transcript", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "against a stolen group key before it is used in earnest", FalseAlarm = "everything stops until two officers have looked")]
public sealed class MissingTranscriptRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // SECURITY: a threshold of zero would call everything signed (W9).
        if (@event is not TranscriptsCounted counted || (counted.Threshold > 0 && counted.Signed + counted.Silent >= counted.Threshold)) return;
        findings.Fact(
            RiskPlace.Everywhere, $"transfer {counted.Id} was paid and {counted.Signed} guardians signed it, of {counted.Threshold} that are needed",
            new("transfer", counted.Id.ToString()), new("signed", $"{counted.Signed}"), new("silent", $"{counted.Silent}"), new("threshold", $"{counted.Threshold}"));
    }
}
