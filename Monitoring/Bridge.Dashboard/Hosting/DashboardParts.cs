using System.Security.Cryptography.X509Certificates;
using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.Audit;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.History;
using Bridge.Dashboard.Live;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Sessions;
using Bridge.Dashboard.Storage;
using Bridge.Dashboard.Users;
using Bridge.Dashboard.Views;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Microsoft.Extensions.Logging;

namespace Bridge.Dashboard.Hosting;

/// <summary>What a dashboard is made from.</summary>
internal sealed record DashboardInputs
{
    public required DashboardDirectory Directory { get; init; }

    public required DashboardOptions Options { get; init; }

    public required Deployment Deployment { get; init; }

    /// <summary>Clients of both chains.</summary>
    public required IReadOnlyList<IChainFamily> Families { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Transport to guardians' health and relayers' status; null: HTTP.</summary>
    public HttpMessageHandler? PartyTransport { get; init; }
}

/// <summary>The parts of a running dashboard, put together by hand: what needs what is here to be read.</summary>
internal sealed class DashboardParts : IDisposable
{
    private readonly SqliteStore _records, _history;
    private readonly SentinelKey _sentinel;
    private readonly ChainControls _controls;
    private readonly ObservationReader _observations;
    private readonly SignInDesk _signIn;
    private readonly X509Certificate2 _certificate;
    private readonly DashboardMeter _meter = new();

    /// <exception cref="ConfigurationException">A file is missing, open to others, or not what it should be.</exception>
    public DashboardParts(DashboardInputs inputs, ILoggerFactory loggers)
    {
        var (directory, deployment, families) = (inputs.Directory, inputs.Deployment, inputs.Families);
        (Options, Time) = (inputs.Options, inputs.Time);
        _certificate = directory.LoadCertificate();
        _sentinel = new(SecretFile.ReadKey(directory.SentinelKey), deployment.Bridge, Time);
        _records = SqliteStore.Open(directory.Records, Layouts.Records, durable: true);
        _history = SqliteStore.Open(directory.History, Layouts.History, durable: false);

        Network = new(deployment, families, TimeSpan.FromSeconds(Options.StaleSeconds));
        foreach (var board in Network.Boards)
        {
            board.RoleOf(_sentinel.Address);
            foreach (var member in deployment.Guardians.Members) board.RoleOf(SignerAddress.Parse(member.Identity));
        }

        Users = new(directory.Users);
        Audit = new(_records, Time, loggers.CreateLogger<AuditLog>());
        Sessions = new(Users, Options, Time);
        var guard = new SignInGuard(_records, Time);
        _signIn = new(Users, Sessions, guard, Audit, _meter, Time);
        SessionDesk = new(_signIn, Sessions, guard, Users, DeploymentView.Of(deployment, families), Options, Audit, Time);
        Gate = new(Sessions, new(Time), Audit, _meter);

        History = new(_history, Time);
        Queries = new(_history);
        FlowHistory = new(_history, Time);
        (Levels, LimitChanges, ForeignEnds) = (new(_records, Time), new(_records, Time), new(_records, Time));
        var names = new SignerNames(Users, deployment.Guardians, _sentinel.Address);
        ChainReaders = Network.Boards.ToDictionary(board => board.Chain, board => new ChainReader(board, Time));
        ChangeAuthors = Network.Boards.ToDictionary(board => board.Chain, board => new ChangeAuthorReader(board, ChainReaders[board.Chain], Levels, LimitChanges, Network, names, Audit));
        HeadReaders = [.. Network.Boards.Select(board => new HeadReader(board, Time))];
        HistoryReaders = Network.Boards.ToDictionary(board => board.Chain, board => new HistoryReader(board, History, Time));
        PartyReaders = new(deployment, Options, History, Time, inputs.PartyTransport);
        _observations = new(deployment, _certificate, Time);

        Breakers = new(Network, Levels, Time);
        var fillings = new FillingBook(LimitChanges, Time);
        Flows = new(Network, FlowHistory, fillings, PartyReaders, Time);
        Transfers = new(Network, PartyReaders, _observations, new(Network, Queries), Time);
        Reserves = new(Network, FlowHistory, Queries, HistoryReaders, Time);
        Papers = new(_records, deployment.Bridge, Time);
        Foreign = new(Network, Papers, ForeignEnds, names, Time);
        ForeignTrackers = Network.Boards.ToDictionary(board => board.Chain, board => new ForeignTracker(board, ChainReaders[board.Chain], Foreign, ForeignEnds, names, Audit, Time));
        Overview = new(Network, Breakers, Flows, Reserves, Transfers, Queries, History, PartyReaders, Foreign, HistoryReaders, Time);
        Parties = new(Network, PartyReaders, Breakers, Overview, Time);
        Margin = new(Network, Queries, Time);
        Public = new(Network, Transfers, fillings, Time);

        PaperBook = new(Network, Users, names, Foreign, Time);
        _controls = new(Network, families.ToDictionary(family => family.Chain, family => Controls(directory, family)));
        PaperDesk = new(Network, Papers, Queries, _controls, ChainReaders, Levels, LimitChanges, names, Foreign, Audit, Time);
        PaperTracker = new(Network, Papers, ChainReaders, names, Time);
        Tighten = new(Network, _sentinel, _controls, ChainReaders, Levels, LimitChanges, Audit, Time);
        Holds = new(Network, Queries, Transfers, _observations, Papers, PaperBook, Time);
        Limits = new(Network, Papers, Foreign, fillings, names, Time);
        DryRun = new(Network, FlowHistory, Time);
        Feed = new();
        ReadAges = new(Network, HistoryReaders, Time);
        _meter.Observe(() => Feed.Listeners, ReadAges.Now);
        Connect();
    }

