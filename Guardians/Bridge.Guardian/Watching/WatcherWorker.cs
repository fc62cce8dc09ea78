using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Watching;

/// <summary>Steps one watcher for as long as the guardian runs.</summary>
/// <remarks>A step that is good is followed by the next after the poll time, or at once while there is more to read; a failed one waits longer each time, up to ten poll times.</remarks>
public sealed partial class WatcherWorker(ChainWatcher watcher, TimeSpan poll, TimeProvider time, ILogger logger) : BackgroundService
{
    private const int LongestWait = 10;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        var failures = 0;
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var outcome = await watcher.RunOnceAsync(stoppingToken);
                if (outcome == WatchOutcome.MoreToRead) continue;
                failures = outcome == WatchOutcome.Failed ? Math.Min(failures + 1, LongestWait) : 0;
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                failures = LongestWait;
                watcher.Broke(e);
                Log.StepBroke(logger, watcher.Chain.Value, e);
            }

            await Task.Delay(poll * Math.Max(1, failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "the watcher of chain {Chain} broke; it goes on from its cursor")]
        public static partial void StepBroke(ILogger logger, ushort chain, Exception exception);
    }
}
