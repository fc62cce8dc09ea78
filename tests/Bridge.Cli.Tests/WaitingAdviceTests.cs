using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>What <c>bridge status</c> says of a transfer that waits on its destination: what the destination itself shows to stand in the way.</summary>
public sealed class WaitingAdviceTests : IDisposable
{
    private static readonly Transfer Waiting = TransferBuilder.Transfer(7, amount: 12_500_000);

    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public async Task Held_NotApproved_WaitsForTheOfficers(int approvals)
    {
        Hold(approvals);
        var said = await StatusAsync(TransferState.Held);
        said.ShouldContain($"wait for the officers: {approvals} of 2 officers have approved it on solana");
        said.ShouldContain("bridge risk create approve-hold --transfer 1-2-7");
        said.ShouldContain("bridge refund 1-2-7");
    }

    [Fact]
    public async Task Held_NotApprovedAndAboveTheLargestRelease_SaysThatApprovalsAreNotEnough()
    {
        Hold(1);
        _cli.Solana.Limits = new(10_000_000, 2_000_000_000, 1_000, 2_000_000_000);
        var said = await StatusAsync(TransferState.Held);
        said.ShouldContain("wait for the officers");
        said.ShouldContain("then it is not paid either: 12.5 USDC is above the largest release on solana, 10");
    }

    [Theory]
    [InlineData("largest release", 10_000_000ul, 2_000_000_000ul, 1ul, "above the largest release on solana, 10", "--max-release 12.5")]
    [InlineData("capacity", 20_000_000ul, 12_000_000ul, 1ul, "more than the bucket of solana ever holds, 12", "--capacity 12.5")]
    [InlineData("no refill", 20_000_000ul, 20_000_000ul, 0ul, "does not refill", "--refill")]
    [InlineData("closed", 0ul, 0ul, 0ul, "releases of USDC on solana are closed", "--max-release")]
    public async Task Held_ApprovedAndTheLimitsRefuseIt_NamesTheLimitAndTheWayBack(string why, ulong largest, ulong capacity, ulong refill, string problem, string remedy)
    {
        Hold(2);
        _cli.Solana.Limits = new(largest, capacity, refill, 0);
        var said = await StatusAsync(TransferState.Held);
        said.ShouldContain("2 officers have approved it, and it is not paid", Case.Sensitive, why);
        foreach (var part in (string[])[problem, "bridge risk create set-limits --chain solana --asset USDC", remedy, "bridge risk create reject-hold --transfer 1-2-7", "bridge refund 1-2-7"]) said.ShouldContain(part);
        said.ShouldNotContain("wait for the officers");
    }

    [Theory]
    [InlineData(BreakerLevel.Slow, "slowed at level 2 for everything and releases at most 5 USDC at once")]
    [InlineData(BreakerLevel.Cursed, "halted at level 5 for everything")]
    public async Task Held_ApprovedAndABreakerRefusesIt_NamesTheLevel(BreakerLevel level, string problem)
    {
        Hold(2);
        _cli.Solana.Limits = new(20_000_000, 20_000_000, 1_000, 20_000_000);
        _cli.Solana.Levels[RiskScope.Everything] = level;
        var said = await StatusAsync(TransferState.Held);
        said.ShouldContain(problem);
        said.ShouldContain("bridge risk create lower-level");
    }

    [Fact]
    public async Task Held_ApprovedAndTheBucketIsLow_SaysWhenItFits()
    {
        Hold(2);
        _cli.Solana.Limits = new(20_000_000, 20_000_000, 1_000, 12_400_000);
        var said = await StatusAsync(TransferState.Held);
        said.ShouldContain("nothing: 2 officers have approved it; the bucket of solana holds 12.4 USDC now; it fits at");
        said.ShouldContain("(in 100 s)");
    }

    [Fact]
    public async Task Held_ApprovedAndTooYoung_SaysWhenItIsPaid()
    {
        _cli.Solana.Delays = _cli.Solana.Delays with { HoldMinAge = TimeSpan.FromHours(5) };
        Hold(2);
        (await StatusAsync(TransferState.Held)).ShouldContain("paid when it is old enough, at");
    }

    [Fact]
    public async Task Held_ApprovedAndPayable_NeedsNobody()
    {
        Hold(2);
        (await StatusAsync(TransferState.Held)).ShouldContain("anybody may: bridge risk execute --hold 1-2-7");
    }

    [Fact]
    public async Task Held_ChainDoesNotHoldItAnyMore_SaysSo() =>
        (await StatusAsync(TransferState.Held)).ShouldContain("solana does not hold it any more");

    [Theory]
    [InlineData(TransferState.Held, "wait for the officers (bridge risk list)")]
    [InlineData(TransferState.Limited, "bridge limits")]
    public async Task Waiting_ChainCannotBeRead_SaysThatItWasNotAsked(TransferState state, string words)
    {
        Hold(2);
        _cli.Solana.IsUnreadable = true;
        var said = await StatusAsync(state);
        said.ShouldContain(words);
        said.ShouldContain("solana could not be asked what stands in the way: solana does not answer");
    }

    [Fact]
    public async Task Limited_AboveTheLargestRelease_IsNotToldToWait()
    {
        _cli.Solana.Limits = new(10_000_000, 2_000_000_000, 1_000, 2_000_000_000);
        var said = await StatusAsync(TransferState.Limited);
        said.ShouldContain("above the largest release on solana");
        said.ShouldContain("bridge refund 1-2-7");
        said.ShouldNotContain("nothing:");
    }

    [Fact]
    public async Task Limited_TowardAHaltedChain_WaitsForOfficers()
    {
        _cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        (await StatusAsync(TransferState.Limited)).ShouldContain("releases of USDC on solana are halted (level 4: everything): it waits until officers open them");
    }

    [Fact]
    public async Task Limited_BucketIsLow_SaysWhenItFits()
    {
        _cli.Solana.Limits = new(20_000_000, 20_000_000, 1_000, 12_400_000);
        (await StatusAsync(TransferState.Limited)).ShouldContain("(in 100 s)");
    }

    private void Hold(int approvals) => _cli.Solana.Holds.Add(new(Waiting.Id, Waiting.Leaf(), AssetId.From(Keccak256.Hash("usdc")), Waiting.Amount, TimeProvider.System.GetUtcNow(), approvals));

    private async Task<string> StatusAsync(TransferState state)
    {
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(state));
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        return string.Join(' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
    }
}
