using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>What a user can do about a transfer that is not released: see why, ask for it back, claim it, have an approved hold paid.</summary>
public sealed class WayBackCommandTests : IDisposable
{
    private static readonly Transfer Lock = TransferBuilder.Transfer(7);

    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData(TransferState.Observed, "becomes final by itself")]
    [InlineData(TransferState.Submitted, "bridge refund 1-2-7")]
    [InlineData(TransferState.Limited, "bridge limits")]
    [InlineData(TransferState.VoidRequested, "made void on the destination")]
    [InlineData(TransferState.Voided, "paid back by itself")]
    [InlineData(TransferState.Undeliverable, "bridge claim USDC --on solana")]
    public async Task Status_EachState_SaysWhatTheUserCanDo(TransferState state, string advice)
    {
        if (state == TransferState.Undeliverable) (_cli.Solana.State, _cli.Solana.IsClaimable) = (DestinationState.Released, true);
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(state) with { WaitingFor = "the reason", WaitsUntil = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) });
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("a relayer says: the reason until 2027-01-15 08:00:00 UTC");
        _cli.Output.ShouldContain("what you can do:");
        _cli.Output.ShouldContain(advice);
    }

    [Fact]
    public async Task Status_Refunded_ShowsTheStepsOfTheWayBack()
    {
        var at = DateTimeOffset.FromUnixTimeSeconds(1_800_000_010);
        var status = CliHarness.Status(TransferState.Refunded);
        _cli.Evm.RefundFacts.Add(new(RefundStep.Refunded, Lock.Id, Lock.Leaf(), 5, "refund-tx"));
        _cli.Relayer = _ => CliHarness.Json(status with { WaitingFor = null, RefundTransaction = "refund-tx", Times = status.Times with { VoidRequested = at, Voided = at, Refunded = at } });
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done);
        foreach (var part in (string[])["asked back", "void", "refunded", "refund-tx"]) _cli.Output.ShouldContain(part);
        _cli.Output.ShouldNotContain("released");
        _cli.Output.ShouldNotContain("what you can do");
    }

    [Theory]
    [InlineData(DestinationState.Released, "released, final")]
    [InlineData(DestinationState.Held, "held: two officers decide")]
    [InlineData(DestinationState.Held, "what you can do: wait for the officers: 1 of 2")]
    [InlineData(DestinationState.Voided, "void, final")]
    public async Task Status_FromChain_TellsPaidFromConsumed(DestinationState state, string words)
    {
        _cli.Solana.State = state;
        _cli.Solana.Holds.Add(new(Lock.Id, Lock.Leaf(), AssetId.From(Keccak256.Hash("usdc")), Lock.Amount, DateTimeOffset.UnixEpoch, 1));
        if (state == DestinationState.Voided) _cli.Evm.RefundFacts.Add(new(RefundStep.Refunded, Lock.Id, Lock.Leaf(), 5, "refund-tx"));
        (await _cli.RunAsync("status", "1-2-7", "--from-chain")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain(words);
        if (state == DestinationState.Voided) _cli.Output.ShouldContain("on evm: paid back, final");
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

    [Fact]
    public async Task Refund_WaitAndItIsPaidBack_IsDone()
    {
        Prepare();
        _cli.Evm.RefundFacts.Add(new(RefundStep.Refunded, Lock.Id, Lock.Leaf(), 5, "refund-tx"));
        _cli.Relayer = _ => CliHarness.Json(CliHarness.StatusOf(TransferState.Refunded, Lock) with { RefundTransaction = "another" });
        (await _cli.RunAsync("refund", "1-2-7", "--wait")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("refund-tx");
        _cli.Output.ShouldNotContain("another");
        _cli.Evm.RefundRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Refund_WaitAndTheReleaseWasFirst_SaysSo()
    {
        Prepare();
        _cli.Relayer = _ =>
        {
            _cli.Solana.State = DestinationState.Released;
            return CliHarness.Json(CliHarness.StatusOf(TransferState.Released, Lock));
        };
        (await _cli.RunAsync("refund", "1-2-7", "--wait")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has ended as Released");
        _cli.Evm.RefundRequests.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(DestinationState.Released, false, "has been released on solana in destination-tx")]
    [InlineData(DestinationState.Voided, false, "paid back by itself")]
    [InlineData(DestinationState.Voided, true, "has been paid back on evm already")]
    public async Task Refund_OfWhatHasEnded_IsRefusedBeforeItCostsAFee(DestinationState state, bool isRefunded, string problem)
    {
        Prepare();
        _cli.Solana.State = state;
        if (isRefunded) _cli.Evm.RefundFacts.Add(new(RefundStep.Refunded, Lock.Id, Lock.Leaf(), 5, "refund-tx"));
        (await _cli.RunAsync("refund", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain(problem);
        _cli.Evm.RefundRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_OfAClaimableRelease_SaysThatItIsClaimed()
    {
        Prepare();
        (_cli.Solana.State, _cli.Solana.IsClaimable) = (DestinationState.Released, true);
        (await _cli.RunAsync("refund", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("into a claimable balance");
        _cli.Errors.ShouldContain("bridge claim");
        _cli.Evm.RefundRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_DestinationCannotBeRead_IsNotTakenForNotReleased()
    {
        Prepare();
        _cli.Solana.IsUnreadable = true;
        (await _cli.RunAsync("refund", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("solana does not answer");
        _cli.Evm.RefundRequests.ShouldBeEmpty();
    }

    [Fact]
    public async Task Refund_OfWhatIsHeld_IsAskedFor()
    {
        Prepare();
        _cli.Solana.State = DestinationState.Held;
        (await _cli.RunAsync("refund", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.RefundRequests.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Claim_NothingIsClaimable_SendsNothing()
    {
        _cli.Evm.ClaimableUnits = 0;
        (await _cli.RunAsync("claim", "USDC", "--on", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("nothing to claim");
        _cli.Evm.Claims.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("evm")]
    [InlineData("solana")]
    public async Task Claim_SomethingIsClaimable_PaysTheOwnerOrWhomTheyName(string chain)
    {
        var fake = chain == "evm" ? _cli.Evm : _cli.Solana;
        fake.ClaimableUnits = 2_500_000;
        (await _cli.RunAsync("claim", "USDC", "--on", chain)).ShouldBe(CliApplication.Done, _cli.Errors);
        (await _cli.RunAsync("claim", "usdc", "--on", chain, "--to", $"{chain}-friend")).ShouldBe(CliApplication.Done, _cli.Errors);
        fake.Claims.ShouldBe([("USDC", fake.Address), ("USDC", fake.ParseAddress($"{chain}-friend"))]);
        _cli.Output.ShouldContain(chain == "evm" ? "0.025 USDC" : "2.5 USDC");
    }

    [Fact]
    public async Task Execute_ApprovedHold_IsPaidOnItsDestination()
    {
        _cli.Evm.Locked.MineFinal(Lock);
        _cli.Solana.State = DestinationState.Held;
        (await _cli.RunAsync("risk", "execute", "--hold", "1-2-7")).ShouldBe(CliApplication.Done, _cli.Errors);
        (_cli.Evm.HoldPayments.Count, _cli.Solana.HoldPayments.Count).ShouldBe((0, 1));
        _cli.Output.ShouldContain("solana: done in solana payment");
    }

    [Fact]
    public async Task Execute_ChainRefuses_SaysWhatToDo()
    {
        _cli.Evm.Locked.MineFinal(Lock);
        (_cli.Solana.State, _cli.Solana.Refuses) = (DestinationState.Held, "AboveMaxRelease");
        _cli.Solana.Limits = new(1, 2_000_000_000, 1_000, 2_000_000_000);
        _cli.Solana.Holds.Add(new(Lock.Id, Lock.Leaf(), AssetId.From(Keccak256.Hash("usdc")), Lock.Amount, DateTimeOffset.UnixEpoch, 2));
        (await _cli.RunAsync("risk", "execute", "--hold", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Output.ShouldContain("AboveMaxRelease; 2 officers have approved it, and it is not paid");
    }

    [Theory]
    [InlineData(DestinationState.Released, CliApplication.Done, "1-2-7 has been released already in destination-tx: nothing is left to do")]
    [InlineData(DestinationState.Voided, CliApplication.Failed, "1-2-7 is void on solana: it goes back to its sender; there is nothing to pay")]
    [InlineData(DestinationState.Open, CliApplication.Failed, "1-2-7 is not held on solana")]
    public async Task Execute_HoldThatIsNone_SaysWhatBecameOfItAndCostsNoFee(DestinationState state, int code, string words)
    {
        _cli.Evm.Locked.MineFinal(Lock);
        _cli.Solana.State = state;
        (await _cli.RunAsync("risk", "execute", "--hold", "1-2-7")).ShouldBe(code, _cli.Errors);
        _cli.Output.ShouldContain(words);
        _cli.Solana.HoldPayments.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("risk", "execute")]
    [InlineData("risk", "execute", "paper.json", "--hold", "1-2-7")]
    public async Task Execute_NeitherOrBoth_IsRefused(params string[] arguments)
    {
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("either the paper's file or --hold ID");
    }

    private void Prepare()
    {
        var lockOfAlice = Lock with { Sender = _cli.Evm.Address };
        _cli.Evm.Locked.MineFinal(lockOfAlice);
    }
}
