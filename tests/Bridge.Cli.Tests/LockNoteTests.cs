using System.Text.Json;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>What <c>bridge lock</c> says of the wait on the other side, before any token moves.</summary>
public sealed class LockNoteTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("99.999999", BreakerLevel.Normal, false)]
    [InlineData("100", BreakerLevel.Normal, true)]
    [InlineData("24.999999", BreakerLevel.Slow, false)]
    [InlineData("25", BreakerLevel.Slow, true)]
    [InlineData("0.000001", BreakerLevel.Hold, true)]
    public async Task Lock_FromTheHoldThresholdOn_SaysThatOfficersDecideAndForHowLongAtLeast(string amount, BreakerLevel level, bool isHeld)
    {
        _cli.Solana.Limits = _cli.Solana.Limits with { HoldThreshold = 100_000_000 };
        _cli.Solana.Levels[RiskScope.Everything] = level;
        _cli.Solana.Delays = _cli.Solana.Delays with { HoldMinAge = TimeSpan.FromMinutes(90) };
        (await _cli.RunAsync("lock", "USDC", amount, "--from", "evm")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.Locks.Count.ShouldBe(1);
        var said = string.Join(' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        if (isHeld)
        {
            said.ShouldContain("will be held until two officers approve it, for 90 min at least");
            said.IndexOf("will be held", StringComparison.Ordinal).ShouldBeLessThan(said.IndexOf("locked as transfer", StringComparison.Ordinal));
        }
        else
        {
            said.ShouldNotContain("will be held");
        }
    }

    [Fact]
    public async Task Lock_Json_HasTheNotes()
    {
        _cli.Solana.Limits = _cli.Solana.Limits with { HoldThreshold = 1 };
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("notes")[0].GetString()!.ShouldContain("will be held");
    }

    [Fact]
    public async Task Lock_MoreThanTheBucketHoldsNow_SaysWhenItFits()
    {
        _cli.Solana.Limits = new(1_000_000_000, 2_000_000_000, 1_000_000, 0);
        (await _cli.RunAsync("lock", "USDC", "60", "--from", "evm")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("this transfer waits: the bucket of solana holds 0 USDC now");
        _cli.Output.ShouldContain("(in 60 s)");
    }

    [Fact]
    public async Task Lock_TowardAHaltedChainAnyway_SaysThatItWaits()
    {
        _cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--anyway")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("solana is halted at level 4 for everything: this transfer waits until officers lower it");
    }
}
