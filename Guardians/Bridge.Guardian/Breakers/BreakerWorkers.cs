using Bridge.Risk.Events;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>Runs one step after the other for as long as the guardian does; a step that breaks is logged and tried again.</summary>
/// <param name="name">What it does, for the log.</param>
/// <param name="step">One step.</param>
/// <param name="wait">The time between two.</param>
/// <param name="limit">How long one may take.</param>
/// <param name="time">Clock.</param>
/// <param name="logger">Log.</param>
public sealed partial class BreakerWorker(string name, Func<CancellationToken, Task> step, TimeSpan wait, TimeSpan limit, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var timeout = new CancellationTokenSource(limit, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
                await step(either.Token);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StepBroke(logger, name, e);
            }

            await Task.Delay(wait, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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

/// <summary>Lets the sentinel of a chain rehearse, and sooner again while it could not raise a level.</summary>
public sealed class RehearsalWorker(Sentinel sentinel, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Well = TimeSpan.FromMinutes(10), Unwell = TimeSpan.FromSeconds(15);

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            var able = await sentinel.RehearseAsync(stoppingToken);
            await Task.Delay(able ? Well : Unwell, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
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
