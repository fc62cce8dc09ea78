using Bridge.Dashboard.History;
using Bridge.Dashboard.Readings;
using Bridge.Protocol;

namespace Bridge.Dashboard.Views;

/// <summary>A bucket that was made larger and has not been full since: what was in it stayed, the rest comes with the refill.</summary>
/// <param name="Since">When this server saw it become larger.</param>
/// <param name="Before">What it held when full before.</param>
/// <param name="FullAt">When it is full, when nothing is paid until then; null when it never is.</param>
internal sealed record Filling(DateTimeOffset Since, Amount Before, DateTimeOffset? FullAt);

/// <summary>Tells a bucket that is filling from one that was used up.</summary>
internal sealed class FillingBook(LimitHistory history, TimeProvider time)
{
    /// <summary>Null when it is full, or may have been full since it was made larger: then it was used.</summary>
    public Filling? Of(ChainBoard board, AssetId asset)
    {
        if (!board.Limits[asset].TryGet(out var set) || history.LastRaise(board.Chain, asset) is not { From: { } from } raise || raise.To.Capacity != set.Capacity) return null;
        var (now, limits) = (time.GetUtcNow(), board.InForce(asset, set));
        // However full the smaller one was, the larger one has not had the time.
        if (limits.Available >= limits.Capacity || Seconds(raise.To.Capacity - from.Capacity, raise.To.RefillPerSecond) is { } needed && now - raise.At >= needed) return null;
        return new(raise.At, Amount.Of(from.Capacity), Seconds(limits.Capacity - limits.Available, limits.RefillPerSecond) is { } left ? now + left : null);
    }

    // Beyond a year it is not in sight.
    private static TimeSpan? Seconds(ulong units, ulong refillPerSecond) => refillPerSecond > 0 && (double)units / refillPerSecond is < 365 * 86_400d and var seconds ? TimeSpan.FromSeconds(seconds) : null;
}
