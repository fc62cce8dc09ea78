using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Protocol.GuardianApi;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using StackExchange.Redis;
using Xunit;

namespace Bridge.Relayer.Tests.Refunds;

/// <summary>The way back of a transfer over chains in memory, real signing and a real Redis: void on the destination (evm), then refund on the source (solana).</summary>
public sealed class RefundTests
{
    private static TransferId Id(ulong sequence) => TransferId.From(TransferBuilder.SolanaToEvm, sequence);

    private static Transfer Lock(ulong sequence) => TransferBuilder.Transfer(sequence, TransferBuilder.SolanaToEvm);

    [Fact]
    public async Task Relayer_ReleaseIsRefusedForGoodAndTheSenderAsks_VoidsThenRefundsOnce()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("AssetUnlisted");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.WaitingFor?.Contains("AssetUnlisted", StringComparison.Ordinal) == true, "refused");

        world.SolanaOut.Request(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");

        world.SolanaOut.PaidBack.ShouldBe([Id(1)]);
        world.EvmOut.Payments.ShouldBeEmpty();
        (world.EvmOut.Voids, world.EvmOut.Forged, world.SolanaOut.Forged).ShouldBe((1, 0, 0));
        var status = World.Status(relayer, Id(1))!;
        (status.DestinationTransaction, status.RefundTransaction, status.WaitingFor).ShouldBe(("void 1", "refund 1", null));
        status.Times.Voided!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.VoidRequested!.Value);
        status.Times.Refunded!.Value.ShouldBeGreaterThanOrEqualTo(status.Times.Voided!.Value);
        status.Times.Released.ShouldBeNull();
    }

    [Fact]
    public async Task Relayer_NobodyAsks_SignsNeitherVoidNorRefund()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.WaitingFor?.Contains("Paused", StringComparison.Ordinal) == true, "refused");
        await Task.Delay(300);

        world.Guardians.SelectMany(guardian => guardian.Signed).ShouldAllBe(signed => signed.Purpose == SigningPurpose.Attestation);
        World.Status(relayer, Id(1))!.State.ShouldBe(TransferState.Signed);
    }

    [Fact]
    public async Task Relayer_VoidIsNotFinal_DoesNotRefund()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));
        await world.EventuallyAsync(() => world.EvmOut.Voids == 1, "void in a block");
        await Task.Delay(300);
        World.Status(relayer, Id(1))!.State.ShouldBe(TransferState.VoidRequested);
        world.SolanaOut.PaidBack.ShouldBeEmpty();

        world.EvmOut.MakeFinal();
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))!.State == TransferState.Refunded, "refunded");
        world.EvmOut.Voids.ShouldBe(1);
    }

    [Fact]
    public async Task Relayer_RequestIsReadBeforeTheLock_IsNotForgotten()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        world.SolanaOut.Request(Lock(1));
        var relayer = world.StartRelayer();
        world.SolanaIn.Mine(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Observed, "observed");
        await Task.Delay(200);
        world.SolanaIn.MineFinal();

        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
    }

    [Fact]
    public async Task Relayer_RequestIsOfOtherBytes_IsIgnoredAndLogged()
    {
        await using var world = await World.StartAsync();
        var relayer = world.StartRelayer();
        world.EvmOut.FinalAtOnce = false;
        world.SolanaOut.Request(Lock(1), Keccak256.Hash("another transfer"));
        world.SolanaIn.MineFinal(Lock(1));

        await world.EventuallyAsync(() => world.Loggers.Said("Error 1602"), "logged");
        await Task.Delay(200);
        World.Status(relayer, Id(1))!.State.ShouldNotBe(TransferState.VoidRequested);
        world.EvmOut.Voids.ShouldBe(0);
    }

    [Fact]
    public async Task Relayer_ReleaseWinsTheRace_EndsAsReleasedAndAsksForNoVoid()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.FinalAtOnce = false;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 1, "paid, not final");

        world.SolanaOut.Request(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.WaitingFor?.Contains("released before it could be voided", StringComparison.Ordinal) == true, "noticed");
        world.Guardians.SelectMany(guardian => guardian.Signed).ShouldNotContain(signed => signed.Purpose == SigningPurpose.Void);
        world.EvmOut.MakeFinal();

        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Released, "released");
        world.SolanaOut.PaidBack.ShouldBeEmpty();
    }

    [Fact]
    public async Task Relayer_OneOfABatchIsAskedBack_TheOthersAreReleasedWithoutIt()
    {
        await using var world = await World.StartAsync();
        for (ulong i = 1; i <= 5; i++) world.SolanaIn.Mine(Lock(i));
        world.SolanaIn.MineFinal();
        var isClosed = true;
        world.EvmOut.Says = _ => isClosed ? new ReleaseOutcome.Rejected("Paused") : null;
        var relayer = world.StartRelayer();
        await world.EventuallyAsync(() => world.EvmOut.Attempts.Count > 0, "a release of all of them was signed");

        world.SolanaOut.Request(Lock(3));
        await world.EventuallyAsync(() => World.Status(relayer, Id(3))?.State == TransferState.Refunded, "refunded");
        isClosed = false;
        await world.EventuallyAsync(() => world.EvmOut.Payments.Count == 4, "the others are paid");

        world.EvmOut.Payments.ShouldNotContain(Id(3));
        world.SolanaOut.PaidBack.ShouldBe([Id(3)]);
    }

    [Fact]
    public async Task Relayer_AskedBackWhileTheReleaseIsBeingSigned_DoesNotDeliverIt()
    {
        await using var world = await World.StartAsync();
        // The request becomes final while the guardians sign; they have not seen it yet, so the signature comes about.
        var relayer = world.StartRelayer();
        foreach (var guardian in world.Guardians)
        {
            guardian.Rules = (purpose, _) =>
            {
                if (purpose == SigningPurpose.Attestation)
                {
                    if (!world.SolanaOut.IsRequested(Id(1))) world.SolanaOut.Request(Lock(1));
                    SpinWait.SpinUntil(() => World.Status(relayer, Id(1))?.State == TransferState.VoidRequested, TimeSpan.FromSeconds(5)).ShouldBeTrue();
                }

                return null;
            };
        }

        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");

        world.EvmOut.Attempted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Relayer_RefundIsAboveTheLimit_WaitsWithReasonThenRefunds()
    {
        await using var world = await World.StartAsync();
        var fitsAt = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(1);
        var isLimited = true;
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        world.SolanaOut.SaysToRefund = _ => isLimited ? new RefundOutcome.Limited(fitsAt) : null;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));

        await world.EventuallyAsync(() => World.Status(relayer, Id(1)) is { State: TransferState.Voided, WaitsUntil: not null } status && status.WaitingFor!.EndsWith("rate limit of solana", StringComparison.Ordinal), "limited");
        isLimited = false;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
    }

    [Fact]
    public async Task Relayer_SourceIsHalted_TheRefundSaysSoAndGoesOnWhenItIsLowered()
    {
        await using var world = await World.StartAsync();
        world.SolanaOut.Level = BreakerLevel.Stop;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));

        await world.EventuallyAsync(() => World.Status(relayer, Id(1)) is { State: TransferState.Voided, WaitingFor: { } reason } && reason.StartsWith("the refund is halted on solana (level 4", StringComparison.Ordinal), "it says why it waits");
        world.SolanaOut.Level = BreakerLevel.Normal;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
    }

    [Theory]
    [InlineData("refused")]
    [InlineData("unknown")]
    [InlineData("guardians")]
    public async Task Relayer_AStepFailsForAWhile_ShowsTheReasonAndTriesAgain(string what)
    {
        await using var world = await World.StartAsync();
        var fails = true;
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        world.EvmOut.SaysToVoid = _ => !fails ? null : what == "refused" ? new RefundOutcome.Rejected("LevelTooHigh") : what == "unknown" ? new RefundOutcome.Unknown("timeout") : null;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Signed, "signed");
        if (what == "guardians") foreach (var guardian in world.Guardians) guardian.Refuses = _ => fails ? RefusalReason.ChainHalted : null;
        world.SolanaOut.Request(Lock(1));

        var reason = what switch { "refused" => "refuses the Void: LevelTooHigh", "unknown" => "not known whether the Void landed", _ => "ChainHalted" };
        await world.EventuallyAsync(() => World.Status(relayer, Id(1)) is { State: TransferState.VoidRequested } status && status.WaitingFor!.Contains(reason, StringComparison.Ordinal), "reason shown");
        fails = false;
        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
        world.SolanaOut.PaidBack.ShouldBe([Id(1)]);
    }

    [Fact]
    public async Task Relayer_CachedSignatureOfTheVoidIsForged_AsksTheGuardians()
    {
        await using var world = await World.StartAsync();
        var digest = SigningPurpose.Void.Digest(new TransferBatch([Lock(1)]), DealtGroup.Epoch);
        using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.Endpoint);
        // A true signature, of the same transfer, for another purpose.
        var other = world.Group.Sign(SigningPurpose.Attestation.Digest(new TransferBatch([Lock(1)]), DealtGroup.Epoch));
        await redis.GetDatabase().StringSetAsync($"bridge:{TransferBuilder.Bridge}:attestation:{digest}", other.ToString());
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));

        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
        world.Loggers.Said("Error 1611").ShouldBeTrue();
        world.EvmOut.Forged.ShouldBe(0);
    }

    [Fact]
    public async Task Relayer_SomebodyElseClaimsTheRefundForEver_RefundsAllTheSame()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.Endpoint);
        await redis.GetDatabase().StringSetAsync($"bridge:{TransferBuilder.Bridge}:claim:refund:{Id(1)}", "nobody");
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));

        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
    }

    [Fact]
    public async Task Relayer_TheClaimIsAKeyOfAnotherType_RefundsAllTheSame()
    {
        await using var world = await World.StartAsync();
        using var redis = await ConnectionMultiplexer.ConnectAsync(world.Redis.Endpoint);
        await redis.GetDatabase().ListLeftPushAsync($"bridge:{TransferBuilder.Bridge}:claim:refund:{Id(1)}", "junk");
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));

        await world.EventuallyAsync(() => World.Status(relayer, Id(1))?.State == TransferState.Refunded, "refunded");
    }

    [Fact]
    public async Task Relayer_HistoryHoldsRefunds_ShowsThemAndDoesNothing()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        var first = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock(1));
        world.SolanaOut.Request(Lock(1));
        await world.EventuallyAsync(() => World.Status(first, Id(1))?.State == TransferState.Refunded, "refunded");
        await first.StopAsync();
        var signed = world.Guardians.Sum(guardian => guardian.Signs);

        var second = world.StartRelayer("r2");
        await world.EventuallyAsync(() => World.Status(second, Id(1))?.State == TransferState.Refunded, "seen by the next");
        World.Status(second, Id(1))!.Times.Refunded.ShouldBeNull();
        world.Guardians.Sum(guardian => guardian.Signs).ShouldBe(signed);
        world.SolanaOut.PaidBack.ShouldBe([Id(1)]);
    }
}
