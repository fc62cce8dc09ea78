using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A first-seen recipient is to get a large amount.</summary>
/// <remarks>
/// <para>Thieves are paid to fresh accounts; people mostly move to accounts that they used before, and try a new one with a little first. Recipients are remembered in two
/// generations, the older of which is dropped when the younger is full, so memory is bounded and whoever comes back regularly stays known.</para>
/// <para>False alarm: somebody's first, large transfer puts its asset under watch for an hour, together with another suspicion.</para>
/// </remarks>
[RiskRule("new-recipient", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "risk desk",
    Protects = "against large payments to accounts made for a theft", FalseAlarm = "counts a little toward a watch")]
public sealed class NewRecipientRule(NewRecipientRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Per cent of the largest release from which an amount is large, 1 to 100. Default 25.</summary>
        public int LargePercent { get; init; } = 25;

        /// <summary>Recipients that have to be known before a new one means anything, 0 to 1,000,000. Default 100.</summary>
        public int MinimumKnown { get; init; } = 100;

        /// <summary>Recipients in a generation, 1,000 to 10,000,000. Default 250,000: about 20 MB for both.</summary>
        public int Generation { get; init; } = 250_000;

        /// <summary>Points, 1 to 100. Default 15: nothing by itself.</summary>
        public int Score { get; init; } = 15;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 604,800. Default 3,600.</summary>
        public int StandsSeconds { get; init; } = 3_600;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (LargePercent is < 1 or > 100) yield return $"largePercent should be 1 to 100 and is {LargePercent}";
            if (MinimumKnown is < 0 or > 1_000_000) yield return $"minimumKnown should be 0 to 1000000 and is {MinimumKnown}";
            if (Generation is < 1_000 or > 10_000_000) yield return $"generation should be 1000 to 10000000 and is {Generation}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 604_800) yield return $"standsSeconds should be 10 to 604800 and is {StandsSeconds}";
        }
    }

    private HashSet<PartyAddress> _young = [];
    private HashSet<PartyAddress> _old = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not LockFinal { Transfer: var transfer }) return;
        var known = _young.Count + _old.Count;
        var isNew = _young.Add(transfer.Recipient) && !_old.Contains(transfer.Recipient);
        if (_young.Count >= options.Generation) (_old, _young) = (_young, []);
        if (!isNew || known < options.MinimumKnown) return;
        var limits = ledger.Limits(transfer.Id.Lane.Destination, transfer.Asset)?.Limits;
        if (limits is not null && (UInt128)transfer.Amount * 100 < (UInt128)limits.MaxRelease * (uint)options.LargePercent) return;
        findings.Suspicion(
            RiskPlace.Of(transfer.Id.Lane.Destination, transfer.Asset), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"transfer {transfer.Id} is a large one to a recipient never seen before",
            new("transfer", transfer.Id.ToString()), new("recipient", transfer.Recipient.ToString()), new("amount", $"{transfer.Amount}"));
    }
}
