using System.Globalization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Net outflow of an asset from a chain in the last hour is over 3 times the 30-day p99, or over 6 sigma of this hour of the week.</summary>
/// <remarks>
/// <para>A theft takes as much as it can as fast as it can; honest flow has a rhythm of days and weeks. The last 60 minutes slide, so nothing starts anew at midnight (M76).</para>
/// <para>History is the net outflow of each of the last 720 hours. Sigma is that of the same hour of the week in it, and never less than a share of the p99, because four quiet
/// Sundays say little about the fifth; with fewer than four it is not asked. Before there is enough history the rule is silent and the limits on chain alone bound the outflow.</para>
/// <para>Cost: constant for each event; at the turn of an hour the hours are sorted.</para>
/// <para>False alarm: in an unusual hour (a market crash, a listing) the asset waits until people have looked, at most as long as the suspicion stands.</para>
/// </remarks>
[RiskRule("outflow-spike", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "risk desk",
    Protects = "the vault of one asset against a run or a theft", FalseAlarm = "the asset waits in an unusual hour")]
public sealed class OutflowSpikeRule(OutflowSpikeRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Times the p99, 1.5 to 100. Default 3.</summary>
        public double Times { get; init; } = 3;

        /// <summary>Sigmas, 3 to 100. Default 6.</summary>
        public double Sigmas { get; init; } = 6;

        /// <summary>Sigma is at least this per cent of the p99, 1 to 100. Default 50.</summary>
        public int SigmaFloorPercent { get; init; } = 50;

        /// <summary>Hours of history before the rule speaks, 24 to 720. Default 168: a week.</summary>
        public int MinimumHours { get; init; } = 168;

        /// <summary>Points for one of the two, 1 to 100. Default 60: slows.</summary>
        public int Score { get; init; } = 60;

        /// <summary>Points for both, at least the former. Default 90: holds.</summary>
        public int BothScore { get; init; } = 90;

        /// <summary>Seconds that the suspicion stands after it was last found, 60 to 86,400. Default 1,800.</summary>
        public int StandsSeconds { get; init; } = 1_800;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Times is not (>= 1.5 and <= 100)) yield return $"times should be 1.5 to 100 and is {Times}";
            if (Sigmas is not (>= 3 and <= 100)) yield return $"sigmas should be 3 to 100 and is {Sigmas}";
            if (SigmaFloorPercent is < 1 or > 100) yield return $"sigmaFloorPercent should be 1 to 100 and is {SigmaFloorPercent}";
            if (MinimumHours is < 24 or > HourlyOutflow.Hours) yield return $"minimumHours should be 24 to {HourlyOutflow.Hours} and is {MinimumHours}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (BothScore < Score || BothScore > 100) yield return $"bothScore should be score, {Score}, to 100 and is {BothScore}";
            if (StandsSeconds is < 60 or > 86_400) yield return $"standsSeconds should be 60 to 86400 and is {StandsSeconds}";
        }
    }

    // Sigma of fewer says nothing.
    private const int MinimumWeeks = 4;

    private readonly Dictionary<(ChainId, AssetId), HourlyOutflow> _flows = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is LockFinal found)
        {
            Of(found.Transfer.Id.Lane.Source, found.Transfer.Asset).Add(found.At, -(double)found.Transfer.Amount);
            return;
        }

        if (@event is not ReleaseSeen release || release.Payout == PayoutKind.Held || ledger.Match == PaymentMatch.Known) return;
        var flow = Of(release.Id.Lane.Destination, release.Asset);
        flow.Add(release.At, release.Amount);
        if (flow.Count < options.MinimumHours || flow.Percentile99 <= 0) return;
        var (mean, sigma, weeks) = flow.HourOfWeek;
        var spike = flow.LastHour > options.Times * flow.Percentile99;
        var unusual = weeks >= MinimumWeeks && flow.LastHour > mean + (options.Sigmas * Math.Max(sigma, flow.Percentile99 * options.SigmaFloorPercent / 100));
        if (!spike && !unusual) return;
        findings.Suspicion(
            RiskPlace.Of(release.Id.Lane.Destination, release.Asset), spike && unusual ? options.BothScore : options.Score, TimeSpan.FromSeconds(options.StandsSeconds),
            $"{Text(flow.LastHour)} units net left chain {release.Id.Lane.Destination} in an hour",
            new("net outflow of the last hour", Text(flow.LastHour)), new("p99 of 30 days", Text(flow.Percentile99)), new("mean of this hour of the week", Text(mean)),
            new("its sigma", Text(sigma)), new("last transfer", release.Id.ToString()));
    }

    private HourlyOutflow Of(ChainId chain, AssetId asset) => _flows.TryGetValue((chain, asset), out var flow) ? flow : _flows[(chain, asset)] = new();

    private static string Text(double units) => units.ToString("0", CultureInfo.InvariantCulture);

    /// <summary>Net outflow by minute for the last hour and by hour for 30 days.</summary>
    private sealed class HourlyOutflow
    {
        public const int Hours = 720;
        private const int Week = 168;

        private readonly double[] _minutes = new double[60];
        private readonly double[] _hours = new double[Hours];
        private long _minute = -1;
        private long _hour = -1;
        private double _current;
        private long _first = -1;

        public int Count { get; private set; }

        public double LastHour { get; private set; }

        public double Percentile99 { get; private set; }

        public (double Mean, double Sigma, int Weeks) HourOfWeek { get; private set; }

        public void Add(DateTimeOffset at, double amount)
        {
            Advance(at.ToUnixTimeSeconds() / 60);
            _minutes[_minute % 60] += amount;
            LastHour += amount;
            _current += amount;
        }

        private void Advance(long minute)
        {
            if (_minute < 0) (_minute, _hour, _first) = (minute, minute / 60, minute / 60);
            var steps = minute - _minute;
            if (steps <= 0) return;
            for (var i = 0; i < Math.Min(steps, 60); i++)
            {
                var slot = (_minute + 1 + i) % 60;
                LastHour -= _minutes[slot];
                _minutes[slot] = 0;
            }

            // Sums of doubles drift; an empty hour is exactly empty.
            if (steps >= 60) LastHour = 0;
            _minute = minute;
            if (minute / 60 != _hour) Roll(minute / 60);
        }

        private void Roll(long hour)
        {
            _hours[_hour % Hours] = _current;
            for (var skipped = Math.Max(_hour + 1, hour - Hours); skipped < hour; skipped++) _hours[skipped % Hours] = 0;
            (_hour, _current) = (hour, 0);
            Count = (int)Math.Min(Hours, hour - _first);
            var known = Enumerable.Range(1, Count).Select(i => _hours[(hour - i) % Hours]).ToArray();
            var same = Enumerable.Range(1, Count).Where(i => i % Week == 0).Select(i => _hours[(hour - i) % Hours]).ToArray();
            Array.Sort(known);
            Percentile99 = known.Length == 0 ? 0 : known[Math.Min(known.Length - 1, known.Length * 99 / 100)];
            var mean = same.Length == 0 ? 0 : same.Average();
            HourOfWeek = (mean, same.Length < 2 ? 0 : Math.Sqrt(same.Sum(value => (value - mean) * (value - mean)) / (same.Length - 1)), same.Length);
        }
    }
}
