using Bridge.Protocol;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Holds;

/// <summary>Releases that the destination holds: two officers approve and they are paid, or one rejects and they are refunded. All of it without a request.</summary>
public sealed class HoldTests
{
    private static readonly TransferId Id = TransferId.From(TransferBuilder.SolanaToEvm, 1);

    private static readonly Transfer Lock = TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm);

    [Fact]
    public async Task Relayer_ReleaseIsHeld_IsNotReleasedAndWaitsForTwoOfficers()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        var relayer = await HeldAsync(world);

        await world.EventuallyAsync(() => World.Status(relayer, Id)!.WaitingFor!.Contains("0 of 2 officers", StringComparison.Ordinal), "nobody has approved");
        world.EvmOut.Approve(Id);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.WaitingFor!.Contains("1 of 2 officers", StringComparison.Ordinal), "one has");
        await Task.Delay(700);

        World.Status(relayer, Id)!.State.ShouldBe(TransferState.Held);
        World.Status(relayer, Id)!.Times.Held.ShouldNotBeNull();
        (World.Status(relayer, Id)!.HoldTransaction, World.Status(relayer, Id)!.DestinationTransaction).ShouldBe(("release 1", null));
        world.EvmOut.Payments.ShouldBeEmpty();
        world.EvmOut.Attempts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Relayer_TwoOfficersApprove_HasTheHoldPaidOnce()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        var relayer = await HeldAsync(world);
        world.StartRelayer("r2");

        world.EvmOut.Approve(Id);
        world.EvmOut.Approve(Id);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Released, "released");

        world.EvmOut.Payments.ShouldBe([Id]);
        var status = World.Status(relayer, Id)!;
        (status.HoldTransaction, status.DestinationTransaction).ShouldBe(("release 1", "payment of a hold"));
    }

    [Fact]
    public async Task Relayer_ApprovedHoldIsTooYoung_SaysUntilWhen()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        world.EvmOut.HoldMinAge = TimeSpan.FromHours(1);
        var relayer = await HeldAsync(world);

        world.EvmOut.Approve(Id);
        world.EvmOut.Approve(Id);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.WaitsUntil is not null, "a time is shown");
        await Task.Delay(700);

        World.Status(relayer, Id)!.WaitingFor!.ShouldContain("old enough");
        world.EvmOut.Payments.ShouldBeEmpty();
    }

    [Fact]
    public async Task Relayer_ChainRefusesToPayAnApprovedHold_ShowsTheReasonAndTriesAgain()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        world.EvmOut.RefusesHolds = "LevelTooHigh";
        var relayer = await HeldAsync(world);

        world.EvmOut.Approve(Id);
        world.EvmOut.Approve(Id);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.WaitingFor!.Contains("LevelTooHigh", StringComparison.Ordinal), "reason shown");
        world.EvmOut.RefusesHolds = null;
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Released, "released");
        world.EvmOut.Payments.ShouldBe([Id]);
    }

    [Fact]
    public async Task Relayer_OfficerRejectsTheHold_RefundsWithoutARequest()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        var relayer = await HeldAsync(world);

        world.EvmOut.Reject(Id);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Refunded, "refunded");

        world.SolanaOut.PaidBack.ShouldBe([Id]);
        (world.EvmOut.Payments.Count, world.EvmOut.Voids).ShouldBe((0, 0));
    }

    [Fact]
    public async Task Relayer_SenderAsksForAHeldTransfer_VoidsTheHoldAndRefunds()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Holds = _ => true;
        var relayer = await HeldAsync(world);

        world.SolanaOut.Request(Lock);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Refunded, "refunded");

        world.SolanaOut.PaidBack.ShouldBe([Id]);
        (world.EvmOut.Payments.Count, world.EvmOut.Voids).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Relayer_HoldIsNotFinal_IsNotHeldYetAndIsDeliveredAgainWhenItVanishes()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        world.EvmOut.Holds = _ => true;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);
        await world.EventuallyAsync(() => world.EvmOut.Attempts.Count == 1, "held in a block");
        await Task.Delay(300);
        World.Status(relayer, Id)!.State.ShouldBe(TransferState.Submitted);

        world.EvmOut.Reorganise();
        world.EvmOut.Holds = _ => false;
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1, "delivered again, and paid this time");
        world.EvmOut.MakeFinal();
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Released, "released");
    }

    [Fact]
    public async Task Relayer_PushFailed_EndsAsUndeliverableAndSaysWhoActs()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Claimable.Add(Id);
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);

        await world.EventuallyAsync(() => World.Status(relayer, Id)?.State == TransferState.Undeliverable, "claimable");
        World.Status(relayer, Id)!.WaitingFor!.ShouldContain("claimable");
    }

    private static async Task<RunningRelayer> HeldAsync(World world)
    {
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);
        await world.EventuallyAsync(() => World.Status(relayer, Id)?.State == TransferState.Held, "held");
        return relayer;
    }
}
