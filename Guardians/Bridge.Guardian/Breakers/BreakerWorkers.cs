using Bridge.Chains;
using Bridge.Risk.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>Runs one step after the other for as long as the guardian does; a step that breaks is logged and tried again.</summary>
/// <param name="name">What it does, for the log.</param>
/// <param name="step">One step; whether it did what it is for.</param>
/// <param name="wait">The time between two.</param>
/// <param name="limit">How long one may take.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
/// <param name="again">The time after a step that did not; null: the same.</param>
/// <param name="wake">Ends the time between two early; null: nothing does.</param>
public sealed partial class BreakerWorker(
    string name, Func<CancellationToken, Task<bool>> step, TimeSpan wait, TimeSpan limit, TimeProvider time, ILogger logger, TimeSpan? again = null, Signal? wake = null) : BackgroundService
{
    // Below the blocks of a fast chain, so that a step comes with each; a node that wakes it without end costs five steps a second.
    private static readonly TimeSpan Spacing = TimeSpan.FromMilliseconds(200);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var done = false;
            try
            {
                using var timeout = new CancellationTokenSource(limit, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
                done = await step(either.Token);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StepBroke(logger, name, e);
            }

            await PauseAsync(done ? wait : again ?? wait, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        var asleep = wake is null || pause < Spacing ? pause : Spacing;
        await Task.Delay(asleep, time, cancellationToken);
        if (wake is not null && pause > asleep) await wake.WaitAsync(pause - asleep, time, cancellationToken);
    }

    private static partial class Log
    {
        [LoggerMessage(340, LogLevel.Error, "{Name} broke; it goes on where it was")]
        public static partial void StepBroke(ILogger logger, string name, Exception exception);
    }
}

/// <summary>Wakes the sentinel of a chain with each trip, and again while something is left to do.</summary>
public sealed partial class SentinelWorker(Sentinel sentinel, RiskDesk desk, TimeProvider time, ILogger<SentinelWorker> logger) : BackgroundService
{
    private static readonly TimeSpan Again = TimeSpan.FromMilliseconds(500);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var next = desk.NextTrip;
                if (await sentinel.RunOnceAsync(stoppingToken)) await next.WaitAsync(stoppingToken);
                else await Task.Delay(Again, time, stoppingToken);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StepBroke(logger, e);
                await Task.Delay(Again, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(341, LogLevel.Error, "the sentinel broke; it tries again")]
        public static partial void StepBroke(ILogger logger, Exception exception);
    }
}

/// <summary>Tells the engine that time passes.</summary>
public sealed class RiskClock(RiskDesk desk, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(5);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            desk.Apply(new TimePassed(time.GetUtcNow()));
            await Task.Delay(Tick, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
