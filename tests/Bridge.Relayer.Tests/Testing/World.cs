using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Signing;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Relayer.Tests.Testing;

/// <summary>Two chains, five guardians (three must sign) and a Redis, around any number of relayers.</summary>
internal sealed class World : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly List<RunningRelayer> _relayers = [];

    private World(RedisServer redis)
    {
        Redis = redis;
        EvmOut = new FakeDestination(TransferBuilder.Evm, Group.Public) { MaxBatch = 128 };
        SolanaOut = new FakeDestination(TransferBuilder.Solana, Group.Public);
        EvmIn.MineFinal();
        SolanaIn.MineFinal();
        Guardians = [.. Group.Keys.Select(key => new FakeGuardian(key, JournalAsync) { Rules = Rules })];
    }

    public DealtGroup Group { get; } = new(threshold: 3, count: 5);

    public RedisServer Redis { get; }

    /// <summary>The key that the relayers' deployment file holds when it is read again; null while it cannot be read.</summary>
    public DealtGroup? DeploymentFile { get; set; }

    public FakeChain EvmIn { get; } = new(TransferBuilder.Evm);

    public FakeChain SolanaIn { get; } = new(TransferBuilder.Solana);

    public FakeDestination EvmOut { get; }

    public FakeDestination SolanaOut { get; }

    public IReadOnlyList<FakeGuardian> Guardians { get; }

    public RecordingLoggers Loggers { get; } = new();

    public static async Task<World> StartAsync() => new(await RedisServer.StartAsync());

    public static RelayerOptions Options(string redis, string name = "r1") => new()
    {
        Name = name,
        Listen = "http://127.0.0.1:7100",
        Redis = redis,
        PollMilliseconds = 30,
        RefundPollMilliseconds = 30,
        ReadSpacingMilliseconds = 5,
        LeaseMilliseconds = 400,
        InFlightMilliseconds = 1_500,
        ClaimIdleMilliseconds = 600,
        RedisGraceMilliseconds = 300,
        StarvationMilliseconds = 2_000,
        RetryMinMilliseconds = 20,
        RetryMaxMilliseconds = 300,
        SigningDeadlineMilliseconds = 3_000,
        OvertakeMilliseconds = 40,
        GuardianTimeoutMilliseconds = 1_000,
        UnknownBatchMilliseconds = 300,
    };

    /// <summary>What an honest guardian has in its journal: the locks that are final.</summary>
    public async Task<TransferBatch?> JournalAsync(BatchId name)
    {
        var chain = name.Lane.Source == TransferBuilder.Evm ? EvmIn : SolanaIn;
        var final = (await chain.ReadFinalizedAsync(LockCursor.Start, CancellationToken.None)).Locks
            .Select(found => found.Transfer).Where(transfer => transfer.Id.Lane == name.Lane && transfer.Id.Sequence >= name.First && transfer.Id.Sequence <= name.Last).ToList();
        return final.Count == name.Count ? new TransferBatch(final) : null;
    }

    /// <summary>What an honest guardian signs for: as <c>WayBackRules</c>.</summary>
    private RefusalReason? Rules(SigningPurpose purpose, BatchId name)
    {
        var (source, destination) = name.Lane.Source == TransferBuilder.Evm ? (EvmOut, SolanaOut) : (SolanaOut, EvmOut);
        var ids = Enumerable.Range(0, (int)name.Count).Select(i => TransferId.From(name.Lane, name.First + (ulong)i)).ToList();
        return purpose switch
        {
            SigningPurpose.Attestation => ids.Exists(id => source.IsRequested(id) || destination.IsVoidAndFinal(id)) ? RefusalReason.OnItsWayBack : null,
            SigningPurpose.Void => !source.IsRequested(ids[0]) ? RefusalReason.NotRequested : destination.Payments.Contains(ids[0]) ? RefusalReason.AlreadyReleased : null,
            SigningPurpose.Refund => destination.IsVoidAndFinal(ids[0]) ? null : RefusalReason.NotVoided,
            _ => RefusalReason.BadRequest,
        };
    }

    /// <summary>The guardians have made the key of the next epoch.</summary>
    public DealtGroup MakeNextKey()
    {
        var next = new DealtGroup(threshold: 3, count: 5, epoch: 2);
        foreach (var (guardian, key) in Guardians.Zip(next.Keys)) guardian.Learn(key);
        return next;
    }

    /// <summary>A chain puts a key in force.</summary>
    public static void Rotate(FakeDestination chain, DealtGroup next) => chain.Key = new(TransferBuilder.Bridge, next.Keys[0].Epoch, next.Public.GroupKey);

    public RunningRelayer StartRelayer(string name = "r1", Func<RelayerOptions, RelayerOptions>? change = null, KillSwitch? kill = null)
    {
        var options = Options(Redis.Endpoint, name);
        if (change is not null) options = change(options);
        var stop = kill?.Source ?? new CancellationTokenSource();
        var core = new RelayerCore(Parts(options, kill), TimeProvider.System, Loggers);
        var running = new RunningRelayer(core, stop, core.RunAsync(stop.Token));
        _relayers.Add(running);
        return running;
    }

    /// <summary>Waits for a condition; fails with what the log says.</summary>
    public Task EventuallyAsync(Func<bool> condition, string what) => EventuallyAsync(() => Task.FromResult(condition()), what);

    /// <summary>Waits for a condition that takes asking; fails with what the log says.</summary>
    public async Task EventuallyAsync(Func<Task<bool>> condition, string what)
    {
        using var timeout = new CancellationTokenSource(Patience);
        while (!await condition())
        {
            if (timeout.IsCancellationRequested) throw new InvalidOperationException($"never happened: {what}\n{string.Join('\n', Loggers.Lines.TakeLast(60))}");
            await Task.Delay(10);
        }
    }

    public static TransferStatus? Status(RunningRelayer relayer, TransferId id) => relayer.Core.Board.Find(id)?.ToStatus();

    public async ValueTask DisposeAsync()
    {
        foreach (var relayer in _relayers) await relayer.DisposeAsync();
        await Redis.DisposeAsync();
        Loggers.Lines.ShouldNotContain(line => line.Contains("(null)", StringComparison.Ordinal), "what is not known is said in words");
    }

    private RelayerParts Parts(RelayerOptions options, KillSwitch? kill)
    {
        var chains = new[] { Clients("evm", EvmIn, EvmOut, kill), Clients("solana", SolanaIn, SolanaOut, kill) };
        IReadOnlyList<IGuardianClient> guardians = [.. Guardians.Select(guardian => kill is null ? (IGuardianClient)guardian : new MortalGuardian(guardian, kill))];
        return new RelayerParts(options, TransferBuilder.Bridge, new GuardianKeySet(DealtGroup.Epoch, Group.Public, guardians),
            () => DeploymentFile is { } next ? new GuardianKeySet(next.Keys[0].Epoch, next.Public, guardians) : null, chains, scope => $"<{scope}>");
    }

    private static ChainClients Clients(string name, FakeChain source, FakeDestination destination, KillSwitch? kill)
    {
        if (kill is null) return new(name, source, destination, destination, destination, destination, destination, destination, destination, _ => NoHeads());
        var (mortal, wayBack) = (new MortalDestination(destination, kill), new MortalWayBack(destination, kill));
        return new(name, new MortalLockReader(source, kill), mortal, mortal, wayBack, wayBack, destination, destination, destination, _ => NoHeads());
    }

    private static async IAsyncEnumerable<ulong> NoHeads()
    {
        await Task.Yield();
        yield break;
    }
}

/// <summary>A relayer under way.</summary>
internal sealed class RunningRelayer(RelayerCore core, CancellationTokenSource stop, Task running) : IAsyncDisposable
{
    public RelayerCore Core => core;

    public async Task StopAsync()
    {
        await stop.CancelAsync();
        await running;
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        await core.DisposeAsync();
        stop.Dispose();
    }
}
