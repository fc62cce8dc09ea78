using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Delivery;

/// <summary>Pauses that double from the least to the longest.</summary>
internal sealed class Backoff(RelayerOptions options)
{
    private TimeSpan _last = TimeSpan.Zero;

    public TimeSpan Next()
    {
        var least = TimeSpan.FromMilliseconds(options.RetryMinMilliseconds);
        var most = TimeSpan.FromMilliseconds(options.RetryMaxMilliseconds);
        _last = _last == TimeSpan.Zero ? least : _last * 2 < most ? _last * 2 : most;
        return _last;
    }

    public void Reset() => _last = TimeSpan.Zero;
}
