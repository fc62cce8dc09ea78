using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests;

/// <summary>Whole journeys over chains in memory, real signing and a real Redis.</summary>
public sealed class JourneyTests
{
    private static TransferId Id(ulong sequence) => TransferId.From(TransferBuilder.SolanaToEvm, sequence);

    private static Transfer Lock(ulong sequence) => TransferBuilder.Transfer(sequence, TransferBuilder.SolanaToEvm);

    [Fact]
    public async Task Relayer_LockBecomesFinal_ReleasesItOnce()
    {
        await using var world = await World.StartAsync();
        var relayer = world.StartRelayer();

        world.SolanaIn.Mine(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Observed, "observed");
        world.EvmOut.Payments.ShouldBeEmpty();
        world.SolanaIn.MineFinal();
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");

        world.EvmOut.Payments.ShouldBe([Id(1)]);
        var status = World.Status(relayer, Id(1))!;
        status.Times.Locked.ShouldNotBeNull();
        status.Times.Final!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.Locked!.Value);
        status.Times.Signed!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.Final!.Value);
        status.Times.Submitted!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.Signed!.Value);
        status.Times.Released!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.Submitted!.Value);
        status.DestinationTransaction.ShouldBe("release 1");
        status.WaitingFor.ShouldBeNull();
    }

    [Fact]
    public async Task Relayer_LockIsNeverFinal_NothingIsSigned()
    {
        await using var world = await World.StartAsync();
        var relayer = world.StartRelayer();

        world.SolanaIn.Mine(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1)) is not null, "observed");
        world.SolanaIn.Reorganise(1);
        await world.EventuallyAsync(() => World.Status(relayer, Id(1)) is null, "forgotten");

        world.Guardians.Sum(guardian => guardian.Commits).ShouldBe(0);
    }

    [Theory]
    [InlineData("evm", BreakerLevel.Stop)]
    [InlineData("evm", BreakerLevel.Cursed)]
    [InlineData("solana", BreakerLevel.Stop)]
    [InlineData("solana", BreakerLevel.Cursed)]
    public async Task Relayer_BreakerOfEitherChain_NothingIsAskedForOrDeliveredUntilItIsLowered(string name, BreakerLevel level)
    {
        await using var world = await World.StartAsync();
        var chain = name == "evm" ? world.EvmOut : world.SolanaOut;
        chain.Level = level;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.WaitingFor?.StartsWith("halted", StringComparison.Ordinal) == true, "it says why it waits");
        World.Status(relayer, Id(1))!.WaitingFor.ShouldBe($"halted on {name} (level {(byte)level} {level} for <everything>): it goes on when officers lower it");
        World.Status(relayer, Id(1))!.WaitsUntil.ShouldBeNull("nobody knows when officers lower it");
        world.Guardians.Sum(guardian => guardian.Commits).ShouldBe(0);
        world.EvmOut.Payments.ShouldBeEmpty();
        // People halted it: that is no illness of the relayer's.
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Healthy, "well");
        relayer.Core.Health.Report().Levels.ShouldContain($"{name}, <everything>: level {(byte)level} {level}; nothing is delivered to or from there until officers lower it");

        // At level 3 the destination itself holds each release.
        chain.Level = BreakerLevel.Hold;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        relayer.Core.Health.Report().Levels.ShouldBeEmpty();
    }

    [Fact]
    public async Task Relayer_LevelsOfTheSourceCannotBeRead_GuardiansDecide()
    {
        await using var world = await World.StartAsync();
        (world.SolanaOut.IsReadable, world.SolanaOut.Level) = (false, BreakerLevel.Cursed);
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        world.EvmOut.Payments.ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Relayer_AnotherWorksOnIt_BothSayWhyItWaits()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Level = BreakerLevel.Stop;
        RunningRelayer[] relayers = [world.StartRelayer("r1"), world.StartRelayer("r2")];
        world.SolanaIn.MineFinal(Lock(1));

        foreach (var relayer in relayers)
        {
            await world.EventuallyAsync(async () => relayer.Core.Board.Find(Id(1)) is { } record
                && await relayer.Core.Status.CompleteAsync(record) is { WaitsUntil: null, WaitingFor: "halted on evm (level 4 Stop for <everything>): it goes on when officers lower it" }, "it says why");
        }
    }

    [Fact]
    public async Task Relayer_BothDirectionsManyTransfers_ReleasesEachOnce()
    {
        await using var world = await World.StartAsync();
        world.StartRelayer("r1");
        world.StartRelayer("r2");

        for (ulong i = 1; i <= 100; i++)
        {
            world.SolanaIn.MineFinal(Lock(i));
            world.EvmIn.MineFinal(TransferBuilder.Transfer(i));
        }

        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 100 && world.SolanaOut.Payments.Count == 100, "all paid");
        world.EvmOut.Payments.Distinct().Count().ShouldBe(100);
        world.SolanaOut.Payments.Distinct().Count().ShouldBe(100);
        world.SolanaOut.Attempts.Max().ShouldBeLessThanOrEqualTo(32);
    }

    [Fact]
    public async Task Relayer_HistoryIsReleasedAlready_SignsAndSendsNothing()
    {
        await using var world = await World.StartAsync();
        for (ulong i = 1; i <= 40; i++)
        {
            world.SolanaIn.MineFinal(Lock(i));
            if (i != 17) world.EvmOut.Consume(Id(i));
        }

        var relayer = world.StartRelayer();
        await world.EventuallyAsync(() => World.Status(relayer, Id(17))?.State == TransferState.Released, "the open one is released");

        world.EvmOut.Payments.ShouldBe([Id(17)]);
        world.EvmOut.Attempts.ShouldBe([1]);
        World.Status(relayer, Id(3))!.State.ShouldBe(TransferState.Released);
        World.Status(relayer, Id(3))!.Times.Released.ShouldBeNull();
    }

    [Fact]
    public async Task Relayer_ReleaseIsNotFinal_IsNotReleased()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1, "paid");
        await Task.Delay(300);
        World.Status(relayer, Id(1))!.State.ShouldBe(TransferState.Submitted);
        World.Status(relayer, Id(1))!.WaitingFor.ShouldBe("waiting for finality on evm");

        world.EvmOut.MakeFinal();
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))!.State == TransferState.Released, "released");
        world.EvmOut.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Relayer_ReleaseIsReorganisedAway_IsSentAgainWithTheSameSignature()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1, "paid");
        var signed = world.Guardians.Sum(guardian => guardian.Signs);
        world.EvmOut.Reorganise();
        await world.EventuallyAsync(() => world.EvmOut.Attempts.Count == 2, "sent again");
        world.EvmOut.MakeFinal();
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))!.State == TransferState.Released, "released");

        world.EvmOut.Payments.ShouldBe([Id(1)]);
        world.Guardians.Sum(guardian => guardian.Signs).ShouldBe(signed);
    }

    [Fact]
    public async Task Relayer_RateLimited_WaitsWithReasonThenDelivers()
    {
        await using var world = await World.StartAsync();
        var fitsAt = DateTimeOffset.Parse("2100-01-01T00:00:00Z");
        var isLimited = true;
        world.EvmOut.Says = _ => isLimited ? new ReleaseOutcome.Limited(fitsAt) : null;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Limited, "limited");
        World.Status(relayer, Id(1))!.WaitsUntil.ShouldBe(fitsAt);
        World.Status(relayer, Id(1))!.WaitingFor.ShouldBe("above the rate limit of evm", "when it ends is said beside it");

        // The chain may know no time: then the relayer asks again after its own pause.
        var tries = 0;
        world.EvmOut.Says = _ => isLimited && Interlocked.Increment(ref tries) > 0 ? new ReleaseOutcome.Limited(null) : null;
        world.SolanaIn.MineFinal(Lock(2));
        await world.EventuallyAsync(() => World.Status(relayer, Id(2))?.State == TransferState.Limited && Volatile.Read(ref tries) > 3, "limited without a time, again and again");
        world.Loggers.Lines.Count(line => line.Contains("transfer 2-1-2 is above the limits in force on evm; when it will fit is not known", StringComparison.Ordinal)).ShouldBe(1, "the same refusal is said once");
        isLimited = false;
        await world.EventuallyAsync(() => World.Status(relayer, Id(2))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_DestinationRefuses_ShowsTheReasonAndTriesAgain()
    {
        await using var world = await World.StartAsync();
        var refuses = true;
        world.EvmOut.Says = _ => refuses ? new ReleaseOutcome.Rejected("Paused()") : null;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.WaitingFor?.Contains("Paused()", StringComparison.Ordinal) == true, "reason shown");
        World.Status(relayer, Id(1))!.State.ShouldBe(TransferState.Signed);
        refuses = false;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_OutcomeUnknown_AsksTheChainBeforeSendingAgain()
    {
        await using var world = await World.StartAsync();
        // The transaction lands, but its sender never hears of it.
        world.EvmOut.Says = id =>
        {
            if (world.EvmOut.Payments.Contains(id)) return null;
            world.EvmOut.Consume(id);
            world.EvmOut.Payments.Add(id);
            return new ReleaseOutcome.Unknown("timeout");
        };
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");

        world.EvmOut.Payments.ShouldBe([Id(1)]);
        world.EvmOut.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Relayer_DestinationCannotBeRead_SendsNothingUntilItCan()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.IsReadable = false;
        var relayer = world.StartRelayer();

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Problems.Any(problem => problem.StartsWith("evm releases", StringComparison.Ordinal)), "problem shown");
        world.EvmOut.Attempts.ShouldBeEmpty();
        world.EvmOut.IsReadable = true;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_OneTransferIsRefusedByGuardians_TheOthersOfItsBatchAreReleased()
    {
        await using var world = await World.StartAsync();
        foreach (var guardian in world.Guardians) guardian.Refuses = batch => batch.First <= 5 && 5 <= batch.Last ? RefusalReason.BreakerTripped : null;
        for (ulong i = 1; i <= 8; i++) world.SolanaIn.Mine(Lock(i));
        world.SolanaIn.MineFinal();
        var relayer = world.StartRelayer();

        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 7, "seven paid");
        await world.EventuallyAsync(() => World.Status(relayer, Id(5))?.WaitingFor?.Contains("BreakerTripped", StringComparison.Ordinal) == true, "reason shown");
        world.EvmOut.Payments.ShouldNotContain(Id(5));

        foreach (var guardian in world.Guardians) guardian.Refuses = _ => null;
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 8, "the last one paid");
    }
}
