using Bridge.Chains;
using Bridge.Dashboard.Readings;
using Bridge.Observability;
using Bridge.Protocol.Risk;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Dashboard.Hosting;

/// <summary>One thing that is done again and again. A turn that fails is logged once, and tried again after a growing, bounded pause.</summary>
internal sealed partial class Loop(string name, Func<TimeSpan> interval, TimeProvider time, Func<CancellationToken, Task> turn, ProblemBoard problems, ILogger logger)
{
    private static readonly TimeSpan MaxPause = TimeSpan.FromSeconds(10);

    public string Name => name;

    /// <summary>One turn, as a test steps it.</summary>
    public Task RunOnceAsync(CancellationToken cancellationToken) => turn(cancellationToken);

    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var pause = interval();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                await turn(cancellationToken);
                if (problems.Clear(name)) Log.Recovered(logger, name);
                pause = interval();
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // The outermost loop: whatever went wrong in one turn, the next one starts from facts.
                if (problems.Raise(name, e.Message)) Log.Failed(logger, name, e.Message, e is ChainReadException ? null : e);
                pause = pause * 2 < MaxPause ? pause * 2 : MaxPause;
            }

            try
            {
                await Task.Delay(pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 5101, Level = LogLevel.Warning, Message = "{Name} does not work: {Problem}")]
        public static partial void Failed(ILogger logger, string name, string problem, Exception? exception);

        [LoggerMessage(EventId = 5102, Level = LogLevel.Information, Message = "{Name} works again")]
        public static partial void Recovered(ILogger logger, string name);
    }
}

/// <summary>Everything that reads, follows and publishes by itself.</summary>
internal sealed class DashboardLoops : BackgroundService
{
    private static readonly TimeSpan SlowReads = TimeSpan.FromSeconds(5), PartyReads = TimeSpan.FromSeconds(2), Publishing = TimeSpan.FromSeconds(1), PaperLooks = TimeSpan.FromSeconds(1);

    private const int LooksInADelay = 8;

    private readonly DashboardParts _parts;
    private int _holds = -1;

    public DashboardLoops(DashboardParts parts, ILogger<DashboardLoops> logger)
    {
        _parts = parts;
        var poll = TimeSpan.FromMilliseconds(parts.Options.PollMilliseconds);
        var problems = new ProblemBoard();
        Loop NewVarying(string name, Func<TimeSpan> interval, Func<CancellationToken, Task> turn) => new(name, interval, parts.Time, turn, problems, logger);
        Loop New(string name, TimeSpan interval, Func<CancellationToken, Task> turn) => NewVarying(name, () => interval, turn);
        // What is scheduled is looked for several times before it can be carried out.
        TimeSpan BetweenLooks(ChainBoard board) => board.Delays.TryGet(out var delays) ? TimeSpan.FromTicks(Math.Clamp((delays.Loosen / LooksInADelay).Ticks, Math.Min(poll.Ticks, SlowReads.Ticks), SlowReads.Ticks)) : SlowReads;
        All =
        [
            .. parts.Network.Boards.Zip(parts.HeadReaders).Select(pair => New($"{pair.First.Name} heads", poll, pair.Second.ReadAsync)),
            .. parts.Network.Boards.SelectMany(board => new[]
            {
                New($"{board.Name} control plane", poll, parts.ChainReaders[board.Chain].ReadFastAsync),
                New($"{board.Name} roles and delays", SlowReads, parts.ChainReaders[board.Chain].ReadSlowAsync),
                NewVarying($"{board.Name} proposals", () => BetweenLooks(board), async stop =>
                {
                    await parts.ChainReaders[board.Chain].ReadProposalsAsync(stop);
                    await parts.ForeignTrackers[board.Chain].RunOnceAsync(stop);
                }),
                New($"{board.Name} authors", poll, parts.ChangeAuthors[board.Chain].ReadAsync),
                New($"{board.Name} locks", poll, parts.HistoryReaders[board.Chain].ReadLocksAsync),
                New($"{board.Name} ends", poll, parts.HistoryReaders[board.Chain].ReadEndsAsync),
                New($"{board.Name} refunds", poll, parts.HistoryReaders[board.Chain].ReadRefundsAsync),
            }),
            New("guardians", PartyReads, parts.PartyReaders.ReadGuardiansAsync),
            New("relayers", PartyReads, parts.PartyReaders.ReadRelayersAsync),
            New("papers", PaperLooks, parts.PaperTracker.RunOnceAsync),
            New("samples", TimeSpan.FromSeconds(parts.Options.SampleSeconds), SampleAsync),
            New("events", Publishing, PublishAsync),
        ];
    }

    public IReadOnlyList<Loop> All { get; }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(All.Select(loop => loop.RunAsync(stoppingToken)));

    private Task PublishAsync(CancellationToken cancellationToken)
    {
        // Reserves are judged by looks that follow each other, whether or not anybody watches.
        var overview = _parts.Overview.Now();
        _parts.Feed.Publish("overview", overview);
        if (overview.Waiting.Holds != _holds) _parts.Feed.Publish("holds", new { count = _holds = overview.Waiting.Holds });
        return Task.CompletedTask;
    }

    private Task SampleAsync(CancellationToken cancellationToken)
    {
        var now = _parts.Time.GetUtcNow();
        var samples = new List<(string, double?)>();
        foreach (var board in _parts.Network.Boards)
        {
            samples.Add(($"lag:{board.Name}", board.Heads.Any(head => head.TryGetFresh(now, out _)) && board.Head is { } head ? Math.Max(0, (now - head.AdvancedAt).TotalSeconds) : null));
            foreach (var asset in board.Assets)
                samples.Add(($"used:{board.Name}:{asset.Symbol}", board.Limits[ChainBoard.IdOf(asset)].TryGetFresh(now, out var limits) ? Views.LimitState.UsedPercentOf(board.InForce(ChainBoard.IdOf(asset), limits)) : null));
        }

        foreach (var reserve in _parts.Reserves.Look()) samples.Add(($"backing:{reserve.Asset}", reserve.Surplus is { } surplus ? (double)surplus.Units : null));
        samples.Add(("guardians", _parts.Overview.Guardians().Signing));
        foreach (var board in _parts.Network.Boards) samples.Add(($"level:{board.Name}", board.Levels[RiskScope.Everything].TryGetFresh(now, out var level) ? (double)level : null));
        _parts.FlowHistory.AddSamples(samples, TimeSpan.FromDays(_parts.Options.SampleDays));
        return Task.CompletedTask;
    }
}
