using Bridge.Chains;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Intake;

/// <summary>Turns new heads of a chain into wake-ups. It carries no facts, so losing it costs a polling interval and nothing else.</summary>
internal sealed class HeadWatcher(ChainClients chain, IReadOnlyList<Signal> wakes, RelayerOptions options, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await foreach (var _ in chain.WatchHeads(cancellationToken).WithCancellation(cancellationToken))
                {
                    foreach (var wake in wakes) wake.Set();
                }
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is ChainReadException or HttpRequestException or IOException or System.Net.WebSockets.WebSocketException)
            {
                // Polling goes on; a reader that fails shows its own problem.
            }

            await new Signal().WaitAsync(TimeSpan.FromMilliseconds(options.RetryMinMilliseconds) * 5, time, cancellationToken);
        }
    }
}
