using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A key, role, limit, lane or asset changed without the paper, executed proposal or signed rotation that has to stand behind it.</summary>
/// <remarks>
/// <para>Every change leaves the control plane's own record in the same transaction. One without means that the control plane was passed by: a bug, or another contract in its
/// place. Until people know, nothing that depends on keys, roles and limits can be relied on, on that chain.</para>
/// <para>False alarm: the chain stops until two officers have looked.</para>
/// </remarks>
[RiskRule("unscheduled-change", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "risk desk",
    Protects = "the rule that loosening takes two people and a delay", FalseAlarm = "the chain stops until two officers have looked")]
public sealed class UnscheduledChangeRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        // SECURITY: power that changes hands in the open leaves a paper; this did not (W8).
        if (@event is not AdminSeen { Authorised: false } seen) return;
        findings.Fact(
            RiskPlace.On(seen.Chain), $"{seen.Change} changed on chain {seen.Chain} with nothing behind it: {seen.Detail}",
            new("change", seen.Change), new("detail", seen.Detail), new("transaction", seen.Transaction ?? "unknown"));
    }
}
