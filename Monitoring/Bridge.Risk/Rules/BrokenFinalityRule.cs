using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A chain showed two finalised hashes at one height, or its finalised head went back (W3).</summary>
/// <remarks>
/// <para>What was attested may never have happened: every lock of that chain is in doubt, so its lanes stop in both directions, on its own end and on the others'.</para>
/// <para>False alarm: its lanes stop until people have compared nodes. One node that changed its mind looks the same, and is a reason to stop as well.</para>
/// </remarks>
[RiskRule("broken-finality", RiskSeverity.Hard, BreakerLevel.Stop, Owner = "guardian operators",
    Protects = "against paying for a lock that a reorganisation took away", FalseAlarm = "the chain's lanes stop until people have compared nodes")]
public sealed class BrokenFinalityRule : RiskRule
{
    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not FinalityBroken broken) return;
        var detail = $"chain {broken.Chain} broke finality: {broken.Detail}";
        // SECURITY: the chain itself, and the lanes with it everywhere else (W3, M70).
        findings.Fact(RiskPlace.On(broken.Chain), detail, new RiskEvidence("chain", broken.Chain.ToString()));
        findings.Fact(new(null, RiskScope.Lane(broken.Chain)), detail, new RiskEvidence("chain", broken.Chain.ToString()));
    }
}
