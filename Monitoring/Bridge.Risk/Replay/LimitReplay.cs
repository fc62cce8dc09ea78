using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Risk.Replay;

/// <summary>What limits would have made of a history, for one asset on one chain.</summary>
/// <param name="Limits">The limits.</param>
/// <param name="Releases">Releases of the asset there.</param>
/// <param name="Held">At or above the hold threshold: two people look.</param>
/// <param name="Limited">Above the bucket's level when they came: they wait for the refill.</param>
/// <param name="LongestWait">The longest of those waits.</param>
/// <param name="Refused">Above the largest release, or the asset is closed: never paid under these limits.</param>
/// <param name="WorstCase">The most that can go out with stolen keys, for each time that somebody may need to halt.</param>
public sealed record LimitOutcome(
    RiskLimits Limits, long Releases, long Held, long Limited, TimeSpan LongestWait, long Refused, IReadOnlyList<WorstCaseLoss> WorstCase);

/// <summary>The most that leaves in a time, in canonical units, whatever is signed (M20).</summary>
/// <param name="Within">The time.</param>
/// <param name="Amount">capacity + refill · time, at most what is there.</param>
public sealed record WorstCaseLoss(TimeSpan Within, UInt128 Amount);

/// <summary>The current and the proposed limits of one asset on one chain, over the same history.</summary>
public sealed record LimitDryRun(ChainId Chain, AssetId Asset, LimitOutcome Current, LimitOutcome Proposed);

/// <summary>
/// Runs limits over the releases of a history, as the contracts apply them: largest release, hold threshold, token bucket. What has to wait is served in its order.
/// </summary>
public static class LimitReplay
{
    /// <summary>Halted within a minute by guardians, within an hour by people, not for a day.</summary>
    public static IReadOnlyList<TimeSpan> Times { get; } = [TimeSpan.FromMinutes(1), TimeSpan.FromHours(1), TimeSpan.FromDays(1)];

    /// <summary>Compares two sets of limits.</summary>
    /// <param name="history">Events in the order of time; only releases and custody balances of the asset count.</param>
    /// <param name="chain">Where the limits are.</param>
    /// <param name="asset">Of what.</param>
    /// <param name="current">As they are.</param>
    /// <param name="proposed">As they would be.</param>
    public static LimitDryRun Compare(IEnumerable<RiskEvent> history, ChainId chain, AssetId asset, RiskLimits current, RiskLimits proposed)
    {
        var releases = new List<ReleaseSeen>();
        UInt128? backing = null;
        foreach (var @event in history)
        {
            if (@event is ReleaseSeen release && release.Id.Lane.Destination == chain && release.Asset == asset) releases.Add(release);
            if (@event is BackingRead { Mode: AssetMode.Custody } read && read.Chain == chain && read.Asset == asset) backing = read.Amount;
        }

        return new(chain, asset, Run(releases, current, backing), Run(releases, proposed, backing));
    }

    /// <summary>The most that leaves within each of <see cref="Times"/> under these limits.</summary>
    /// <param name="limits">The limits.</param>
    /// <param name="backing">What is there to take; null when there is no end to it (minted assets) or it is not known.</param>
    public static IReadOnlyList<WorstCaseLoss> WorstCase(RiskLimits limits, UInt128? backing = null) => [.. Times.Select(time =>
    {
        // A thief stays below the hold threshold; with a threshold of 0 or 1, or a closed asset, nothing passes.
        var open = limits.MaxRelease > 0 && limits.HoldThreshold > 1;
        var most = open ? limits.Capacity + ((UInt128)limits.RefillPerSecond * (ulong)time.TotalSeconds) : UInt128.Zero;
        return new WorstCaseLoss(time, backing < most ? backing.Value : most);
    })];

    private static LimitOutcome Run(List<ReleaseSeen> releases, RiskLimits limits, UInt128? backing)
    {
        long held = 0, limited = 0, refused = 0;
        var longest = TimeSpan.Zero;
        var bucket = new Bucket(limits);
        foreach (var release in releases)
        {
            if (release.Amount > limits.MaxRelease) refused++;
            else if (release.Amount >= limits.HoldThreshold && limits.HoldThreshold != ulong.MaxValue) held++;
            else if (bucket.Take(release.Amount, release.At) is var wait && wait > TimeSpan.Zero)
            {
                limited++;
                if (wait > longest) longest = wait;
            }
        }

        return new(limits, releases.Count, held, limited, longest, refused, WorstCase(limits, backing));
    }

    // The contracts' bucket, which may go below zero here: what waits is taken as paid when it fits, so its debt is served in order.
    private sealed class Bucket(RiskLimits limits)
    {
        private Int128 _level = limits.Capacity;
        private DateTimeOffset? _changed;

        public TimeSpan Take(ulong amount, DateTimeOffset at)
        {
            if (_changed is { } before && at > before)
            {
                // Whole seconds, as block times are.
                var seconds = (long)Math.Floor((at - before).TotalSeconds);
                _level = Int128.Min(limits.Capacity, _level + ((Int128)limits.RefillPerSecond * seconds));
                _changed = before + TimeSpan.FromSeconds(seconds);
            }
            else
            {
                _changed ??= at;
            }

            _level -= amount;
            if (_level >= 0) return TimeSpan.Zero;
            var missing = -_level;
            return limits.RefillPerSecond == 0 ? TimeSpan.MaxValue : TimeSpan.FromSeconds(Math.Ceiling((double)missing / limits.RefillPerSecond));
        }
    }
}
