using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Finality is over 3 times as far behind the newest block as it usually is.</summary>
/// <remarks>
/// <para>A chain that builds blocks and does not finalise them is one whose history may still change: what follows is a long wait, or a reorganisation (M70). Transfers queue by
/// themselves, for only final locks are signed; this says so early and keeps the chain slow while it catches up.</para>
/// <para>The median is that of one sample a minute over a day, and a few blocks are allowed in any case.</para>
/// <para>False alarm: the chain is slow for some minutes.</para>
/// </remarks>
[RiskRule("finality-lag", RiskSeverity.Soft, BreakerLevel.Slow, Owner = "guardian operators",
    Protects = "against a chain whose history may still change", FalseAlarm = "the chain is slow for some minutes")]
public sealed class FinalityLagRule(FinalityLagRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Times the median, 2 to 100. Default 3.</summary>
        public int Times { get; init; } = 3;

        /// <summary>Blocks above the median that are always allowed, 0 to 100,000. Default 64: a chain that finalises at once has a median of nothing.</summary>
        public int AlwaysAllowed { get; init; } = 64;

        /// <summary>Samples before the rule speaks, 1 to 1,440. Default 10 minutes' worth.</summary>
        public int MinimumSamples { get; init; } = 10;

        /// <summary>Points, 1 to 100. Default 50: slows.</summary>
        public int Score { get; init; } = 50;

        /// <summary>Seconds that the suspicion stands after it was last found, 10 to 86,400. Default 300.</summary>
        public int StandsSeconds { get; init; } = 300;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Times is < 2 or > 100) yield return $"times should be 2 to 100 and is {Times}";
            if (AlwaysAllowed is < 0 or > 100_000) yield return $"alwaysAllowed should be 0 to 100000 blocks and is {AlwaysAllowed}";
            if (MinimumSamples is < 1 or > Lags.Most) yield return $"minimumSamples should be 1 to {Lags.Most} and is {MinimumSamples}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
            if (StandsSeconds is < 10 or > 86_400) yield return $"standsSeconds should be 10 to 86400 and is {StandsSeconds}";
        }
    }

    private readonly Dictionary<ChainId, Lags> _chains = [];

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not FinalityRead read) return;
        if (!_chains.TryGetValue(read.Chain, out var lags)) _chains[read.Chain] = lags = new();
        var lag = read.Newest > read.Final ? read.Newest - read.Final : 0;
        if (lags.Count >= options.MinimumSamples && lag > (ulong)options.Times * lags.Median && lag > lags.Median + (ulong)options.AlwaysAllowed)
        {
            findings.Suspicion(
                RiskPlace.On(read.Chain), options.Score, TimeSpan.FromSeconds(options.StandsSeconds), $"finality of chain {read.Chain} is {lag} blocks behind",
                new("finalised", $"{read.Final}"), new("newest", $"{read.Newest}"), new("usual distance", $"{lags.Median}"));
        }

        lags.Sample(read.At, lag);
    }

    private sealed class Lags
    {
        public const int Most = 1_440;

        private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
        private readonly Queue<ulong> _samples = new();
        private DateTimeOffset _last = DateTimeOffset.MinValue;

        public int Count => _samples.Count;

        public ulong Median { get; private set; }

        public void Sample(DateTimeOffset at, ulong lag)
        {
            if (at < _last + Minute && _last != DateTimeOffset.MinValue) return;
            _last = at;
            if (_samples.Count == Most) _samples.Dequeue();
            _samples.Enqueue(lag);
            var sorted = _samples.ToArray();
            Array.Sort(sorted);
            Median = sorted[sorted.Length / 2];
        }
    }
}
