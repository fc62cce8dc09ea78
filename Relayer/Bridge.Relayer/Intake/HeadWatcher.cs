using Bridge.Chains;

namespace Bridge.Relayer.Intake;

/// <summary>Turns new heads of a chain into wake-ups. It carries no facts, so losing it costs a polling interval and nothing else.</summary>
internal sealed class HeadWatcher(ChainClients chain, IReadOnlyList<Signal> wakes, TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

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
            await foreach (var _ in chain.WatchHeads(cancellationToken).WithCancellation(cancellationToken))
            {
                foreach (var wake in wakes) wake.Set();
            }
        }
        catch (Exception e) when (e is ChainReadException or HttpRequestException or IOException or System.Net.WebSockets.WebSocketException or TimeoutException)
        {
            // Polling goes on; a reader that fails shows its own problem.
        }
    }
}
