using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Refunds;

/// <summary>M71 on the way back: relayers race and die anywhere, and each lock has exactly one end.</summary>
public sealed class RefundMuseumTests
{
    private const int Relayers = 10;

    private static readonly TransferId Only = TransferId.From(TransferBuilder.SolanaToEvm, 1);
    private static readonly Transfer Lock = TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm);

    /// <summary>Relayer i is killed at its (first + i)-th await, so the rows together kill at each of the first eighty awaits.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(11)]
    [InlineData(21)]
    [InlineData(31)]
    [InlineData(41)]
    [InlineData(51)]
    [InlineData(61)]
    [InlineData(71)]
    public async Task Museum_M71_TenRelayersKilledAtEveryAwaitOfARefund_PayBackExactlyOnce(int first)
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        world.SolanaIn.MineFinal(Lock);
        world.SolanaOut.Request(Lock);
        var kills = Enumerable.Range(first, Relayers).Select(step => new KillSwitch(step)).ToList();
        var relayers = kills.Select((kill, i) => world.StartRelayer($"r{i}", kill: kill)).ToList();

        await world.EventuallyAsync(() => kills.All(kill => kill.HasKilled) || world.SolanaOut.PaidBack.Count > 0, "all dead, or paid back");
        foreach (var relayer in relayers) await relayer.StopAsync();
        var survivor = world.StartRelayer("survivor");
        await world.EventuallyAsync(() => World.Status(survivor, Only)?.State == TransferState.Refunded, "refunded");

        world.SolanaOut.PaidBack.ShouldBe([Only]);
        world.EvmOut.Payments.ShouldBeEmpty();
        (world.EvmOut.Voids, world.EvmOut.Forged, world.SolanaOut.Forged).ShouldBe((1, 0, 0));
    }

    /// <summary>One relayer has not heard of the request and releases, the other voids: whichever the destination records first is the only end.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    [InlineData(60)]
    [InlineData(120)]
    [InlineData(250)]
    public async Task Museum_M71_ReleaseRacesVoid_OneEndOnly(int milliseconds)
    {
        await using var world = await World.StartAsync();
        // Guardians that are never behind would not sign both; these do, which is the worst they may do.
        foreach (var guardian in world.Guardians) guardian.Rules = (_, _) => null;
        await world.Redis.KillAsync();
        var relayers = new[] { world.StartRelayer("r1"), world.StartRelayer("r2") };
        for (ulong i = 1; i <= 20; i++) world.SolanaIn.MineFinal(TransferBuilder.Transfer(i, TransferBuilder.SolanaToEvm));
        await Task.Delay(milliseconds);
        for (ulong i = 1; i <= 20; i++) world.SolanaOut.Request(TransferBuilder.Transfer(i, TransferBuilder.SolanaToEvm));

        foreach (var relayer in relayers)
        {
            await world.EventuallyAsync(() => Enumerable.Range(1, 20).All(i =>
                World.Status(relayer, TransferId.From(TransferBuilder.SolanaToEvm, (ulong)i))?.State.IsEnd() == true), "every transfer has ended");
        }

        world.EvmOut.Payments.Intersect(world.SolanaOut.PaidBack).ShouldBeEmpty();
        world.EvmOut.Payments.Concat(world.SolanaOut.PaidBack).ShouldBe(
            Enumerable.Range(1, 20).Select(i => TransferId.From(TransferBuilder.SolanaToEvm, (ulong)i)), ignoreOrder: true);
    }
}
