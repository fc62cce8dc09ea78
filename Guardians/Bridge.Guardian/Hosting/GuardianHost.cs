using Bridge.Frost.Signer;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Health;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Signing;
using Bridge.Guardian.Watching;
using Bridge.Observability;
using Bridge.Observability.Metrics;
using Bridge.Observability.Tracing;
using Bridge.Protocol;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Hosting;

/// <summary>Puts a guardian together.</summary>
/// <remarks>
/// One process, two listeners: the signing API over TLS with pinned client certificates, and health in plain HTTP. One worker per chain reads
/// finalised locks into the journal; the desk answers from the journal only. When the process stops, open sessions are forgotten.
/// </remarks>
public static class GuardianHost
{
    /// <summary>A guardian, ready to run.</summary>
    public static WebApplication Build(GuardianSetup setup, TimeProvider time)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.AddGuardian(setup, time);
        var app = builder.Build();
        app.MapGuardian(setup);
        return app;
    }

    /// <summary>Adds the guardian's parts.</summary>
    public static void AddGuardian(this WebApplicationBuilder builder, GuardianSetup setup, TimeProvider time)
    {
        var callers = new Callers(setup.Relayers, setup.Peers);
        builder.Logging.AddBridgeConsole();
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            PinnedListener.SetLimits(kestrel);
            kestrel.ListenPinned(new Uri(setup.Options.Listen), setup.Certificate, callers.Allowed);
            kestrel.ListenPlain(new Uri(setup.Options.HealthListen));
        });
        var services = builder.Services;
        services.AddRoutingCore();
        services.AddSingleton(time).AddSingleton(callers).AddSingleton<ChainStatusBoard>().AddSingleton<ChainEpochs>().AddSingleton<GuardianMetrics>();
        services.AddSingleton(_ => new CallerLimiter(setup.Options.RequestsPerSecond, time));
        services.AddSingleton(_ => JournalDatabase.Open(setup.Directory.Journal));
        services.AddSingleton<LockJournal>().AddSingleton<HaltJournal>().AddSingleton<SignIntentJournal>();
        services.AddSigning(setup);
        foreach (var chain in setup.Chains) services.AddWatcher(setup, chain);
        services.AddWayBack(setup);
        services.AddBridgeTelemetry("bridge-guardian", $"guardian-{setup.Options.Index}");
        services.AddSingleton(provider => new SigningTraces(provider.GetRequiredService<SigningDesk>(), setup.Bridge, time));
        services.AddSingleton(provider => new HealthGauges(provider.GetRequiredService<HealthReporter>().Report, () => provider.GetRequiredService<SessionStore<SigningNonces>>().Count));
        services.AddBreakers(setup);
        services.AddSingleton(provider => new HealthReporter(
            setup.Options, [.. setup.Keys.Keys.OrderBy(epoch => epoch.Value)], [.. setup.Chains.Select(chain => (chain.Family.Chain, chain.Family.Name))],
            provider.GetRequiredService<LockJournal>(), provider.GetRequiredService<HaltJournal>(), provider.GetRequiredService<ChainStatusBoard>(),
            new BreakerReporter(provider.GetRequiredService<RiskDesk>(), provider.GetRequiredService<RiskJournal>(), provider.GetRequiredService<LevelBoard>(), [.. provider.GetServices<Sentinel>()]), time));
    }

    /// <summary>Maps the guardian's routes.</summary>
    public static void MapGuardian(this WebApplication app, GuardianSetup setup)
    {
        var services = app.Services;
        app.MapSigning(services.GetRequiredService<Callers>(), services.GetRequiredService<SigningDesk>(), services.GetRequiredService<CallerLimiter>(), services.GetRequiredService<Observations>(),
            services.GetRequiredService<SigningTraces>(), services.GetRequiredService<Transcripts>());
        app.MapBridgeHealth(services.GetRequiredService<HealthReporter>().Report, report => report.Healthy);
        _ = services.GetRequiredService<HealthGauges>();
        app.MapBridgeMetrics(services.GetRequiredService<MetricCollector>());
        app.Lifetime.ApplicationStarted.Register(() =>
            StartLog.Started(app.Logger, setup.Options.Index, setup.Options.Listen, setup.Options.HealthListen, setup.Relayers.Count, setup.Peers.Count));
        if (setup.Relayers.Count == 0) StartLog.NobodyMayAsk(app.Logger);
    }

    private static void AddSigning(this IServiceCollection services, GuardianSetup setup)
    {
        var options = setup.Options;
        services.AddSingleton(provider => new BatchSource(
            setup.Bridge, setup.Limits, provider.GetRequiredService<LockJournal>(), provider.GetRequiredService<HaltJournal>(), provider.GetRequiredService<ChainStatusBoard>()));
        services.AddSingleton(provider => new SessionStore<SigningNonces>(
            TimeSpan.FromSeconds(options.SessionSeconds), options.MaximumSessions, options.MaximumSessionsPerRelayer, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService<SessionExpiryWorker>();
        services.AddSingleton(provider => new Observations(options.Index, setup.Identity, provider.GetRequiredService<LockJournal>()));
        services.AddSingleton(provider => new SigningDesk(
            options.Index, setup.Keys, provider.GetRequiredService<BatchSource>(), provider.GetRequiredService<ChainEpochs>(), provider.GetRequiredService<WayBackRules>(),
            provider.GetRequiredService<BreakerRules>(), provider.GetRequiredService<SessionStore<SigningNonces>>(),
            provider.GetRequiredService<SignIntentJournal>(), provider.GetRequiredService<GuardianMetrics>(), provider.GetRequiredService<ILogger<SigningDesk>>()));
    }

    private static void AddWatcher(this IServiceCollection services, GuardianSetup setup, WatchedChain chain)
    {
        var options = setup.Options;
        services.AddKeyedSingleton(chain.Family.Chain, (provider, _) => new ChainWakes(
            chain.Family, chain.Sources(options).Urls[0], TimeSpan.FromMilliseconds(options.PollMilliseconds), provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IHostedService>(provider => new HeadWorker(provider.GetRequiredKeyedService<ChainWakes>(chain.Family.Chain)));
        services.AddSingleton<IHostedService>(provider =>
        {
            var logger = provider.GetRequiredService<ILoggerFactory>().CreateLogger($"Bridge.Guardian.Watching.{chain.Family.Name}");
            var time = provider.GetRequiredService<TimeProvider>();
            var journal = provider.GetRequiredService<LockJournal>();
            var watcher = new ChainWatcher(
                chain.Reader(options, journal.FinalizedHead(chain.Family.Chain)), setup.Bridge, TimeSpan.FromSeconds(options.ReadTimeoutSeconds), journal,
                provider.GetRequiredService<HaltJournal>(), provider.GetRequiredService<ChainStatusBoard>(), provider.GetRequiredService<IRiskFeed>(), time, logger)
            {
                Sources = chain.Sources(options).Urls.Count,
            };
            var wakes = provider.GetRequiredKeyedService<ChainWakes>(chain.Family.Chain);
            // What is forged is found with the next read of its source: that one waits for nothing.
            provider.GetRequiredService<RiskDesk>().LocksAwaited += source =>
            {
                if (source == chain.Family.Chain) wakes.Locks.Set();
            };
            return new WatcherWorker(watcher, wakes.Locks, () => wakes.Poll, time, logger);
        });
        services.AddSingleton<IHostedService>(provider =>
        {
            var (urls, quorum) = chain.Sources(options);
            return new EpochWorker(
                [.. urls.Select(chain.Family.GuardianKeyReader)], quorum, setup.Bridge, provider.GetRequiredService<ChainEpochs>(), provider.GetRequiredService<TimeProvider>(),
                provider.GetRequiredService<ILoggerFactory>().CreateLogger($"Bridge.Guardian.Watching.{chain.Family.Name}"));
        });
    }
}

internal static partial class StartLog
{
    [LoggerMessage(1, LogLevel.Information, "guardian {Index} listens on {Listen} for {Relayers} relayers and {Peers} guardians, health on {HealthListen}")]
    public static partial void Started(ILogger logger, ushort index, string listen, string healthListen, int relayers, int peers);

    [LoggerMessage(2, LogLevel.Warning, "no relayer is pinned: nobody may ask this guardian for a signature")]
    public static partial void NobodyMayAsk(ILogger logger);
}
