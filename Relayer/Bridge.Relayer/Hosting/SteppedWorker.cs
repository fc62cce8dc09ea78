using Bridge.Chains;
using Bridge.Observability;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Hosting;

/// <summary>
/// A loop whose every turn a test can run by hand. Between turns it waits to be woken, at most one polling interval; a turn that fails is logged,
/// shown as a problem, and tried again after a growing, bounded pause.
/// </summary>
internal abstract partial class SteppedWorker(string part, TimeProvider time, ProblemBoard problems, ILogger logger)
{
    private static readonly TimeSpan MinPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(5);

    /// <summary>Ends the wait between two turns.</summary>
    public Signal Wake { get; } = new();

    /// <summary>Longest wait between two turns.</summary>
    protected abstract TimeSpan Interval { get; }

    /// <summary>Shortest time between two turns.</summary>
    protected virtual TimeSpan Spacing => TimeSpan.Zero;

    protected TimeProvider Time => time;

    /// <summary>One turn.</summary>
    public abstract Task RunOnceAsync(CancellationToken cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = MinPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await RunOnceAsync(cancellationToken);
                if (problems.Clear(part)) Log.Recovered(logger, part);
                pause = MinPause;
                if (Spacing > TimeSpan.Zero) await Task.Delay(Spacing, time, cancellationToken);
                await Wake.WaitAsync(Interval, time, cancellationToken);
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The outermost loop: whatever went wrong in one turn, the next one starts from facts.
                if (problems.Raise(part, e.Message)) Log.Failed(logger, part, e.Message, e is ChainReadException or RedisUnavailableException ? null : e);
                await PauseAsync(pause, cancellationToken);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }
        }
    }

    private async Task PauseAsync(TimeSpan pause, CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(pause, time, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            // The loop ends at its own check.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1001, Level = LogLevel.Warning, Message = "{Part} does not work: {Problem}")]
        public static partial void Failed(ILogger logger, string part, string problem, Exception? exception);

        [LoggerMessage(EventId = 1002, Level = LogLevel.Information, Message = "{Part} works again")]
        public static partial void Recovered(ILogger logger, string part);
    }
}