    public DashboardOptions Options { get; }

    public TimeProvider Time { get; }

    public Network Network { get; }

    public UserBook Users { get; }

    public AuditLog Audit { get; }

    public SessionStore Sessions { get; }

    public SessionDesk SessionDesk { get; }

    public RequestGate Gate { get; }

    public TransferHistory History { get; }

    public TransferQueries Queries { get; }

    public FlowHistory FlowHistory { get; }

    public LevelHistory Levels { get; }

    public IReadOnlyDictionary<ChainId, ChainReader> ChainReaders { get; }

    public LimitHistory LimitChanges { get; }

    public ForeignBook Foreign { get; }

    public ForeignHistory ForeignEnds { get; }

    public IReadOnlyDictionary<ChainId, ForeignTracker> ForeignTrackers { get; }

    public IReadOnlyDictionary<ChainId, ChangeAuthorReader> ChangeAuthors { get; }

    public IReadOnlyList<HeadReader> HeadReaders { get; }

    public IReadOnlyDictionary<ChainId, HistoryReader> HistoryReaders { get; }

    public PartyReaders PartyReaders { get; }

    public BreakerBook Breakers { get; }

    public FlowBook Flows { get; }

    public TransferBook Transfers { get; }

    public ReserveWatch Reserves { get; }

    public OverviewBook Overview { get; }

    public PartyBook Parties { get; }

    public MarginBook Margin { get; }

    public PublicBook Public { get; }

    public PaperStore Papers { get; }

    public PaperBook PaperBook { get; }

    public PaperDesk PaperDesk { get; }

    public PaperTracker PaperTracker { get; }

    public TightenDesk Tighten { get; }

    public HoldBook Holds { get; }

    public LimitBook Limits { get; }

    public DryRunDesk DryRun { get; }

    public LiveFeed Feed { get; }

    public ReadAges ReadAges { get; }

    /// <summary>The breaker board with everything that may change it.</summary>
    public object BreakersView() => new
    {
        cells = Breakers.Cells(),
        proposals = Papers.Open().Where(stored => stored.Paper.Action.Kind.Loosens()).Select(PaperBook.View),
        foreign = Foreign.All(),
        delays = Breakers.Delays(),
        sentinel = Breakers.Holds(_sentinel.Address, RiskRole.Sentinel),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _meter.Dispose();
        _signIn.Dispose();
        _controls.Dispose();
        _sentinel.Dispose();
        _observations.Dispose();
        PartyReaders.Dispose();
        _certificate.Dispose();
        _history.Dispose();
        _records.Dispose();
    }

    // What is seen goes into the histories, and what changes goes to the pages.
    private void Connect()
    {
        foreach (var reader in ChainReaders.Values)
        {
            reader.LevelRead += (board, scope, level) => Levels.Observe(board.Chain, scope, level);
            reader.LimitsRead += (board, asset, limits) => LimitChanges.Observe(board.Chain, asset, limits.ToLimits());
            reader.HoldsRead += holds => History.RecordApprovals(holds);
        }

        Levels.Changed += _ => Feed.Publish("breakers", BreakersView());
        ForeignEnds.Changed += () => Feed.Publish("breakers", BreakersView());
        LimitChanges.Changed += _ => Feed.Publish("limits", new { });
        Audit.Added += sequence => Feed.Publish("audit", new { sequence });
        Papers.Changed += digest =>
        {
            if (Feed.HasListeners && Papers.Find(digest) is { } stored) Feed.Publish("paper", PaperBook.View(stored));
        };
        History.Changed += ids =>
        {
            // A backlog is read as a view; events are for what moves now.
            if (!Feed.HasListeners) return;
            foreach (var entry in ids.Take(100).Select(Queries.Find).OfType<TransferEntry>()) Feed.Publish("transfer", Transfers.Row(entry));
        };
    }

    private static IReadOnlyList<IRiskControl> Controls(DashboardDirectory directory, IChainFamily family)
    {
        var secret = SecretFile.ReadKey(directory.FeeKey(family.Name));
        try
        {
            return [.. family.RpcUrls.Select(url => family.RiskControl(url, secret))];
        }
        finally
        {
            System.Security.Cryptography.CryptographicOperations.ZeroMemory(secret);
        }
    }
}
