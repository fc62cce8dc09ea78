using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>What was typed wrong is said in a line, with one more that tells where to look. What is wrong with anything else points to no help page.</summary>
public sealed class UsageTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("--from", "bridge lock", "lock", "USDC", "1")]
    [InlineData("amount", "bridge lock", "lock", "USDC", "--from", "evm")]
    [InlineData("--key", "bridge risk sign", "risk", "sign", "paper.json")]
    [InlineData("--out", "bridge risk create", "risk", "create", "veto")]
    [InlineData("--wotch", "bridge status", "status", "1-2-7", "--wotch")]
    [InlineData("lok", "bridge", "lok", "USDC")]
    public async Task Any_CommandLineThatIsNone_SaysWhatAndWhereToLook(string problem, string command, params string[] arguments)
    {
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain(problem);
        _cli.Errors.ShouldEndWith($"what to do: see '{command} --help'");
        foreach (var heading in (string[])["Usage:", "Options:"]) (_cli.Errors + _cli.Output).ShouldNotContain(heading);
    }

    [Theory]
    [InlineData("--timeout should be 0 to 2592000 seconds, in digits, and is \"abc\"", "status", "1-2-7", "--watch", "--timeout", "abc")]
    [InlineData("--level should be 0 to 5, and is \"high\"", "risk", "create", "raise-level", "--out", "p", "--level", "high")]
    [InlineData("--nonce should be a whole number, and is \"-1\"", "risk", "create", "veto", "--out", "p", "--nonce=-1")]
    [InlineData("--valid-hours should be whole hours, and is \"1.5\"", "risk", "create", "veto", "--out", "p", "--valid-hours", "1.5")]
    public async Task Any_NumberThatIsNone_SaysWhatOneWouldBe(string problem, params string[] arguments)
    {
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain(problem);
        _cli.Errors.ShouldNotContain("System.");
    }

    [Fact]
    public async Task Any_NumberTooMany_IsNotTakenForAMistypedOption()
    {
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--", "-5")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldNotContain("Did you mean");
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--wiat")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("--wait");
    }

    [Fact]
    public async Task Any_DeploymentThatIsNone_PointsToNoHelpPage()
    {
        await File.WriteAllTextAsync(_cli.DeploymentFile, "{}");
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("cannot read the deployment");
        _cli.Errors.ShouldNotContain("--help");
    }

    [Theory]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff")]
    public async Task Sign_KeyThatIsNone_PointsToNoHelpPageAndShowsNoSecret(string secret)
    {
        var paper = _cli.PathOf("paper.json");
        (await _cli.RunAsync("risk", "create", "open-lane", "--chain", "evm", "--out", paper)).ShouldBe(CliApplication.Done, _cli.Errors);
        var digest = "0x" + _cli.Output.Split("digest, computed here: 0x")[1][..64];
        (await _cli.RunAsync("risk", "sign", paper, "--key", CliHarness.WriteKey(_cli.PathOf("no.key"), secret), "--digest", digest)).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("holds no key");
        _cli.Errors.ShouldNotContain("--help");
        _cli.Errors.ShouldNotContain(secret);
    }
}
