using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>One account sends over 20 per cent of an asset's inflow in an hour.</summary>
/// <remarks>
/// <para>Stolen or freely minted tokens come in through few accounts; what is about to leave the other chain is theirs. An hour with few transfers, or with little in it, says
/// nothing: in a quiet hour somebody always has a fifth.</para>
/// <para>False alarm: a market maker who rebalances counts a little toward a watch.</para>
/// </remarks>
[RiskRule("concentrated-inflow", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "risk desk",
    Protects = "against collateral that one account brought from nowhere", FalseAlarm = "counts a little toward a watch")]
public sealed class ConcentratedInflowRule(ConcentratedInflowRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Per cent of the inflow, 5 to 100. Default 20.</summary>
        public int Percent { get; init; } = 20;

        /// <summary>Transfers in the hour before it counts, 2 to 100,000. Default 25.</summary>
        public int MinimumTransfers { get; init; } = 25;

        /// <summary>Per cent of the destination's largest release that the account has to send in all, 0 to 10,000. Default 100.</summary>
        public int LargePercent { get; init; } = 100;

        /// <summary>Points, 1 to 100. Default 15: nothing by itself.</summary>
        public int Score { get; init; } = 15;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 1,800.</summary>
        public int StandsSeconds { get; init; } = 1_800;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Percent is < 5 or > 100) yield return $"percent should be 5 to 100 and is {Percent}";
            if (MinimumTransfers is < 2 or > 100_000) yield return $"minimumTransfers should be 2 to 100000 and is {MinimumTransfers}";
            if (LargePercent is < 0 or > 10_000) yield return $"largePercent should be 0 to 10000 and is {LargePercent}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private readonly Dictionary<(ChainId, AssetId), Inflow> _inflows = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not LockFinal { Transfer: var transfer } found) return;
        var lane = transfer.Id.Lane;
        if (!_inflows.TryGetValue((lane.Source, transfer.Asset), out var inflow)) _inflows[(lane.Source, transfer.Asset)] = inflow = new();
        var own = inflow.Add(found.At, transfer.Sender, transfer.Amount);
        if (inflow.Count < options.MinimumTransfers || own * 100 <= inflow.Total * (uint)options.Percent) return;
        if (ledger.Limits(lane.Destination, transfer.Asset)?.Limits is { } limits && own * 100 < (UInt128)limits.MaxRelease * (uint)options.LargePercent) return;
        findings.Suspicion(
            RiskPlace.Of(lane.Destination, transfer.Asset), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"{transfer.Sender} sent {own * 100 / inflow.Total} % of an hour's inflow",
            new("account", transfer.Sender.ToString()), new("its inflow", Text(own)), new("all inflow", Text(inflow.Total)), new("transfers", $"{inflow.Count}"));
    }

    private static string Text(UInt128 amount) => amount.ToString(CultureInfo.InvariantCulture);

    private sealed class Inflow
    {
        private readonly Queue<(DateTimeOffset At, PartyAddress Sender, ulong Amount)> _hour = new();
        private readonly Dictionary<PartyAddress, UInt128> _bySender = [];

        public int Count => _hour.Count;

        public UInt128 Total { get; private set; }

        public UInt128 Add(DateTimeOffset at, PartyAddress sender, ulong amount)
        {
            while (_hour.TryPeek(out var oldest) && oldest.At <= at - Hour)
            {
                _hour.Dequeue();
                Total -= oldest.Amount;
                var left = _bySender[oldest.Sender] - oldest.Amount;
                if (left == 0) _bySender.Remove(oldest.Sender);
                else _bySender[oldest.Sender] = left;
            }

            _hour.Enqueue((at, sender, amount));
            Total += amount;
            return _bySender[sender] = _bySender.GetValueOrDefault(sender) + amount;
        }
    }
}
