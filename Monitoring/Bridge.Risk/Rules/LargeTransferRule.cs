using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A single transfer at or above the hold threshold of its destination.</summary>
/// <remarks>
/// <para>The destination holds it by itself; this makes people look at what else goes on around it. An asset whose limits were not read yet, or are closed, counts every transfer as
/// large: nothing is small that is not known (M75).</para>
/// <para>False alarm: a large honest transfer, which waits for two officers anyway, puts its asset under watch for an hour.</para>
/// </remarks>
[RiskRule("large-transfer", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "risk desk",
    Protects = "against one large theft among small ones", FalseAlarm = "the asset is watched for an hour")]
public sealed class LargeTransferRule(LargeTransferRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Points, 1 to 100. Default 20: a look.</summary>
        public int Score { get; init; } = 20;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 604,800. Default 3,600.</summary>
        public int StandsSeconds { get; init; } = 3_600;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 604_800) yield return $"standsSeconds should be 10 to 604800 and is {StandsSeconds}";
        }
    }

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not LockFinal found) return;
        var transfer = found.Transfer;
        var limits = ledger.Limits(transfer.Id.Lane.Destination, transfer.Asset)?.Limits;
        // SECURITY: no limits known is no permission (M75).
        if (limits is { MaxRelease: > 0 } && (limits.HoldThreshold == ulong.MaxValue || transfer.Amount < limits.HoldThreshold)) return;
        findings.Suspicion(
            RiskPlace.Of(transfer.Id.Lane.Destination, transfer.Asset), options.Score, TimeSpan.FromSeconds(options.StandsSeconds),
            limits is null ? $"transfer {transfer.Id} of an asset whose limits are not known" : $"transfer {transfer.Id} of {transfer.Amount} units is at or above the hold threshold",
            new("transfer", transfer.Id.ToString()), new("amount", $"{transfer.Amount}"), new("hold threshold", limits is null ? "unknown" : $"{limits.HoldThreshold}"), new("sender", transfer.Sender.ToString()),
            new("recipient", transfer.Recipient.ToString()));
    }
}
