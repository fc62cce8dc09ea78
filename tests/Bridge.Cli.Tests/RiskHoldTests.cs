using Bridge.Chains;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>Papers about a hold: only where the destination shows one.</summary>
public sealed class RiskHoldTests : RiskCommandTests
{
    [Theory]
    [InlineData("approve-hold", DestinationState.Open, "1-2-1 is not held on solana")]
    [InlineData("approve-hold", DestinationState.Released, "1-2-1 has been released on solana already")]
    [InlineData("reject-hold", DestinationState.Released, "1-2-1 has been released on solana already")]
    [InlineData("reject-hold", DestinationState.Voided, "1-2-1 is void on solana")]
    public async Task Hold_ThatIsNone_IsNeitherWrittenDownNorSubmitted(string action, DestinationState state, string problem)
    {
        Cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        Cli.Solana.State = state;
        (await Cli.RunAsync("risk", "create", action, "--out", Paper, "--transfer", "1-2-1")).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain(problem);
        File.Exists(Paper).ShouldBeFalse();

        Cli.Solana.State = DestinationState.Held;
        await CreateAsync(action, "--transfer", "1-2-1");
        await SignAsync(One);
        Cli.Solana.State = state;
        Cli.Forget();
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Output.ShouldContain(problem);
        Cli.Solana.Acts.ShouldBeEmpty();

        Cli.Solana.State = DestinationState.Held;
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
        Cli.Solana.Acts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hold_DestinationCannotBeRead_IsNotTakenForHeld()
    {
        Cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        Cli.Solana.IsUnreadable = true;
        (await Cli.RunAsync("risk", "create", "approve-hold", "--out", Paper, "--transfer", "1-2-1")).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("solana does not answer");
        File.Exists(Paper).ShouldBeFalse();
    }
}
