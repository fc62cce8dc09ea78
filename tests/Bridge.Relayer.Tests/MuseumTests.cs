using Bridge.Protocol;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests;

/// <summary>M71: a relayer pays twice. Ten relayers race, each is killed somewhere, one is left at the end: exactly one payment.</summary>
public sealed class MuseumTests
{
    private const int Relayers = 10;

    private static readonly TransferId Only = TransferId.From(TransferBuilder.SolanaToEvm, 1);

    /// <summary>Relayer i is killed at its (first + i)-th await, so the rows together kill at each of the first forty awaits.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(21)]
    [InlineData(31)]
    public async Task Museum_M71_TenRelayersKilledAtEveryAwait_PayExactlyOnce(int first)
    {
        await using var world = await World.StartAsync();
        var kills = Enumerable.Range(first, Relayers).Select(step => new KillSwitch(step)).ToList();
        var relayers = kills.Select((kill, i) => world.StartRelayer($"r{i}", kill: kill)).ToList();

        world.SolanaIn.MineFinal(TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm));
        await world.EventuallyAsync(() => kills.All(kill => kill.HasKilled) || world.EvmOut.Payments.Count > 0, "all dead, or paid");
        foreach (var relayer in relayers) await relayer.StopAsync();
        var survivor = world.StartRelayer("survivor");
        await world.EventuallyAsync(() => World.Status(survivor, Only)?.State == TransferState.Released, "released");

        world.EvmOut.Payments.ShouldBe([Only]);
        world.EvmOut.Forged.ShouldBe(0);
    }

    [Fact]
    public async Task Museum_M71_TenRelayersWithoutRedis_PayExactlyOnce()
    {
        // Nothing keeps them apart: each does all of the work, and the chain pays once.
        await using var world = await World.StartAsync();
        await world.Redis.KillAsync();
        var relayers = Enumerable.Range(0, Relayers).Select(i => world.StartRelayer($"r{i}")).ToList();

        world.SolanaIn.MineFinal(TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm));
        foreach (var relayer in relayers) await world.EventuallyAsync(() => World.Status(relayer, Only)?.State == TransferState.Released, "released everywhere");

        world.EvmOut.Payments.ShouldBe([Only]);
    }

    [Fact]
    public async Task Museum_M71_TwoRelayers_DivideTheWorkAndPayOnce()
    {
        await using var world = await World.StartAsync();
        var relayers = new[] { world.StartRelayer("r1"), world.StartRelayer("r2") };
        for (ulong i = 1; i <= 30; i++) world.SolanaIn.MineFinal(TransferBuilder.Transfer(i, TransferBuilder.SolanaToEvm));

        foreach (var relayer in relayers)
        {
            await world.EventuallyAsync(() => Enumerable.Range(1, 30).All(i =>
                World.Status(relayer, TransferId.From(TransferBuilder.SolanaToEvm, (ulong)i))?.State == TransferState.Released), "released in both views");
        }

        world.EvmOut.Payments.Count.ShouldBe(30);
        world.EvmOut.Payments.Distinct().Count().ShouldBe(30);
        // With Redis up no batch is signed by both.
        world.EvmOut.Attempts.Sum().ShouldBe(30);
    }
}
