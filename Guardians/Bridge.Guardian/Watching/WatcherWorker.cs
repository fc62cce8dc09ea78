using Bridge.Chains;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Watching;

/// <summary>Steps one watcher for as long as the guardian runs.</summary>
/// <remarks>A step that is good is followed by the next after the poll time, or at once while there is more to read; a failed one waits longer each time, up to ten poll times.</remarks>
/// <param name="watcher">Whom it steps.</param>
/// <param name="wake">Ends the poll time early.</param>
/// <param name="poll">The poll time now.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class WatcherWorker(ChainWatcher watcher, Signal wake, Func<TimeSpan> poll, TimeProvider time, ILogger logger) : BackgroundService
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

            await wake.WaitAsync(poll() * Math.Max(1, failures), time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(110, LogLevel.Error, "the watcher of chain {Chain} broke; it goes on from its cursor")]
        public static partial void StepBroke(ILogger logger, ushort chain, Exception exception);
    }
}

/// <summary>Watches the heads of one chain for as long as the guardian runs.</summary>
public sealed class HeadWorker(ChainWakes wakes) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await wakes.RunAsync(stoppingToken);
    }
}
