using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Delivery;
using Bridge.Relayer.Holds;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Queue;
using Bridge.Relayer.Refunds;
using Bridge.Relayer.Signing;
using Bridge.Relayer.Status;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Hosting;

/// <summary>The relayer, put together: which worker there is for which chain and lane, and what wakes it.</summary>
/// <remarks>
/// <code>
/// heads ─► IntakeWorker (per source) ─► TransferBoard ─► LaneWorker (per lane, leads or not) ─► queue ─► BatchWorker ─► BatchJourney
/// heads ─► SettlementWorker (per destination) ─► TransferBoard: released, claimable, held, void             sign ─► deliver ─► watch
///          RefundIntakeWorker (per chain) ─► RefundLedger ─► TransferBoard: asked back, void, refunded ─► RefundWorker ─► RefundJourney
///                                            TransferBoard: held ─► HoldWorker (per destination) ─► paid when approved    void ─► refund
/// </code>
/// Facts come from the chains only. Redis, the guardians and other relayers can delay a transfer; none of them can make this one pay twice or
/// pay the wrong account, because only the destination chain decides, by the group's signature and its own record of what it has consumed.
/// </remarks>
internal sealed class RelayerCore : IAsyncDisposable
{
    private readonly List<Func<CancellationToken, Task>> _loops = [];
    private readonly RedisConnection _redis;
    private readonly RelayerMeter _meter = new();
    private readonly SemaphoreSlim _slots;
    private readonly TransferTelemetry _telemetry;

