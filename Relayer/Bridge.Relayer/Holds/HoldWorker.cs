using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Holds;

/// <summary>Shows what held transfers toward one chain wait for, and has them paid once two officers have approved and the youngest age is past.</summary>
/// <remarks>The chain decides: paying a hold needs no signature but the two approvals that it has recorded itself, so anyone may ask for it.</remarks>
internal sealed partial class HoldWorker(
    ChainClients destination,
    TransferBoard board,
    WorkClaims claims,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<HoldWorker> logger) : SteppedWorker($"{destination.Name} holds", time, problems, logger)
{
    private const int ApprovalsNeeded = 2;
    private static readonly TimeSpan Refused = TimeSpan.FromSeconds(5);

    private readonly ILogger _logger = logger;
    private readonly Dictionary<TransferId, DateTimeOffset> _notBefore = [];
    private RiskDelays? _delays;

    protected override TimeSpan Interval => TimeSpan.FromMilliseconds(Math.Max(500, options.PollMilliseconds));

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var held = board.List(TransferState.Held, int.MaxValue).Where(record => record.Id.Lane.Destination == destination.Chain).ToDictionary(record => record.Id);
        foreach (var gone in _notBefore.Keys.Where(id => !held.ContainsKey(id)).ToList()) _notBefore.Remove(gone);
        claims.KeepOnly(held.Keys.Select(Work).ToHashSet());
        if (held.Count == 0) return;

        _delays ??= await destination.Risk.ReadDelaysAsync(cancellationToken);
        foreach (var hold in await destination.Risk.ReadHoldsAsync(cancellationToken))
        {
            if (held.TryGetValue(hold.Id, out var record)) await StepAsync(record, hold, hold.HeldAt + _delays.HoldMinAge, cancellationToken);
        }
    }

    private async Task StepAsync(TransferRecord record, HeldRelease hold, DateTimeOffset payableAt, CancellationToken cancellationToken)
    {
        var now = Time.GetUtcNow();
        if (hold.Approvals < ApprovalsNeeded)
        {
            board.Waiting(record.Id, $"held on {destination.Name}: {hold.Approvals} of {ApprovalsNeeded} officers have approved; one can reject it, which refunds it");
            return;
        }

        if (now < payableAt)
        {
            board.Waiting(record.Id, $"approved by {ApprovalsNeeded} officers; a hold on {destination.Name} is paid when it is old enough", payableAt);
            return;
        }

        if (_notBefore.TryGetValue(record.Id, out var notBefore) && now < notBefore || !await claims.TakeAsync(Work(record.Id))) return;
        await PayAsync(record, cancellationToken);
    }

    private async Task PayAsync(TransferRecord record, CancellationToken cancellationToken)
    {
        _notBefore[record.Id] = Time.GetUtcNow() + Refused;
        try
        {
            var transaction = await destination.RiskControl.ExecuteHoldAsync(record.Transfer, cancellationToken);
            board.HoldPaid(record.Id, transaction);
            Log.Paid(_logger, record.Id, transaction);
        }
        catch (RiskRefusedException e)
        {
            // Too young by the chain's clock, above the rate limit, a breaker: each passes, or people have to act.
            board.Waiting(record.Id, $"approved by {ApprovalsNeeded} officers; {destination.Name} refuses to pay it now: {e.Error}");
            Log.Refused(_logger, record.Id, e.Error);
        }
    }

    private static string Work(TransferId id) => $"hold:{id}";

    private static partial class Log
    {
        [LoggerMessage(EventId = 1701, Level = LogLevel.Information, Message = "held transfer {Id} was approved and is paid in {Transaction}")]
        public static partial void Paid(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1702, Level = LogLevel.Warning, Message = "held transfer {Id} was approved and is not paid now: {Error}")]
        public static partial void Refused(ILogger logger, TransferId id, string error);
    }
}
