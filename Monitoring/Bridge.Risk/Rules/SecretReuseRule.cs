using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A signing nonce or a key share was used twice or in two places.</summary>
/// <remarks>
/// <para>Two signatures under one nonce give the share away by arithmetic; a share in two places is two guardians with one vote. Either way one share less is secret, and the
/// threshold is one lower than it says.</para>
/// <para>False alarm: everything stops until people have refreshed the shares, which they can while it stands.</para>
/// </remarks>
[RiskRule("secret-reuse", RiskSeverity.Hard, BreakerLevel.Stop, Owner = "guardian operators",
    Protects = "the threshold: that t shares are t secrets", FalseAlarm = "everything stops until two officers have looked")]
public sealed class SecretReuseRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // SECURITY: what was secret may not be any more (W10, M37).
        if (@event is ReuseSeen seen) findings.Fact(RiskPlace.Everywhere, seen.What, new RiskEvidence("what", seen.What));
    }
}
