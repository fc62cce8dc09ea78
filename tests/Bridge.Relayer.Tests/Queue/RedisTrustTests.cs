using Bridge.Protocol;
using Bridge.Relayer.Queue;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Bridge.Relayer.Tests.Queue;

/// <summary>Redis may be wiped, killed, or written to by anyone: it can delay, and nothing else.</summary>
public sealed class RedisTrustTests
{
    private static readonly RedisKeys Keys = new(TransferBuilder.Bridge);

    private static TransferId Id(ulong sequence) => TransferId.From(TransferBuilder.SolanaToEvm, sequence);

    private static Transfer Lock(ulong sequence) => TransferBuilder.Transfer(sequence, TransferBuilder.SolanaToEvm);

    [Fact]
    public async Task Relayer_RedisIsKilledAndComesBackEmpty_LosesNothing()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        var relayers = new[] { world.StartRelayer("r1"), world.StartRelayer("r2") };
        for (ulong i = 1; i <= 10; i++) world.SolanaIn.MineFinal(Lock(i));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count > 0, "some paid");

        await world.Redis.KillAsync();
        for (ulong i = 11; i <= 20; i++) world.SolanaIn.MineFinal(Lock(i));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 20, "paid without redis");
        relayers[0].Core.Health.Report().Problems.ShouldContain(problem => problem.StartsWith("redis", StringComparison.Ordinal));

        await world.Redis.RestartAsync();
        for (ulong i = 21; i <= 30; i++) world.SolanaIn.MineFinal(Lock(i));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 30, "paid after the return");
        world.EvmOut.MakeFinal();
        foreach (var relayer in relayers) await world.EventuallyAsync(() => World.Status(relayer, Id(30))?.State == TransferState.Released, "released");
        await world.EventuallyAsync(() => relayers.All(relayer => relayer.Core.Health.Report().Healthy), "healthy again");

        world.EvmOut.Payments.Distinct().Count().ShouldBe(30);
    }

    [Fact]
    public async Task Relayer_RedisIsWipedUnderIt_LosesNothing()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        var relayer = world.StartRelayer();
        for (ulong i = 1; i <= 40; i++)
        {
            world.SolanaIn.MineFinal(Lock(i));
            if (i % 4 == 0) await redis.GetDatabase().ExecuteAsync("FLUSHALL");
        }

        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 40, "all paid");
        await world.EventuallyAsync(() => World.Status(relayer, Id(40))?.State == TransferState.Released, "released");
        world.EvmOut.Payments.Distinct().Count().ShouldBe(40);
    }

    [Fact]
    public async Task Relayer_RedisIsNeverThere_StillDelivers()
    {
        await using var world = await World.StartAsync();
        await world.Redis.KillAsync();
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        relayer.Core.Health.Report().Healthy.ShouldBeFalse();
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData("1-2-3")]
    [InlineData("2-1-0+1")]
    [InlineData("2-1-1+0")]
    [InlineData("2-1-1+129")]
    [InlineData("2-1-01+1")]
    [InlineData("2-2-1+1")]
    [InlineData("2-1-1+99999999999999999999")]
    [InlineData("2-1-18446744073709551615+2")]
    [InlineData("9-8-1+1")]
    [InlineData("2-1-999999+3")]
    [InlineData("\u0000\u001b[31m")]
    public async Task Relayer_QueueHoldsHostileEntry_DropsItWithALogAndWorksOn(string name)
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        await redis.GetDatabase().ExecuteAsync("XADD", Keys.Batches, "*", "b", name);
        await redis.GetDatabase().ExecuteAsync("XADD", Keys.Batches, "*", "other", "field");
        await redis.GetDatabase().ExecuteAsync("ZADD", Keys.InFlight(TransferBuilder.SolanaToEvm), "99999999999999", name.Length == 0 ? "x" : name);

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        await world.EventuallyAsync(() => Pending(redis) == 0, "everything acknowledged");

        world.Loggers.Lines.ShouldContain(line => line.Contains("names no batch", StringComparison.Ordinal));
        world.Loggers.Lines.ShouldAllBe(line => !line.Contains('\u001b', StringComparison.Ordinal));
        world.EvmOut.Payments.ShouldBe([Id(1)]);
    }

    [Theory]
    [InlineData("batches")]
    [InlineData("lease")]
    [InlineData("inflight")]
    [InlineData("signing")]
    public async Task Relayer_KeyHasAnotherType_MendsItAndWorksOn(string which)
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        var lane = TransferBuilder.SolanaToEvm;
        var key = which switch { "batches" => Keys.Batches, "lease" => Keys.Lease(lane), "inflight" => Keys.InFlight(lane), _ => Keys.Signing(lane) };
        await redis.GetDatabase().ExecuteAsync("RPUSH", key, "not what it should be");

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_CachedSignatureIsForged_IsNotDelivered()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        // A real signature of the same group, over another batch.
        var other = await SignatureOfAsync(world, TransferBuilder.Batch(1, 7, TransferBuilder.SolanaToEvm));
        var digest = new TransferBatch([Lock(1)]).Digest(DealtGroup.Epoch);
        await redis.GetDatabase().StringSetAsync(Keys.Attestation(digest), other.ToString());

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");

        world.EvmOut.Forged.ShouldBe(0);
        world.EvmOut.Attempts.Count.ShouldBe(1);
        world.Loggers.Said("does not verify").ShouldBeTrue();
    }

    [Fact]
    public async Task Relayer_AnotherRelayerSignedAndDied_DeliversWithoutSigningAgain()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        var batch = new TransferBatch([Lock(1)]);
        var signature = await SignatureOfAsync(world, batch);
        await redis.GetDatabase().StringSetAsync(Keys.Attestation(batch.Digest(DealtGroup.Epoch)), signature.ToString());

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");

        world.Guardians.Sum(guardian => guardian.Commits).ShouldBe(0);
    }

    [Fact]
    public async Task Relayer_EntryOfADeadConsumer_IsTakenOver()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        var db = redis.GetDatabase();
        // Somebody took the batch and died; its in-flight mark would last for an hour.
        await db.ExecuteAsync("XGROUP", "CREATE", Keys.Batches, "relayers", "0", "MKSTREAM");
        await db.ExecuteAsync("XADD", Keys.Batches, "*", "b", "2-1-1+1");
        await db.ExecuteAsync("XREADGROUP", "GROUP", "relayers", "dead", "COUNT", 1, "STREAMS", Keys.Batches, ">");
        await db.ExecuteAsync("ZADD", Keys.InFlight(TransferBuilder.SolanaToEvm), TimeProvider.System.GetUtcNow().AddHours(1).ToUnixTimeMilliseconds(), "2-1-1+1");

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        await world.EventuallyAsync(() => Pending(redis) == 0, "acknowledged");
    }

    [Fact]
    public async Task Relayer_StrangerHoldsTheLeaseForEver_DeliversByItself()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        await redis.GetDatabase().StringSetAsync(Keys.Lease(TransferBuilder.SolanaToEvm), "a stranger");

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_TransferIsAlwaysInFlight_DeliversByItself()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        await redis.GetDatabase().ExecuteAsync("ZADD", Keys.InFlight(TransferBuilder.SolanaToEvm), "99999999999999", "2-1-1+1");

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_RedisIsOutOfMemory_DeliversByItself()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        await redis.GetDatabase().ExecuteAsync("CONFIG", "SET", "maxmemory", "1");

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        world.EvmOut.Payments.ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Relayer_EntryNamesMoreThanTheDestinationTakes_IsNotSigned()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        for (ulong i = 1; i <= 40; i++) world.EvmIn.Mine(TransferBuilder.Transfer(i));
        world.EvmIn.MineFinal();
        await redis.GetDatabase().ExecuteAsync("XADD", Keys.Batches, "*", "b", "1-2-1+40");

        world.StartRelayer();
        await world.EventuallyAsync(() => world.SolanaOut.Payments.Count == 40, "all paid");

        world.SolanaOut.Attempts.Max().ShouldBe(32);
        world.Loggers.Said("more than its destination takes").ShouldBeTrue();
    }

    [Fact]
    public async Task Status_HashClaimsReleased_IsNotBelieved()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectAsync(world);
        world.EvmOut.FinalAtOnce = false;
        foreach (var guardian in world.Guardians) guardian.Conduct = Conduct.Unreachable;
        await redis.GetDatabase().HashSetAsync(Keys.Status(Id(1)), [new HashEntry("rank", "6"), new HashEntry("released", "1700000000000"), new HashEntry("tx", "\u001b[31m")]);

        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => relayer.Core.Board.Find(Id(1)) is not null, "known");
        var status = await relayer.Core.Status.CompleteAsync(relayer.Core.Board.Find(Id(1))!);

        status.State.ShouldNotBe(TransferState.Released);
        status.Times.Released.ShouldBeNull();
        status.DestinationTransaction.ShouldBeNull();
    }

    private static async Task<GroupSignature> SignatureOfAsync(World world, TransferBatch batch)
    {
        var options = World.Options(world.Redis.Endpoint);
        var guardians = world.Group.Keys.Select(key => new FakeGuardian(key, _ => Task.FromResult<TransferBatch?>(batch))).ToList();
        using var meter = new RelayerMeter();
        var coordinator = new Relayer.Signing.SigningCoordinator(world.Group.Public, DealtGroup.Epoch, guardians,
            new Relayer.Signing.GuardianStanding([1, 2, 3, 4, 5], options, TimeProvider.System), options, TimeProvider.System, meter,
            Microsoft.Extensions.Logging.Abstractions.NullLogger<Relayer.Signing.SigningCoordinator>.Instance);
        return ((Relayer.Signing.SigningOutcome.Completed)await coordinator.SignAsync(batch, _ => { }, CancellationToken.None)).Attestation.Signature;
    }

    private static long Pending(ConnectionMultiplexer redis)
    {
        try
        {
            return (long)((RedisResult[])redis.GetDatabase().Execute("XPENDING", Keys.Batches, "relayers"))[0];
        }
        catch (RedisServerException)
        {
            return -1;
        }
    }

    // On a busy machine an answer may take longer than the second that the client waits by itself.
    private static async Task<ConnectionMultiplexer> ConnectAsync(World world) =>
        await ConnectionMultiplexer.ConnectAsync($"{world.Redis.Endpoint},allowAdmin=true,syncTimeout=30000");
}
