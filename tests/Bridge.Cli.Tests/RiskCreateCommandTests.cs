using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk create</c>: every action as a paper, and what makes none.</summary>
public sealed class RiskCreateCommandTests : RiskCommandTests
{
    [Theory]
    [InlineData("raise-level", "--chain all --scope everything --level 4 --reason x")]
    [InlineData("raise-level", "--chain evm --scope lane --level 1 --reason x")]
    [InlineData("lower-level", "--chain solana --scope USDC --level 0 --reason x")]
    [InlineData("lower-limits", "--chain all --asset USDC --max-release 1 --capacity 2 --refill 0.000001 --hold-from all")]
    [InlineData("set-limits", "--chain evm --asset USDC --max-release 1.5 --capacity 20 --refill 0.000001 --hold-from never")]
    [InlineData("list-asset", "--chain evm --asset USDC")]
    [InlineData("list-asset", "--chain solana --asset USDC")]
    [InlineData("open-lane", "--chain solana")]
    [InlineData("grant-role", "--chain all --account 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --role sentinel")]
    [InlineData("revoke-role", "--chain evm --account 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --role officer")]
    [InlineData("veto", "--chain all --proposal 0x1111111111111111111111111111111111111111111111111111111111111111")]
    public async Task Create_EveryAction_CanBeShownSignedAndSubmitted(string action, string options)
    {
        var proposal = Bytes32.Parse("0x1111111111111111111111111111111111111111111111111111111111111111");
        foreach (var chain in (FakeChain[])[Cli.Evm, Cli.Solana]) chain.Proposals[proposal] = new(proposal, RiskActionKind.OpenLane, null, ProposalStanding.Scheduled, DateTimeOffset.UnixEpoch, null);
        await CreateAsync(action, options.Split(' '));
        (await Cli.RunAsync("risk", "show", Paper)).ShouldBe(CliApplication.Done);
        var kind = Read().Action.Kind;
        await SignAsync(One);
        if (kind.Loosens()) await SignAsync(Two);
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);

