using Bridge.Chains;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk execute</c>: what was done, stopped, missed or never was is told apart, by what the chain has on record.</summary>
public sealed class RiskExecuteCommandTests : RiskCommandTests
{
    [Fact]
    public async Task Execute_Twice_SaysWhenAndInWhichTransactionItWasDone()
    {
        await ScheduleAsync();
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
        Cli.Forget();
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
        Cli.Output.ShouldContain("evm: executed already in evm execution at 2027-01-15 08:00:00 UTC");
        Cli.Evm.Executions.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(ProposalStanding.Vetoed, "vetoed by 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf in a-tx at 2027-01-15 08:00:00 UTC", "it does not come back")]
    [InlineData(ProposalStanding.Expired, "expired at 2027-01-15 08:00:00 UTC", "make a new paper")]
    public async Task Execute_WhatCannotBeDoneAnyMore_SaysWhyAndSendsNothing(ProposalStanding standing, string problem, string remedy)
    {
        await ScheduleAsync();
        var then = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        Cli.Evm.Proposals[Read().Digest] = Cli.Evm.Proposals[Read().Digest] with { Standing = standing, Until = then, Transaction = "a-tx", At = then, By = SignerAddress.Parse(OneAddress) };
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Output.ShouldContain(problem);
        Cli.Output.ShouldContain(remedy);
        Cli.Evm.Executions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_NeverSubmitted_SaysSo()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Failed);
        Words.ShouldContain($"evm: it was never submitted there; submit it with: bridge risk submit {Paper}");
    }

    [Fact]
    public async Task Execute_TooEarly_SaysFromWhenOn()
    {
        Cli.Evm.ReadyAt = DateTimeOffset.FromUnixTimeSeconds(1_900_000_000);
        await ScheduleAsync();
        Cli.Evm.Refuses = "NotReady";
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Failed);
        Words.ShouldContain("the delay has not passed: scheduled; can be carried out from 2030-03-17 17:46:40 UTC (in ");
    }

    [Fact]
    public async Task Execute_RecordCannotBeRead_IsNotTakenForNeverSubmitted()
    {
        await ScheduleAsync();
        Cli.Evm.IsUnreadable = true;
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Output.ShouldContain("nothing is known: evm does not answer");
        Cli.Evm.Executions.ShouldBeEmpty();
    }

    [Fact]
    public async Task Execute_WhatTakesEffectAtOnce_HasNothingToCarryOut()
    {
        await CreateAsync("raise-level", "--chain", "evm", "--scope", "everything", "--level", "3", "--reason", "x");
        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("takes effect when it is submitted");
    }

    [Fact]
    public async Task Submit_Twice_SaysWhatBecameOfIt()
    {
        await ScheduleAsync();
        Cli.Forget();
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        Words.ShouldContain("evm: it was submitted before: scheduled; can be carried out from");
        Cli.Evm.Acts.Count.ShouldBe(1);
    }

    private string Words => string.Join(' ', Cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task ScheduleAsync()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        await SignAsync(Two);
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
    }
}
