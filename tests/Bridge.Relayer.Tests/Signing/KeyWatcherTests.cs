using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Signing;

/// <summary>The guardians' key is rotated under a running relayer: each chain gets signatures of the key that is in force there, and nothing waits for ever.</summary>
public sealed class KeyWatcherTests
{
    private static readonly TransferId Id = TransferId.From(TransferBuilder.SolanaToEvm, 1);
    private static readonly Transfer Lock = TransferBuilder.Transfer(1, TransferBuilder.SolanaToEvm);

    [Fact]
    public async Task Relayer_KeyIsRotatedWhileASignedTransferWaits_SignsItAnewAndReleasesIt()
    {
        await using var world = await World.StartAsync();
        var isClosed = true;
        world.EvmOut.Says = _ => isClosed ? new ReleaseOutcome.Rejected("Paused") : null;
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);
        await world.EventuallyAsync(() => World.Status(relayer, Id)?.State == TransferState.Signed, "signed under the old key");

        world.DeploymentFile = world.MakeNextKey();
        World.Rotate(world.EvmOut, world.DeploymentFile);
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.WaitingFor!.Contains("WrongEpoch", StringComparison.Ordinal) || world.Guardians.Sum(guardian => guardian.Signs) > 4, "the old signature is refused, or a new one is there");
        isClosed = false;
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Released, "released");
        world.EvmOut.Forged.ShouldBe(0);

        // The other chain has not changed over: what goes there is still signed under the key in force there.
        world.EvmIn.MineFinal(TransferBuilder.Transfer(1));
        await world.EventuallyAsync(() => world.SolanaOut.Payments.Count == 1, "the other direction goes on under the old key");
        world.SolanaOut.Forged.ShouldBe(0);
    }

    [Fact]
    public async Task Relayer_KeyIsRotatedBetweenVoidAndRefund_SignsTheRefundUnderTheNewOne()
    {
        await using var world = await World.StartAsync();
        world.EvmOut.Says = _ => new ReleaseOutcome.Rejected("Paused");
        world.SolanaOut.SaysToRefund = _ => new RefundOutcome.Limited(null);
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);
        world.SolanaOut.Request(Lock);
        await world.EventuallyAsync(() => World.Status(relayer, Id) is { State: TransferState.Voided, WaitingFor: { } reason } && reason.Contains("rate limit", StringComparison.Ordinal), "void, and the refund signed under the old key");

        world.DeploymentFile = world.MakeNextKey();
        World.Rotate(world.SolanaOut, world.DeploymentFile);
        world.SolanaOut.SaysToRefund = _ => null;
        await world.EventuallyAsync(() => World.Status(relayer, Id)!.State == TransferState.Refunded, "refunded");
        (world.SolanaOut.PaidBack.Count, world.SolanaOut.Forged).ShouldBe((1, 0));
    }

    [Fact]
    public async Task Health_FileHasNotTheKeyInForce_SaysWhatToDoUntilItHas()
    {
        await using var world = await World.StartAsync();
        var next = world.MakeNextKey();
        World.Rotate(world.EvmOut, next);
        var relayer = world.StartRelayer();
        world.SolanaIn.MineFinal(Lock);

        await ProblemAsync(world, relayer, "evm", "that of epoch 2, which this relayer's deployment file does not have");
        world.DeploymentFile = next;
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Healthy, "healthy again");
        await world.EventuallyAsync(() => World.Status(relayer, Id)?.State == TransferState.Released, "released");
    }

    [Theory]
    [InlineData(true, "is not the one in this relayer's deployment file")]
    [InlineData(false, "serves another deployment")]
    public async Task Health_ChainBelievesAStranger_SaysSo(bool otherKey, string problem)
    {
        await using var world = await World.StartAsync();
        world.SolanaOut.Key = otherKey
            ? new(TransferBuilder.Bridge, DealtGroup.Epoch, new DealtGroup(2, 3).Public.GroupKey)
            : new GuardianKeyState(BridgeId.From(Keccak256.Hash("another")), DealtGroup.Epoch, world.Group.Public.GroupKey);
        var relayer = world.StartRelayer();

        await ProblemAsync(world, relayer, "solana", problem);
        world.SolanaOut.Key = null;
        await world.EventuallyAsync(() => relayer.Core.Health.Report().Healthy, "healthy again");
    }

    private static Task ProblemAsync(World world, RunningRelayer relayer, string chain, string problem) => world.EventuallyAsync(() => relayer.Core.Health.Report().Problems.Any(text =>
        text.Contains($"{chain} has another guardian key in force", StringComparison.Ordinal) && text.Contains(problem, StringComparison.Ordinal)), "problem shown");
}
