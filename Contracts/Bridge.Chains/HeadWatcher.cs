using System.Collections.Concurrent;

namespace Bridge.Chains;

/// <summary>Turns new heads of a chain into wake-ups. It carries no facts, so losing it costs a polling interval and nothing else.</summary>
/// <param name="heads">Yields at new heads; ends by exception when the connection is lost, and is begun anew then.</param>
/// <param name="time">Clock.</param>
public sealed class HeadWatcher(Func<CancellationToken, IAsyncEnumerable<ulong>> heads, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    // Where each head wakes, polling is only for what a node does not say.
    private const int PollsAHead = 3;

    private readonly ConcurrentBag<Signal> _wakes = [];
    private volatile bool _areComing;

    /// <summary>From now on each head sets <paramref name="signal"/>.</summary>
    public void Wake(Signal signal) => _wakes.Add(signal);

    /// <summary>The time between two looks now, of what is looked at each <paramref name="poll"/> where no heads come.</summary>
    public TimeSpan Between(TimeSpan poll) => _areComing ? PollsAHead * poll : poll;

    /// <summary>Goes on until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (!cancellationToken.IsCancellationRequested)
            {
                await WatchAsync(cancellationToken);
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
    }

    private async Task WatchAsync(CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var _ in heads(cancellationToken).WithCancellation(cancellationToken))
            {
                _areComing = true;
                foreach (var wake in _wakes) wake.Set();
            }
        }
        catch (Exception) when (!cancellationToken.IsCancellationRequested)
        {
            // However the connection ended (a socket that its keep-alive gave up ends as if it were cancelled): polling goes on; a reader that fails shows its own problem.
        }
        finally
        {
            _areComing = false;
        }
    }
}