    public RelayerCore(RelayerParts parts, TimeProvider time, ILoggerFactory loggers)
    {
        var options = parts.Options;
        var chains = parts.Chains.ToDictionary(chain => chain.Chain);
        var keys = new RedisKeys(parts.Bridge);
        _slots = new SemaphoreSlim(options.ConcurrentBatches);
        _redis = new RedisConnection(options.Redis, keys.Wake, time, Problems, loggers.CreateLogger<RedisConnection>());
        Board = new TransferBoard(time, options.RetainedTransfers, chain => chains[chain].Name);
        Status = new StatusStore(_redis, keys, Board, options);
        Signed = new SignedBatches(Board);
        Standing = new GuardianStanding([.. parts.Guardians.Guardians.Select(guardian => guardian.Index)], options, time);
        var gate = new LevelGate(chains, parts.NameOf, time);
        Health = new HealthReporter(options.Name, parts.Guardians.Group.Threshold, Standing, Problems, gate);

        var desk = new SettlementDesk(chains, Board, loggers.CreateLogger<SettlementDesk>());
        var book = new KeyBook(parts.Guardians, parts.ReloadGuardians, set =>
            new SigningCoordinator(set.Group, set.Epoch, set.Guardians, Standing, options, time, _meter, loggers.CreateLogger<SigningCoordinator>()));
        var attestor = new BatchAttestor(book, new AttestationCache(_redis, keys, options), Signed, Board, options, loggers.CreateLogger<BatchAttestor>());
        var queues = new QueueSwitch(
            new RedisBatchQueue(_redis, keys, options, loggers.CreateLogger<RedisBatchQueue>()), new LocalBatchQueue(options, time));
        var journeys = new JourneyRegistry();
        _telemetry = new(parts.Bridge, Board, Standing, parts.Guardians.Group.Threshold, Health, journeys, time);

        var batches = new BatchWorker(queues, journeys,
            entry => new BatchJourney(entry, chains[entry.Batch.Lane.Destination], Board, desk, attestor, gate, _slots, options, time, _meter, loggers.CreateLogger<BatchJourney>()),
            batch => chains.ContainsKey(batch.Lane.Source) && chains.ContainsKey(batch.Lane.Destination),
            options, time, Problems, loggers.CreateLogger<BatchWorker>());
        var lanes = LanesOf(parts.Chains).Select(lane => (Lane: lane, Worker: new LaneWorker(
            lane, Math.Min(chains[lane.Destination].Releaser.MaxBatch, BatchId.MaxCount), Board, desk, queues, journeys, options, time, Problems, loggers.CreateLogger<LaneWorker>()))).ToList();

        var ledger = new RefundLedger(Board, loggers.CreateLogger<RefundLedger>());
        var signer = new RefundSigner(book, new AttestationCache(_redis, keys, options), Board, loggers.CreateLogger<RefundSigner>());
        var refunds = new RefundWorker(Board, new WorkClaims(_redis, keys, options, time),
            id => new RefundJourney(id, chains[id.Lane.Source], chains[id.Lane.Destination], Board, signer, gate, _slots, options, time, loggers.CreateLogger<RefundJourney>()),
            options, time, Problems, loggers.CreateLogger<RefundWorker>());

        foreach (var chain in parts.Chains)
        {
            var heads = new HeadWatcher(chain.WatchHeads, time);
            var intake = new IntakeWorker(chain, heads, Board, desk, options, time, Problems, loggers.CreateLogger<IntakeWorker>());
            var settlement = new SettlementWorker(chain, heads, [.. lanes.Select(lane => lane.Lane).Where(lane => lane.Destination == chain.Chain)], desk, options, time, Problems, loggers.CreateLogger<SettlementWorker>());
            var refundIntake = new RefundIntakeWorker(chain, ledger, options, time, Problems, loggers.CreateLogger<RefundIntakeWorker>());
            var holds = new HoldWorker(chain, Board, new WorkClaims(_redis, keys, options, time), options, time, Problems, loggers.CreateLogger<HoldWorker>());
            var key = new KeyWatcher(chain, parts.Bridge, book, time, Problems, loggers.CreateLogger<KeyWatcher>());
            heads.Wake(intake.Wake);
            heads.Wake(settlement.Wake);
            _loops.AddRange([intake.RunAsync, settlement.RunAsync, refundIntake.RunAsync, holds.RunAsync, key.RunAsync, heads.RunAsync]);
        }

        _loops.AddRange(lanes.Select(lane => (Func<CancellationToken, Task>)lane.Worker.RunAsync));
        _loops.AddRange([batches.RunAsync, refunds.RunAsync, Status.RunAsync, new GuardianProbe(parts.Guardians.Guardians, Standing, time, Problems, loggers.CreateLogger<GuardianProbe>()).RunAsync]);

        Board.Changed += Status.Publish;
        Board.Changed += record =>
        {
            if (record.State == TransferState.Finalized) ledger.Finalized();
            if (record.State.IsOnItsWayBack()) refunds.Wake.Set();
            // A newly final transfer goes on at once; so do the ones that another was in the way of.
            foreach (var (lane, worker) in lanes)
            {
                if (lane == record.Id.Lane && (record.State is TransferState.Finalized or TransferState.VoidRequested || record.State.IsEnd())) worker.Wake.Set();
            }

            if (record is { State: TransferState.Released, Times.Released: not null }) _meter.Released(record.Id.Lane);
        };
        queues.Queued += batches.Wake.Set;
        _redis.Restored += Status.PublishAll;
        _redis.Woken += () =>
        {
            batches.Wake.Set();
            foreach (var (_, worker) in lanes) worker.Wake.Set();
        };
    }

    public ProblemBoard Problems { get; } = new();

    public TransferBoard Board { get; }

    public StatusStore Status { get; }

    public SignedBatches Signed { get; }

    public GuardianStanding Standing { get; }

    public HealthReporter Health { get; }

    /// <summary>Runs until cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => Task.WhenAll(_loops.Select(loop => Task.Run(() => loop(cancellationToken), CancellationToken.None)));

    public async ValueTask DisposeAsync()
    {
        await _redis.DisposeAsync();
        _meter.Dispose();
        _telemetry.Dispose();
        _slots.Dispose();
    }

    private static IEnumerable<Lane> LanesOf(IReadOnlyList<ChainClients> chains) =>
        from source in chains from destination in chains where source.Chain != destination.Chain select Lane.From(source.Chain, destination.Chain);
}
