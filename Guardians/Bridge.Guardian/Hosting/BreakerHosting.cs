using Bridge.Chains;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Breakers.Control;
using Bridge.Guardian.Configuration;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Protocol.Transport;
using Bridge.Risk;
using Bridge.Risk.Rules;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Hosting;

/// <summary>Puts the part of a guardian together that watches what leaves the chains, trips breakers and raises levels.</summary>
internal static class BreakerHosting
{
    private static readonly TimeSpan Reserves = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan PeerPoll = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan PeerLimit = TimeSpan.FromSeconds(5);
    // At once with a block of the EVM chain. On Solana a read is a search among the program's accounts, which is too much for each slot.
    private static readonly TimeSpan Outflow = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Levels = TimeSpan.FromSeconds(1);
    // Far below any delay of the control plane; a read asks for every key's nonce and, on EVM, for the schedule's whole history.
    private static readonly TimeSpan Control = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan Rehearsal = TimeSpan.FromMinutes(10), RehearsalAgain = TimeSpan.FromSeconds(15);

    public static void AddBreakers(this IServiceCollection services, GuardianSetup setup)
    {
        var options = setup.Options;
        var rules = RuleSet.Load(options.Rules);
        services.AddSingleton<IHostedService>(provider => new TripDrill(rules, options.RiskThresholds, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<RiskJournal>().AddSingleton<OutflowBoard>().AddSingleton<LevelBoard>();
        services.AddSingleton(provider => new RiskDesk(
            new RiskEngine(rules, options.RiskThresholds), provider.GetRequiredService<RiskJournal>(), provider.GetRequiredService<LockJournal>(),
            provider.GetRequiredService<SignIntentJournal>(), TimeSpan.FromSeconds(options.SlowSeconds), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<RiskDesk>>()));
        services.AddSingleton<IRiskFeed>(provider => provider.GetRequiredService<RiskDesk>());
        services.AddSingleton(provider => new BreakerRules(
            provider.GetRequiredService<RiskDesk>(), provider.GetRequiredService<LevelBoard>(), provider.GetRequiredService<OutflowBoard>(), TimeSpan.FromSeconds(options.MaximumLagSeconds),
            provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new Transcripts(
            options.Index, provider.GetRequiredService<LockJournal>(), provider.GetRequiredService<SignIntentJournal>(), provider.GetRequiredService<ChainStatusBoard>()));
        services.AddHostedService<RiskClock>();
        if (setup.PeerAddresses.Count > 0) services.AddPeers(setup);
        foreach (var chain in setup.Chains) services.AddChainBreakers(setup, chain);
        services.AddSingleton(provider => new SentinelAccounts(setup.Identity, setup.Chains.Select(chain => chain.Family.Name)));
        foreach (var chain in setup.Chains) services.AddSentinel(setup, chain);
    }

    private static void AddPeers(this IServiceCollection services, GuardianSetup setup) => services.AddSingleton<IHostedService>(provider =>
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var peers = setup.PeerAddresses.Select(member => new Peer(
            member.Index, new HttpClient(PinnedTls.CreateHandler(setup.Certificate, TlsPin.Parse(member.TlsPin))) { BaseAddress = new Uri(member.Url), Timeout = PeerLimit }));
        var watcher = new PeerWatcher(
            [.. peers], setup.Threshold, provider.GetRequiredService<RiskDesk>(), provider.GetRequiredService<LockJournal>(), provider.GetRequiredService<Transcripts>(), time);
        return new BreakerWorker("the peer watcher", watcher.RunOnceAsync, PeerPoll, 2 * PeerLimit, time, Logger(provider, "Bridge.Guardian.Peers"));
    });

    private static void AddChainBreakers(this IServiceCollection services, GuardianSetup setup, WatchedChain chain)
    {
        var family = chain.Family;
        var limit = TimeSpan.FromSeconds(setup.Options.ReadTimeoutSeconds);
        services.AddSingleton<IHostedService>(provider =>
        {
            var (urls, quorum) = chain.Sources(setup.Options);
            var (time, logger, locks) = (provider.GetRequiredService<TimeProvider>(), Logger(provider, $"Bridge.Guardian.Outflow.{family.Name}"), provider.GetRequiredService<LockJournal>());
            var reserves = setup.Assets.Count == 0 ? null : new ReserveReader(family.AccountReader(urls[0]), setup.Assets, family.DecimalsOf, Reserves, time);
            var watcher = new OutflowWatcher(
                [.. urls.Select(family.OutflowReader)], quorum, reserves, provider.GetRequiredService<RiskJournal>(), locks, provider.GetRequiredService<ChainStatusBoard>(),
                provider.GetRequiredService<OutflowBoard>(), provider.GetRequiredService<IRiskFeed>(), time, logger);
            return new BreakerWorker($"the outflow watcher of chain {family.Chain}", watcher.RunOnceAsync, Outflow, limit, time, logger,
                wake: provider.GetRequiredKeyedService<ChainWakes>(family.Chain).Outflow);
        });
        services.AddSingleton<IHostedService>(provider =>
        {
            var (urls, quorum) = chain.Sources(setup.Options);
            var logger = Logger(provider, $"Bridge.Guardian.Levels.{family.Name}");
            var watcher = new LevelWatcher([.. urls.Select(family.RiskReader)], quorum, ScopesOf(setup, family.Chain), provider.GetRequiredService<LevelBoard>(), logger);
            return new BreakerWorker($"the level watcher of chain {family.Chain}", watcher.RunOnceAsync, Levels, limit, provider.GetRequiredService<TimeProvider>(), logger);
        });
        services.AddSingleton<IHostedService>(provider =>
        {
            var (urls, quorum) = chain.Sources(setup.Options);
            var (time, logger, secret) = (
                provider.GetRequiredService<TimeProvider>(), Logger(provider, $"Bridge.Guardian.Control.{family.Name}"), provider.GetRequiredService<SentinelAccounts>().SecretOf(family.Name));
            var sources = urls.Select(url => new ControlReader(
                family.RiskReader(url), family.GuardianKeyReader(url), family.KeyRotator(url, secret), setup.Assets.Count == 0 ? null : family.AccountReader(url), setup.Assets,
                ScopesOf(setup, family.Chain)));
            var watcher = new ControlWatcher([.. sources], quorum, provider.GetRequiredService<RiskJournal>(), provider.GetRequiredService<IRiskFeed>(), time, logger);
            return new BreakerWorker($"the control watcher of chain {family.Chain}", watcher.RunOnceAsync, Control, limit, time, logger);
        });
    }

    private static void AddSentinel(this IServiceCollection services, GuardianSetup setup, WatchedChain chain)
    {
        services.AddKeyedSingleton(chain.Family.Chain, (provider, _) => MakeSentinel(setup, chain, provider));
        services.AddSingleton(provider => provider.GetRequiredKeyedService<Sentinel>(chain.Family.Chain));
        services.AddSingleton<IHostedService>(provider => new SentinelWorker(
            provider.GetRequiredKeyedService<Sentinel>(chain.Family.Chain), provider.GetRequiredService<RiskDesk>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SentinelWorker>>()));
        services.AddSingleton<IHostedService>(provider => new BreakerWorker(
            $"the rehearsal on chain {chain.Family.Chain}", provider.GetRequiredKeyedService<Sentinel>(chain.Family.Chain).RehearseAsync, Rehearsal,
            TimeSpan.FromSeconds(setup.Options.ReadTimeoutSeconds), provider.GetRequiredService<TimeProvider>(), Logger(provider, $"Bridge.Guardian.Rehearsal.{chain.Family.Name}"), RehearsalAgain));
    }

    private static Sentinel MakeSentinel(GuardianSetup setup, WatchedChain chain, IServiceProvider provider)
    {
        var time = provider.GetRequiredService<TimeProvider>();
        var where = SentinelChain.Of(chain.Family, chain.Sources(setup.Options).Urls[0], provider.GetRequiredService<SentinelAccounts>());
        return new(
            new(setup.Bridge, setup.Identity, where, time), Others(setup, chain.Family.Chain), setup.Assets.Select(asset => AssetId.From(Bytes32.Parse(asset.Id))).ToHashSet(),
            provider.GetRequiredService<RiskDesk>(), provider.GetRequiredService<RiskJournal>(), time, provider.GetRequiredService<ILogger<Sentinel>>());
    }

    private static IReadOnlyList<ChainId> Others(GuardianSetup setup, ChainId chain) => [.. setup.Chains.Select(other => other.Family.Chain).Where(other => other != chain)];

    private static IReadOnlyList<RiskScope> ScopesOf(GuardianSetup setup, ChainId chain) =>
        RiskScope.All(Others(setup, chain), setup.Assets.Select(asset => AssetId.From(Bytes32.Parse(asset.Id))));

    private static ILogger Logger(IServiceProvider provider, string name) => provider.GetRequiredService<ILoggerFactory>().CreateLogger(name);
}
