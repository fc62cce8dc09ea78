using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk submit</c> and <c>bridge risk execute</c>: each chain answers for itself.</summary>
public sealed class RiskSubmitCommandTests : RiskCommandTests
{
    [Fact]
    public async Task Submit_OneChainRefuses_ShowsBothAnswers()
    {
        Cli.Evm.Refuses = "NonceUsed";
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        Cli.Forget();

        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Output.ShouldContain("evm: NonceUsed; one of the signers has used this nonce");
        Cli.Output.ShouldContain("solana: done in solana act");
        Cli.Solana.Acts.ShouldHaveSingleItem().Signers.ShouldBe([SignerAddress.Parse(OneAddress)]);
    }

    [Theory]
    [InlineData(RiskRole.None, "raise-level --chain evm --scope everything --level 3 --reason drill", "signed and has no role there")]
    [InlineData(RiskRole.Sentinel, "open-lane --chain evm", "signed and is a sentinel, and a sentinel may only tighten")]
    public async Task Submit_SignedByOneWhoMayNot_NamesThemAndCostsNoFee(RiskRole role, string action, string problem)
    {
        await CreateAsync(action.Split(' ')[0], action.Split(' ')[1..]);
        await SignAsync(One);
        if (Read().Action.Kind.Loosens()) await SignAsync(Two);
        // The role was taken away since.
        Cli.Evm.RoleOf = account => account == SignerAddress.Parse(OneAddress) ? role : RiskRole.Officer;
        Cli.Forget();
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        string.Join(' ', Cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain($"{OneAddress} {problem}");
        Cli.Evm.Acts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_SignedByASentinel_MayTighten()
    {
        Cli.Evm.RoleOf = _ => RiskRole.Sentinel;
        await CreateAsync("raise-level", "--chain", "evm", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
        Cli.Evm.Acts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Submit_ToOneChain_LeavesTheOtherAlone()
    {
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        (await Cli.RunAsync("risk", "submit", Paper, "--to", "solana")).ShouldBe(CliApplication.Done);
        (Cli.Evm.Acts.Count, Cli.Solana.Acts.Count).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Submit_Loosening_SaysWhenToExecute_AndExecutesWithoutSignatures()
    {
        Cli.Evm.ReadyAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        await SignAsync(Two);
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done);
        var said = string.Join(' ', Cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        said.ShouldContain("from 2027-01-15 08:00:00 UTC (in ");
        said.ShouldContain($"bridge risk execute {Paper}");

        (await Cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Done);
        Cli.Evm.Executions.ShouldHaveSingleItem().ShouldBe(Read().Action);
    }
}
