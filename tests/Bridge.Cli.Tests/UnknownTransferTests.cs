using System.Text.Json;
using Bridge.Chains;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>An id of which there is no lock, or none yet, or of which nobody can say: three different answers.</summary>
public sealed class UnknownTransferTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("status", "1-2-999", "--from-chain")]
    [InlineData("deliver", "1-2-999")]
    [InlineData("refund", "1-2-999", "--wait", "--timeout", "2")]
    public async Task Any_NeverLocked_SaysThatThereIsNoSuchTransfer(params string[] arguments)
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        _cli.Evm.Locked.Mine(TransferBuilder.Transfer(2));
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("evm shows no final lock 1-2-999, nor one that is not final yet: there is no such transfer");
        _cli.Errors.ShouldNotContain("bridge refund");
        _cli.Output.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("status", "1-2-1", "--from-chain")]
    [InlineData("deliver", "1-2-1")]
    [InlineData("refund", "1-2-1", "--wait", "--timeout", "2")]
    public async Task Any_SourceCannotBeRead_IsNotTakenForNeverLocked(params string[] arguments)
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        _cli.Evm.Locked.Failure = new(ChainReadFailure.Unavailable, "evm is away");
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("evm is away");
        _cli.Errors.ShouldNotContain("there is no such transfer");
    }

    [Fact]
    public async Task StatusFromChain_LockedAndOpen_SaysWhetherTheLockIsFinal()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        _cli.Evm.Locked.Mine(TransferBuilder.Transfer(2));
        (await _cli.RunAsync("status", "1-2-1", "--from-chain")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("on solana: not released");
        _cli.Output.ShouldContain("on evm: locked, final");
        (await _cli.RunAsync("status", "1-2-2", "--from-chain")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("on evm: locked, not final yet");
        _cli.Forget();
        (await _cli.RunAsync("status", "1-2-2", "--from-chain", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("lockFinal").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task StatusFromChain_ReleasedAndTheSourceIsAway_StillSaysSo()
    {
        _cli.Solana.State = DestinationState.Released;
        _cli.Evm.Locked.Failure = new(ChainReadFailure.Unavailable, "evm is away");
        (await _cli.RunAsync("status", "1-2-1", "--from-chain")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("released, final");
    }

    [Theory]
    [InlineData("status", "3-1-1")]
    [InlineData("status", "1-3-1")]
    [InlineData("status", "3-1-1", "--watch")]
    [InlineData("status", "3-1-1", "--from-chain")]
    [InlineData("deliver", "3-1-1")]
    [InlineData("refund", "1-3-1")]
    public async Task Any_ChainThatIsNone_SaysWhichChainsThereAre(params string[] arguments)
    {
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("chain 3 is not in this deployment");
        _cli.Errors.ShouldContain("1 (evm), 2 (solana)");
    }

    [Fact]
    public async Task RefundWait_LockIsNotFinalYet_WaitsUntilItIs()
    {
        _cli.Evm.Locked.MineFinal(TransferBuilder.Transfer(1));
        var own = TransferBuilder.Transfer(2) with { Sender = _cli.Evm.Address };
        _cli.Evm.Locked.Mine(own);
        (await _cli.RunAsync("refund", "1-2-2")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("in a block that is not final yet");
        (await _cli.RunAsync("refund", "1-2-2", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay, _cli.Errors);
        _cli.Evm.RefundRequests.ShouldBeEmpty();

        _cli.Evm.Locked.OnRead = reads =>
        {
            if (reads > 6) _cli.Evm.Locked.FinalCount = 2;
        };
        (await _cli.RunAsync("refund", "1-2-2", "--wait", "--timeout", "5")).ShouldBe(CliApplication.StillOnItsWay, _cli.Errors);
        _cli.Output.ShouldContain("waiting until the lock of 1-2-2 is final");
        _cli.Evm.RefundRequests.ShouldHaveSingleItem().ShouldBe(own);
    }
}
