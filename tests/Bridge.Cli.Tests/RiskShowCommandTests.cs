using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk show</c>: words for people, bytes in one line, and what only the chains know beside it.</summary>
public sealed class RiskShowCommandTests : RiskCommandTests
{
    [Fact]
    public async Task Show_Limits_AreInUnitsBesideWhatTheyAreNow()
    {
        Cli.Evm.Limits = new(9_000_000, 50_000_000, 2, 0) { HoldThreshold = 0 };
        await CreateAsync("set-limits", "--chain", "evm", "--asset", "USDC", "--max-release", "1.5", "--capacity", "20", "--refill", "0.000001", "--hold-from", "never");
        var shown = await ShowAsync();
        foreach (var part in (string[])
        [
            "asset USDC", "largest release 1.5 USDC", "capacity 20 USDC", "held from never", "not after ", " UTC (in 24 h)",
            "now on evm largest release 9 USDC, capacity 50 USDC, refill a second 0.000002 USDC, held from every release",
            $"digest, computed here: {Read().Digest}",
        ]) shown.ShouldContain(part);
        // The asset's id stands in the bytes alone, which a terminal breaks.
        var unbroken = shown.Replace(" ", "", StringComparison.Ordinal);
        unbroken.ShouldContain($"bytes:{Hex.Encode(Read().Action.Words())}");
        unbroken.Split(Keccak256.Hash("usdc").ToString()[2..]).Length.ShouldBe(2);
    }

    [Fact]
    public async Task Show_Role_SaysWhoThatIs()
    {
        Cli.Evm.RoleOf = _ => RiskRole.Sentinel;
        await CreateAsync("grant-role", "--chain", "all", "--account", OneAddress, "--role", "officer");
        (await ShowAsync()).ShouldContain("who that is a sentinel on evm, an officer on solana");
        Cli.Evm.IsUnreadable = true;
        (await ShowAsync()).ShouldContain("of unknown role (evm cannot be asked: evm does not answer) on evm, an officer on solana");
    }

    [Fact]
    public async Task Show_Signers_SayWhoTheyAre()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        (await ShowAsync()).ShouldContain($"signed by {OneAddress}, an officer on evm and solana");
    }

    [Fact]
    public async Task Show_Veto_SaysWhatItEnds()
    {
        var open = new OpenLane { Chain = Cli.Evm.Chain, Nonce = 1, NotAfter = 1, OtherChain = ChainId.From(2), Family = 2 };
        var digest = open.Digest(BridgeId.From(Keccak256.Hash("bridge")));
        Cli.Evm.Proposals[digest] = new(digest, open.Kind, open, ProposalStanding.Scheduled, DateTimeOffset.FromUnixTimeSeconds(1_900_000_000), null);
        await CreateAsync("veto", "--chain", "all", "--proposal", digest.ToString());
        var shown = await ShowAsync();
        shown.ShouldContain("what it ends on evm open the lanes between evm (1) and solana (2)");
        shown.ShouldContain("what it ends on solana nothing: nothing was scheduled under this digest");
    }

    [Fact]
    public async Task Show_Hold_SaysWhatIsPaidToWhom()
    {
        var transfer = TransferBuilder.Transfer(1, amount: 2_500_000) with { Asset = AssetId.From(Keccak256.Hash("usdc")) };
        Cli.Evm.Locked.MineFinal(transfer);
        Cli.Solana.State = DestinationState.Held;
        await CreateAsync("approve-hold", "--transfer", "1-2-1");
        (await ShowAsync()).ShouldContain($"the transfer 2.5 USDC from {Cli.Evm.FormatAddress(transfer.Sender)} on evm to {Cli.Solana.FormatAddress(transfer.Recipient)} on solana");
    }

    [Fact]
    public async Task Museum_M39_ShowHoldWithAnotherLeafThanTheLockHas_SaysSo()
    {
        Cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        var paper = new RiskPaper(BridgeId.From(Keccak256.Hash("bridge")), new ApproveHold { Chain = ChainId.From(2), Nonce = 1, NotAfter = 1_900_000_000, Source = ChainId.From(1), Sequence = 1, Leaf = Keccak256.Hash("other") });
        await File.WriteAllTextAsync(Paper, paper.ToString());
        (await ShowAsync()).ShouldContain("NOT 1-2-1 AS IT WAS LOCKED");
    }

    [Fact]
    public async Task Show_Offline_AsksNoChain()
    {
        await CreateAsync("grant-role", "--chain", "all", "--account", OneAddress, "--role", "officer");
        (Cli.Evm.IsUnreadable, Cli.Solana.IsUnreadable) = (true, true);
        (await ShowAsync("--offline")).ShouldNotContain("cannot be asked");
    }

    [Theory]
    [InlineData(0, "one of two approvals, and another officer has to make, sign and submit the other: bridge risk create approve-hold --transfer 1-2-1")]
    [InlineData(1, "it is the second of two approvals: submit it with: bridge risk submit")]
    public async Task Sign_Approval_SaysThatTwoAreNeeded(int approvals, string next)
    {
        var transfer = TransferBuilder.Transfer(1);
        Cli.Evm.Locked.MineFinal(transfer);
        Cli.Solana.State = DestinationState.Held;
        Cli.Solana.Holds.Add(new(transfer.Id, transfer.Leaf(), transfer.Asset, transfer.Amount, DateTimeOffset.UnixEpoch, approvals));
        await CreateAsync("approve-hold", "--transfer", "1-2-1");
        await SignAsync(One);
        Words.ShouldContain(next);
        Cli.Forget();
        (await Cli.RunAsync("risk", "submit", Paper)).ShouldBe(CliApplication.Done, Cli.Errors);
        Words.ShouldContain($"1-2-1: wait for the officers: {approvals} of 2 officers have approved it");
    }

    [Fact]
    public async Task Sign_FirstOfTwo_NamesTheCommandOfTheSecond()
    {
        await CreateAsync("open-lane", "--chain", "evm");
        await SignAsync(One);
        Words.ShouldContain("another officer has to sign it too: bridge risk sign");
        Words.ShouldNotContain("submit it with");
        await SignAsync(Two);
        Words.ShouldContain("submit it with: bridge risk submit");
    }

    private string Words => string.Join(' ', Cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private async Task<string> ShowAsync(params string[] options)
    {
        Cli.Forget();
        (await Cli.RunAsync(["risk", "show", Paper, .. options])).ShouldBe(CliApplication.Done, Cli.Errors);
        return Words;
    }
}
