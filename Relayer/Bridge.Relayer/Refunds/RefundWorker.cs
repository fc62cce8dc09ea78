using System.Collections.Concurrent;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Refunds;

/// <summary>Sends every transfer that the board shows on its way back on its journey, one relayer each as far as claims allow.</summary>
internal sealed partial class RefundWorker(
    TransferBoard board,
    WorkClaims claims,
    Func<TransferId, RefundJourney> begin,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<RefundWorker> logger) : SteppedWorker("refunds", time, problems, logger)
{
    private readonly ILogger _logger = logger;
    private readonly ConcurrentDictionary<TransferId, DateTimeOffset> _underWay = [];
    private DateTimeOffset _claimedAt = DateTimeOffset.MinValue;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(options.PollMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var onTheirWay = board.OnTheirWayBack().Select(record => record.Id).ToList();
        claims.KeepOnly(onTheirWay.Select(Work).ToHashSet());
        var renew = Time.GetUtcNow() - _claimedAt >= TimeSpan.FromMilliseconds(options.ClaimIdleMilliseconds / 3);
        if (renew) _claimedAt = Time.GetUtcNow();
        foreach (var id in onTheirWay)
        {
            if (_underWay.ContainsKey(id))
            {
                // The work goes on whoever holds the claim now.
                if (renew) await claims.TakeAsync(Work(id));
            }
            else if (_underWay.Count < options.TrackedBatches && await claims.TakeAsync(Work(id)) && _underWay.TryAdd(id, Time.GetUtcNow()))
            {
                _ = TravelAsync(id, cancellationToken);
            }
        }
    }

    private static string Work(TransferId id) => $"refund:{id}";

    private async Task TravelAsync(TransferId id, CancellationToken cancellationToken)
    {
        // Off the worker's own loop: the next transfer does not wait for this one.
        await Task.Yield();
        try
        {
            await begin(id).TravelAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The daemon stops.
        }
        catch (Exception e)
        {
            // The outermost frame of this journey: the transfer is still on its way back and is taken up again.
            Log.Failed(_logger, id, e);
            await Task.Delay(TimeSpan.FromMilliseconds(options.RetryMaxMilliseconds), Time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        finally
        {
            _underWay.TryRemove(id, out _);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1631, Level = LogLevel.Error, Message = "the refund journey of transfer {Id} failed")]
        public static partial void Failed(ILogger logger, TransferId id, Exception exception);
    }
}
