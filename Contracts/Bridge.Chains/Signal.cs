using System.Threading.Channels;

namespace Bridge.Chains;

/// <summary>Wakes one worker early. Several calls before it wakes count as one; a lost call costs one polling interval, never work.</summary>
public sealed class Signal
{
    private readonly Channel<bool> _pending = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Wakes it.</summary>
    public void Set() => _pending.Writer.TryWrite(true);

    /// <summary>Returns when it was set, or after <paramref name="atMost"/>.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using var timeout = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            await _pending.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The interval has passed.
        }
    }
}
