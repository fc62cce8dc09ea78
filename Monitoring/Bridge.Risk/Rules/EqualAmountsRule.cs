using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Five or more equal amounts of one asset in ten minutes.</summary>
/// <remarks>
/// <para>A thief who meets a limit sends the largest amount that fits, again and again; people rarely send equal amounts in a row, and never large ones. Small equal
/// amounts are ordinary (everybody moves 100): below a share of the largest release nothing is counted.</para>
/// <para>False alarm: an exchange that moves its collateral in equal tranches waits until people have looked, at most as long as the suspicion stands.</para>
/// </remarks>
[RiskRule("equal-amounts", RiskSeverity.Soft, BreakerLevel.Hold, Owner = "risk desk",
    Protects = "against a drain in slices that just fit the limits", FalseAlarm = "a large user who moves equal tranches waits some minutes")]
public sealed class EqualAmountsRule(EqualAmountsRule.Options options) : RiskRule
{
    /// <summary>Settings.</summary>
    public sealed record Options : IRuleSettings
    {
        /// <summary>Equal amounts, 2 to 1,000. Default 5.</summary>
        public int Count { get; init; } = 5;

        /// <summary>Seconds in which they come, 10 to 86,400. Default 600.</summary>
        public int WindowSeconds { get; init; } = 600;

        /// <summary>Per cent of the largest release from which an amount counts, 0 to 100. Default 50: smaller slices fill the bucket slowly.</summary>
        public int LargePercent { get; init; } = 50;

        /// <summary>Points, 1 to 100. Default 60: slows by itself, holds together with any other suspicion.</summary>
        public int Score { get; init; } = 60;

        /// <inheritdoc/>
        public IEnumerable<string> Problems()
        {
            if (Count is < 2 or > 1_000) yield return $"count should be 2 to 1000 and is {Count}";
            if (WindowSeconds is < 10 or > 86_400) yield return $"windowSeconds should be 10 to 86400 and is {WindowSeconds}";
            if (LargePercent is < 0 or > 100) yield return $"largePercent should be 0 to 100 and is {LargePercent}";
            if (Score is < 1 or > 100) yield return $"score should be 1 to 100 and is {Score}";
        }
    }

    private readonly TimeSpan _window = TimeSpan.FromSeconds(options.WindowSeconds);
    private readonly Dictionary<(ChainId, AssetId, ulong), Queue<DateTimeOffset>> _amounts = [];
    private DateTimeOffset _swept = DateTimeOffset.MinValue;

    /// <inheritdoc/>
    public override void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings)
    {
        if (@event is not ReleaseSeen release || ledger.Match == PaymentMatch.Known) return;
        var chain = release.Id.Lane.Destination;
        // Without limits nothing is known to be small.
        if (ledger.Limits(chain, release.Asset) is { } read && (UInt128)release.Amount * 100 < (UInt128)read.Limits.MaxRelease * (uint)options.LargePercent) return;
        if (!_amounts.TryGetValue((chain, release.Asset, release.Amount), out var times)) _amounts[(chain, release.Asset, release.Amount)] = times = new();
        Forget(times, release.At);
        times.Enqueue(release.At);
        Sweep(release.At);
        if (times.Count < options.Count) return;
        findings.Suspicion(
            RiskPlace.Of(chain, release.Asset), options.Score, _window, $"{times.Count} releases of {release.Amount} units in {_window.TotalMinutes:0} minutes",
            new("amount", $"{release.Amount}"), new("times", $"{times.Count}"), new("last transfer", release.Id.ToString()), new("last transaction", release.Transaction));
    }

    private void Forget(Queue<DateTimeOffset> times, DateTimeOffset now)
    {
        while (times.TryPeek(out var oldest) && oldest <= now - _window) times.Dequeue();
    }

    // Amounts that come once are forgotten with their window.
    private void Sweep(DateTimeOffset now)
    {
        if (now < _swept + _window) return;
        _swept = now;
        foreach (var (key, times) in _amounts.ToList())
        {
            Forget(times, now);
            if (times.Count == 0) _amounts.Remove(key);
        }
    }
}