        foreach (var chain in (FakeChain[])[Cli.Evm, Cli.Solana])
            chain.Acts.Count.ShouldBe(Read().Action.Chain is null || Read().Action.Chain == chain.Chain ? 1 : 0);
    }

    [Fact]
    public async Task Create_LevelThatIsInForceAlready_SaysThatTheChainRefusesIt()
    {
        Cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await CreateAsync("lower-level", "--chain", "all", "--scope", "everything", "--level", "1", "--reason", "x");
        Cli.Output.ShouldContain("note: everything is at level 0 Normal on solana now: solana refuses this paper unless that changes before");
        Cli.Output.ShouldNotContain("on evm now: evm refuses");
    }

    [Fact]
    public async Task Create_SetLimits_SaysAmountsInUnits()
    {
        await CreateAsync("set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "1.5", "--capacity", "20", "--refill", "0.000001", "--hold-from", "1");
        ((SetLimits)Read().Action).Limits.ShouldBe(new RiskLimits(1_500_000, 20_000_000, 1, 1_000_000));
        Cli.Output.ShouldContain("set the limits of USDC on evm (1)");
        Cli.Output.ShouldContain($"digest, computed here: {Read().Digest}");
    }

    [Theory]
    [InlineData("lower-limits", "--max-release 1", 1_000_000ul, 20_000_000ul, 3ul, 4_000_000ul)]
    [InlineData("lower-limits", "--refill 0.000001 --hold-from all", 2_000_000ul, 20_000_000ul, 1ul, 0ul)]
    [InlineData("lower-limits", "--max-release 0 --capacity 0 --refill 0", 0ul, 0ul, 0ul, 4_000_000ul)]
    [InlineData("set-limits", "--capacity 30", 2_000_000ul, 30_000_000ul, 3ul, 4_000_000ul)]
    [InlineData("set-limits", "--hold-from never", 2_000_000ul, 20_000_000ul, 3ul, ulong.MaxValue)]
    public async Task Create_LimitsThatAreNotGiven_StayAsTheyAreOnChain(string action, string given, ulong largest, ulong capacity, ulong refill, ulong hold)
    {
        Cli.Solana.Limits = new(2_000_000, 20_000_000, 3, 0) { HoldThreshold = 4_000_000 };
        await CreateAsync(action, ["--chain", "solana", "--asset", "USDC", .. given.Split(' ')]);
        ((LimitAction)Read().Action).Limits.ShouldBe(new RiskLimits(largest, capacity, refill, hold));
    }

    [Fact]
    public async Task Create_LimitsOfAChainThatCannotBeRead_AreNotGuessed()
    {
        Cli.Evm.IsUnreadable = true;
        (await Cli.RunAsync("risk", "create", "lower-limits", "--out", Paper, "--chain", "all", "--asset", "USDC", "--max-release", "1")).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("--capacity was not given, and what it is on evm now cannot be read: evm does not answer");
        File.Exists(Paper).ShouldBeFalse();
        await CreateAsync("lower-limits", "--chain", "all", "--asset", "USDC", "--max-release", "1", "--capacity", "2", "--refill", "0.000001", "--hold-from", "never");
    }

    [Fact]
    public async Task Create_LimitsThatDifferOnEachChain_AreNotMadeOne()
    {
        Cli.Evm.Limits = Cli.Evm.Limits with { RefillPerSecond = 2_000 };
        (await Cli.RunAsync("risk", "create", "lower-limits", "--out", Paper, "--chain", "all", "--asset", "USDC", "--max-release", "1")).ShouldBe(CliApplication.WrongArguments);
        Cli.Errors.ShouldContain("--refill was not given");
        Cli.Errors.ShouldContain("evm 0.002 USDC, solana 0.001 USDC");
        File.Exists(Paper).ShouldBeFalse();
    }

    [Fact]
    public async Task Museum_M39_CreateApproveHold_TakesTheLeafFromTheSourceChain()
    {
        var first = TransferBuilder.Transfer(1);
        var second = TransferBuilder.Transfer(2, amount: 77);
        Cli.Evm.Locked.MineFinal(first);
        Cli.Evm.Locked.MineFinal(second);
        Cli.Solana.State = DestinationState.Held;

        await CreateAsync("approve-hold", "--transfer", "1-2-2");
        var approve = (ApproveHold)Read().Action;
        approve.Leaf.ShouldBe(second.Leaf());
        approve.Transfer.ShouldBe(second.Id);
        approve.Chain.ShouldBe(ChainId.From(2));
    }

    [Theory]
    [InlineData("no such action", "there is no risk action", "drain-everything")]
    [InlineData("no level", "which level?", "raise-level", "--chain", "all", "--scope", "everything", "--reason", "x")]
    [InlineData("level 6", "which level?", "raise-level", "--chain", "all", "--scope", "everything", "--reason", "x", "--level", "6")]
    [InlineData("raise to 0", "raises nothing", "raise-level", "--chain", "all", "--scope", "everything", "--reason", "x", "--level", "0")]
    [InlineData("reason too long", "1 to 32 bytes", "raise-level", "--chain", "all", "--scope", "everything", "--level", "3", "--reason", "012345678901234567890123456789012")]
    [InlineData("no chain", "--chain is missing", "veto", "--proposal", "0x1111111111111111111111111111111111111111111111111111111111111111")]
    [InlineData("short digest", "32 bytes", "veto", "--chain", "all", "--proposal", "0x11")]
    [InlineData("lane of all chains", "make a paper for each: --chain evm and --chain solana", "raise-level", "--chain", "all", "--scope", "lane", "--level", "3", "--reason", "x")]
    [InlineData("all lanes at once", "make a paper for each", "open-lane", "--chain", "all")]
    [InlineData("a token of all chains", "make a paper for each", "list-asset", "--chain", "ALL", "--asset", "USDC")]
    [InlineData("digest", "hexadecimal", "veto", "--chain", "all", "--proposal", "banana")]
    [InlineData("transfer", "a transfer is written as", "approve-hold", "--transfer", "banana")]
    [InlineData("never fits", "would be above the capacity", "set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "3000")]
    [InlineData("half closed", "or none of them is", "set-limits", "--chain", "evm", "--asset", "USDC", "--refill", "0")]
    [InlineData("refill of a lifetime", "more than the chains take", "set-limits", "--chain", "evm", "--asset", "USDC", "--refill", "300000000")]
    [InlineData("no limit", "which limit?", "lower-limits", "--chain", "evm", "--asset", "USDC")]
    [InlineData("role", "there is no role", "grant-role", "--chain", "all", "--account", "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", "--role", "admin")]
    [InlineData("too long a life", "721 hours", "veto", "--chain", "all", "--proposal", "0x1111111111111111111111111111111111111111111111111111111111111111", "--valid-hours", "721")]
    public async Task Create_WrongInput_SaysSoAndWritesNothing(string why, string problem, string action, params string[] options)
    {
        Cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (await Cli.RunAsync(["risk", "create", action, "--out", Paper, .. options])).ShouldBe(CliApplication.WrongArguments, why);
        Cli.Errors.ShouldContain(problem);
        File.Exists(Paper).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_HoldOfAnUnknownTransfer_SaysSoAndWritesNothing()
    {
        Cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (await Cli.RunAsync("risk", "create", "reject-hold", "--out", Paper, "--transfer", "1-2-9")).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain("shows no final lock");
        File.Exists(Paper).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_FileExists_IsNotOverwritten()
    {
        await File.WriteAllTextAsync(Paper, "mine");
        (await Cli.RunAsync("risk", "create", "open-lane", "--chain", "evm", "--out", Paper)).ShouldBe(CliApplication.Failed);
        (await File.ReadAllTextAsync(Paper)).ShouldBe("mine");
    }
}
