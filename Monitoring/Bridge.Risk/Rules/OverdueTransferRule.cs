using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>A lane's oldest transfer that could be released is over its promise.</summary>
/// <remarks>
/// <para>Users were told how long a transfer takes. When it takes longer, something in between does not work, or somebody keeps it from working. Held and void transfers wait for
/// people and are not counted. Nothing is slowed by it: the lane is slow already.</para>
/// <para>False alarm: somebody is called for a transfer that waits for its bucket.</para>
/// </remarks>
[RiskRule("overdue-transfer", RiskSeverity.Soft, BreakerLevel.Watch, Owner = "guardian operators",
    Protects = "the time that users were promised", FalseAlarm = "somebody is called for a transfer that waits for its bucket")]
public sealed class OverdueTransferRule(OverdueTransferRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Seconds from finality to release that are promised, 10 to 604,800. Default 1,800.</summary>
        public int PromiseSeconds { get; init; } = 1_800;

        /// <summary>Points, 1 to 100. Default 20: a look.</summary>
        public int Score { get; init; } = 20;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (PromiseSeconds is < 10 or > 604_800) yield return $"promiseSeconds should be 10 to 604800 and is {PromiseSeconds}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    private readonly Dictionary<Lane, ulong> _next = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not TimePassed) return;
        foreach (var book in ledger.Lanes)
        {
            // What has ended, is held or void never comes back to waiting: nothing is looked at twice.
            var next = _next.GetValueOrDefault(book.Lane, 1UL);
            while (next <= book.LastLock && (!book.Open.TryGetValue(next, out var open) || open.IsHeld || open.IsVoid)) next++;
            _next[book.Lane] = next;
            if (!book.Open.TryGetValue(next, out var oldest) || ledger.Now - oldest.FinalAt <= TimeSpan.FromSeconds(options.PromiseSeconds)) continue;
            findings.Suspicion(
                RiskPlace.Into(book.Lane), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"transfer {oldest.Transfer.Id} waits since {oldest.FinalAt:u}",
                new("transfer", oldest.Transfer.Id.ToString()), new("final since", $"{oldest.FinalAt:u}"), new("promised seconds", $"{options.PromiseSeconds}"));
        }
    }
}
