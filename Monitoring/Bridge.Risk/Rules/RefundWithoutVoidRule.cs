using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A source paid back a transfer that its destination did not void.</summary>
/// <remarks>
/// <para>A refund of what was released is a second payment, signed by somebody who had no reason to; a refund of what could still be released is half of one. A payment on the
/// destination makes it a fact at once; a void that was not seen, as soon as the destination was read whole, beginning after the refund was seen.</para>
/// <para>False alarm: everything stops until two officers have looked. It takes all k sources of the destination hiding one void.</para>
/// </remarks>
[RiskRule("refund-without-void", RiskSeverity.Hard, BreakerLevel.Cursed, Owner = "guardian operators",
    Protects = "against the second payment on the way back", FalseAlarm = "everything stops until two officers have looked")]
public sealed class RefundWithoutVoidRule : RiskRule
{
    private readonly Dictionary<TransferId, TransferRefunded> _unexplained = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        switch (@event)
        {
            // SECURITY: one end per transfer (W4).
            case TransferRefunded refund when ledger.Match == PaymentMatch.Contradicts:
                Report(refund, "was paid there", findings);
                break;
            case TransferRefunded refund when ledger.Match == PaymentMatch.Unknown:
                _unexplained[refund.Id] = refund;
                break;
            case TransferVoided voided:
                _unexplained.Remove(voided.Id);
                break;
            case OutflowRead read when _unexplained.Count > 0:
                foreach (var refund in _unexplained.Values.Where(one => one.Id.Lane.Destination == read.Chain && one.At <= read.BegunAt).ToList())
                {
                    _unexplained.Remove(refund.Id);
                    Report(refund, "is not void there", findings);
                }

                break;
        }
    }

    private static void Report(TransferRefunded refund, string why, RuleFindings findings) => findings.Fact(
        RiskPlace.Everywhere, $"chain {refund.Id.Lane.Source} refunded {refund.Id}, and chain {refund.Id.Lane.Destination} says that it {why}",
        new("transfer", refund.Id.ToString()), new("transaction", refund.Transaction ?? "unknown"), new("height", $"{refund.Height}"));
}
