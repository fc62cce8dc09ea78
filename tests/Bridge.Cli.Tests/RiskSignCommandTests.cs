using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk show</c> and <c>bridge risk sign</c>: what was read is what is signed, by who may.</summary>
public sealed class RiskSignCommandTests : RiskCommandTests
{
    [Theory]
    [InlineData(RiskRole.None, "raise-level --chain all --scope everything --level 3 --reason drill", "has no role there (solana)")]
    [InlineData(RiskRole.Sentinel, "open-lane --chain solana", "is a sentinel, and a sentinel may only tighten: raise a level, lower limits, veto (solana)")]
    public async Task Sign_ByOneWhoMayNot_SpoilsNoPaper(RiskRole role, string action, string problem)
    {
        Cli.Solana.RoleOf = account => account == SignerAddress.Parse(OneAddress) ? role : RiskRole.Officer;
        await CreateAsync(action.Split(' ')[0], action.Split(' ')[1..]);
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain($"not signed: {OneAddress} {problem}");
        Read().Signatures.ShouldBeEmpty();

        await SignAsync(Two);
        Read().Signatures.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sign_ChainCannotBeRead_SignsOnlyOffline()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        Cli.Evm.IsUnreadable = true;
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("evm does not answer");
        Read().Signatures.ShouldBeEmpty();

        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString(), "--offline")).ShouldBe(CliApplication.Done, Cli.Errors);
        Read().Signatures.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Museum_M39_SignWithoutTheDigest_ShowsThePaperAndSignsNothing()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        Cli.Forget();
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One))).ShouldBe(CliApplication.Failed);
        Cli.Output.ShouldContain("open the lanes between evm (1) and solana (2)");
        Cli.Errors.ShouldContain($"--digest {Read().Digest}");
        Read().Signatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M39_SignAnotherPaperThanWasShown_IsRefused()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        var shown = Read().Digest;
        File.Delete(Paper);
        await CreateAsync("grant-role", "--chain", "evm", "--account", OneAddress, "--role", "officer");

        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", shown.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("do not sign it");
        Read().Signatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M39_ShowTamperedPaper_IsRefused()
    {
        await CreateAsync("set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "1", "--capacity", "20", "--refill", "1", "--hold-from", "1");
        await File.WriteAllTextAsync(Paper, (await File.ReadAllTextAsync(Paper)).Replace("\"20000000\"", "\"90000000\"", StringComparison.Ordinal));
        foreach (var command in (string[][])[["show", Paper], ["sign", Paper, "--key", Key(One), "--digest", "0x" + new string('1', 64)], ["submit", Paper]])
        {
            Cli.Forget();
            (await Cli.RunAsync(["risk", .. command])).ShouldBe(CliApplication.Failed);
            Cli.Errors.ShouldContain("do not sign or submit it");
        }
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherWrite)]
    [InlineData(UnixFileMode.OtherExecute)]
    public async Task Sign_KeyFileOpenToOthers_IsRefused(UnixFileMode open)
    {
        await CreateAsync("open-lane", "--chain", "evm");
        var key = Key(One);
        File.SetUnixFileMode(key, UnixFileMode.UserRead | UnixFileMode.UserWrite | open);
        (await Cli.RunAsync("risk", "sign", Paper, "--key", key, "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("chmod 600");
        Read().Signatures.ShouldBeEmpty();

        (await Cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--key", key, "--recipient", "solana-x")).ShouldBe(CliApplication.Failed);
        Cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sign_SameOfficerTwice_IsRefused()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain($"{OneAddress} has signed already: another officer is needed");
        Cli.Errors.ShouldContain("pass the file to another officer");
        Cli.Errors.ShouldNotContain("--help");
        Read().Signatures.Count.ShouldBe(1);
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        Cli.Evm.Acts.ShouldBeEmpty();
    }
}
