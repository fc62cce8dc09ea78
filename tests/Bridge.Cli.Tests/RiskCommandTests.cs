using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

public sealed class RiskCommandTests : IDisposable
{
    private const string One = "0000000000000000000000000000000000000000000000000000000000000001";
    private const string Two = "0000000000000000000000000000000000000000000000000000000000000002";
    private const string OneAddress = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf";

    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    private string Paper => _cli.PathOf("paper.json");

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("raise-level", "--chain all --scope everything --level 4 --reason x")]
    [InlineData("raise-level", "--chain evm --scope lane --level 1 --reason x")]
    [InlineData("lower-level", "--chain solana --scope USDC --level 0 --reason x")]
    [InlineData("lower-limits", "--chain all --asset USDC --max-release 1 --capacity 2 --refill 0 --hold-from all")]
    [InlineData("set-limits", "--chain evm --asset USDC --max-release 1.5 --capacity 20 --refill 0.000001 --hold-from never")]
    [InlineData("list-asset", "--chain evm --asset USDC")]
    [InlineData("list-asset", "--chain solana --asset USDC")]
    [InlineData("open-lane", "--chain solana")]
    [InlineData("grant-role", "--chain all --account 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --role sentinel")]
    [InlineData("revoke-role", "--chain evm --account 0x7e5f4552091a69125d5dfcb7b8c2659029395bdf --role officer")]
    [InlineData("veto", "--chain all --proposal 0x1111111111111111111111111111111111111111111111111111111111111111")]
    public async Task Create_EveryAction_CanBeShownSignedAndSubmitted(string action, string options)
    {
        await CreateAsync(action, options.Split(' '));
        (await _cli.RunAsync("risk", "show", Paper)).ShouldBe(CliApplication.Done);
        var kind = Read().Action.Kind;
        await SignAsync(One);
        if (kind.Loosens()) await SignAsync(Two);
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, _cli.Errors);

        foreach (var chain in (FakeChain[])[_cli.Evm, _cli.Solana])
            chain.Acts.Count.ShouldBe(Read().Action.Chain is null || Read().Action.Chain == chain.Chain ? 1 : 0);
    }

    [Fact]
    public async Task Create_SetLimits_SaysAmountsInUnits()
    {
        await CreateAsync("set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "1.5", "--capacity", "20", "--refill", "0.000001", "--hold-from", "1");
        ((SetLimits)Read().Action).Limits.ShouldBe(new RiskLimits(1_500_000, 20_000_000, 1, 1_000_000));
        _cli.Output.ShouldContain("set the limits of USDC on evm (1)");
        _cli.Output.ShouldContain($"digest, computed here: {Read().Digest}");
    }

    [Fact]
    public async Task Museum_M39_CreateApproveHold_TakesTheLeafFromTheSourceChain()
    {
        var first = TransferBuilder.Transfer(1);
        var second = TransferBuilder.Transfer(2, amount: 77);
        _cli.Evm.Locked.MineFinal(first);
        _cli.Evm.Locked.MineFinal(second);
        (_cli.Solana.Consumed, _cli.Solana.State) = (true, DestinationState.Held);

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
    [InlineData("role", "there is no role", "grant-role", "--chain", "all", "--account", "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf", "--role", "admin")]
    [InlineData("too long a life", "721 hours", "veto", "--chain", "all", "--proposal", "0x1111111111111111111111111111111111111111111111111111111111111111", "--valid-hours", "721")]
    public async Task Create_WrongInput_SaysSoAndWritesNothing(string why, string problem, string action, params string[] options)
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (await _cli.RunAsync(["risk", "create", action, "--out", Paper, .. options])).ShouldBe(CliApplication.WrongArguments, why);
        _cli.Errors.ShouldContain(problem);
        File.Exists(Paper).ShouldBeFalse();
    }

    [Fact]
    public async Task Create_HoldOfAnUnknownTransfer_SaysSoAndWritesNothing()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (await _cli.RunAsync("risk", "create", "reject-hold", "--out", Paper, "--transfer", "1-2-9")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("shows no final lock");
        File.Exists(Paper).ShouldBeFalse();
    }

    [Theory]
    [InlineData("approve-hold", DestinationState.Open, "1-2-1 is not held on solana")]
    [InlineData("approve-hold", DestinationState.Released, "1-2-1 has been released on solana already")]
    [InlineData("reject-hold", DestinationState.Released, "1-2-1 has been released on solana already")]
    [InlineData("reject-hold", DestinationState.Voided, "1-2-1 is void on solana")]
    public async Task Hold_ThatIsNone_IsNeitherWrittenDownNorSubmitted(string action, DestinationState state, string problem)
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (_cli.Solana.Consumed, _cli.Solana.State) = (true, state);
        (await _cli.RunAsync("risk", "create", action, "--out", Paper, "--transfer", "1-2-1")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain(problem);
        File.Exists(Paper).ShouldBeFalse();

        _cli.Solana.State = DestinationState.Held;
        await CreateAsync(action, "--transfer", "1-2-1");
        await SignAsync(One);
        _cli.Solana.State = state;
        _cli.Forget();
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        _cli.Output.ShouldContain(problem);
        _cli.Solana.Acts.ShouldBeEmpty();

        _cli.Solana.State = DestinationState.Held;
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Solana.Acts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Hold_DestinationCannotBeRead_IsNotTakenForHeld()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        _cli.Solana.IsUnreadable = true;
        (await _cli.RunAsync("risk", "create", "approve-hold", "--out", Paper, "--transfer", "1-2-1")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("solana does not answer");
        File.Exists(Paper).ShouldBeFalse();
    }

    [Theory]
    [InlineData(RiskRole.None, "raise-level --chain all --scope everything --level 3 --reason drill", "has no role there (solana)")]
    [InlineData(RiskRole.Sentinel, "open-lane --chain solana", "is a sentinel, which may not do this (solana)")]
    public async Task Sign_ByOneWhoMayNot_SpoilsNoPaper(RiskRole role, string action, string problem)
    {
        _cli.Solana.RoleOf = account => account == SignerAddress.Parse(OneAddress) ? role : RiskRole.Officer;
        await CreateAsync(action.Split(' ')[0], action.Split(' ')[1..]);
        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"not signed: {OneAddress} {problem}");
        Read().Signatures.ShouldBeEmpty();

        await SignAsync(Two);
        Read().Signatures.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Sign_ChainCannotBeRead_SignsOnlyOffline()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        _cli.Evm.IsUnreadable = true;
        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("evm does not answer");
        Read().Signatures.ShouldBeEmpty();

        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString(), "--offline")).ShouldBe(CliApplication.Done, _cli.Errors);
        Read().Signatures.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Create_FileExists_IsNotOverwritten()
    {
        await File.WriteAllTextAsync(Paper, "mine");
        (await _cli.RunAsync("risk", "create", "open-lane", "--chain", "evm", "--out", Paper)).ShouldBe(CliApplication.Failed);
        (await File.ReadAllTextAsync(Paper)).ShouldBe("mine");
    }

    [Fact]
    public async Task Museum_M39_SignWithoutTheDigest_ShowsThePaperAndSignsNothing()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        _cli.Forget();
        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One))).ShouldBe(CliApplication.Failed);
        _cli.Output.ShouldContain("open the lanes between evm (1) and solana (2)");
        _cli.Errors.ShouldContain($"--digest {Read().Digest}");
        Read().Signatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M39_SignAnotherPaperThanWasShown_IsRefused()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        var shown = Read().Digest;
        File.Delete(Paper);
        await CreateAsync("grant-role", "--chain", "evm", "--account", OneAddress, "--role", "officer");

        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", shown.ToString())).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("do not sign it");
        Read().Signatures.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M39_ShowTamperedPaper_IsRefused()
    {
        await CreateAsync("set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "1", "--capacity", "20", "--refill", "1", "--hold-from", "1");
        await File.WriteAllTextAsync(Paper, (await File.ReadAllTextAsync(Paper)).Replace("\"20000000\"", "\"90000000\"", StringComparison.Ordinal));
        foreach (var command in (string[][])[["show", Paper], ["sign", Paper, "--key", Key(One), "--digest", "0x" + new string('1', 64)], ["submit", Paper]])
        {
            _cli.Forget();
            (await _cli.RunAsync(["risk", .. command])).ShouldBe(CliApplication.Failed);
            _cli.Errors.ShouldContain("do not sign or submit it");
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
        (await _cli.RunAsync("risk", "sign", Paper, "--key", key, "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("chmod 600");
        Read().Signatures.ShouldBeEmpty();

        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--key", key, "--recipient", "solana-x")).ShouldBe(CliApplication.Failed);
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Sign_SameOfficerTwice_IsRefused()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("another officer");
        Read().Signatures.Count.ShouldBe(1);
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        _cli.Evm.Acts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_OneChainRefuses_ShowsBothAnswers()
    {
        _cli.Evm.Refuses = "NonceUsed";
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        _cli.Forget();

        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        _cli.Output.ShouldContain("evm: NonceUsed; one of the signers has used this nonce");
        _cli.Output.ShouldContain("solana: done in solana act");
        _cli.Solana.Acts.ShouldHaveSingleItem().Signers.ShouldBe([SignerAddress.Parse(OneAddress)]);
    }

    [Theory]
    [InlineData(RiskRole.None, "raise-level --chain evm --scope everything --level 3 --reason drill", "signed and has no role there")]
    [InlineData(RiskRole.Sentinel, "open-lane --chain evm", "signed and is a sentinel, which may not do this")]
    public async Task Submit_SignedByOneWhoMayNot_NamesThemAndCostsNoFee(RiskRole role, string action, string problem)
    {
        await CreateAsync(action.Split(' ')[0], action.Split(' ')[1..]);
        await SignAsync(One);
        if (Read().Action.Kind.Loosens()) await SignAsync(Two);
        // The role was taken away since.
        _cli.Evm.RoleOf = account => account == SignerAddress.Parse(OneAddress) ? role : RiskRole.Officer;
        _cli.Forget();
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Failed);
        string.Join(' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain($"{OneAddress} {problem}");
        _cli.Evm.Acts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Submit_SignedByASentinel_MayTighten()
    {
        _cli.Evm.RoleOf = _ => RiskRole.Sentinel;
        await CreateAsync("raise-level", "--chain", "evm", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.Acts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Submit_ToOneChain_LeavesTheOtherAlone()
    {
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "3", "--reason", "drill");
        await SignAsync(One);
        (await _cli.RunAsync("risk", "submit", Paper, "--to", "solana")).ShouldBe(CliApplication.Done);
        (_cli.Evm.Acts.Count, _cli.Solana.Acts.Count).ShouldBe((0, 1));
    }

    [Fact]
    public async Task Submit_Loosening_SaysWhenToExecute_AndExecutesWithoutSignatures()
    {
        _cli.Evm.ReadyAt = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        await SignAsync(Two);
        (await _cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("from 08:00:00 UTC on: bridge risk execute");

        (await _cli.RunAsync("risk", "execute", Paper)).ShouldBe(CliApplication.Done);
        _cli.Evm.Executions.ShouldHaveSingleItem().ShouldBe(Read().Action);
    }

    [Fact]
    public async Task List_LevelsAndHolds_AreShown()
    {
        _cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        var transfer = TransferBuilder.Transfer(5, TransferBuilder.SolanaToEvm);
        _cli.Evm.Holds.Add(new(transfer.Id, transfer.Leaf(), AssetId.From(Keccak256.Hash("usdc")), 1_500_000, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), 1));

        (await _cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("4 Stop");
        _cli.Output.ShouldContain("2-1-5");
        _cli.Output.ShouldContain("1.5 USDC");
        _cli.Output.ShouldContain("1 of 2");
    }

    [Fact]
    public async Task Refund_OwnTransfer_AsksTheSourceChain()
    {
        var transfer = TransferBuilder.Transfer(2) with { Sender = _cli.Evm.Address };
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        _cli.Evm.Locked.MineFinal(transfer);

        (await _cli.RunAsync("refund", "1-2-2")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.RefundRequests.ShouldHaveSingleItem().ShouldBe(transfer);
    }

    [Fact]
    public async Task Refund_AnothersTransfer_IsRefusedHere()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        (await _cli.RunAsync("refund", "1-2-1")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("is not the sender");
        _cli.Evm.RefundRequests.ShouldBeEmpty();
    }

    private async Task CreateAsync(string action, params string[] options) =>
        (await _cli.RunAsync(["risk", "create", action, "--out", Paper, .. options])).ShouldBe(CliApplication.Done, _cli.Errors);

    private async Task SignAsync(string secret) =>
        (await _cli.RunAsync("risk", "sign", Paper, "--key", Key(secret), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Done, _cli.Errors);

    private string Key(string secret) => CliHarness.WriteKey(_cli.PathOf($"{secret[^1]}.key"), secret);

    private RiskPaper Read() => RiskPaper.Parse(File.ReadAllText(Paper), BridgeId.From(Keccak256.Hash("bridge")));
}
