using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

public sealed class LockCommandTests : IDisposable
{
    private readonly CliHarness _cli = new();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("DOGE", "1", "there is no asset \"DOGE\"", "USDC")]
    [InlineData("USDC", "0", "the amount is zero", "above zero")]
    [InlineData("USDC", "0.0", "the amount is zero", "above zero")]
    [InlineData("USDC", "-1", "is not an amount", "as 12.5")]
    [InlineData("USDC", "1,5", "is not an amount", "as 12.5")]
    [InlineData("USDC", "1e3", "is not an amount", "as 12.5")]
    [InlineData("USDC", ".5", "is not an amount", "as 12.5")]
    [InlineData("USDC", "1.2.3", "is not an amount", "as 12.5")]
    [InlineData("USDC", "1.2345678", "dust", "at most 6 decimals, as 1.234567")]
    [InlineData("USDC", "0.00000001", "the smallest amount that can cross is 0.000001 USDC", "at most 6 decimals, as 0.000001")]
    [InlineData("USDC", "99999999999999999999", "too much", "split")]
    public async Task Lock_WrongAssetOrAmount_SaysWhatToDoAndLocksNothing(string asset, string amount, string problem, string remedy)
    {
        _cli.WithDeployment().WithUser();
        // "--" keeps a leading minus from being read as an option.
        (await _cli.RunAsync("lock", "--from", "evm", "--", asset, amount)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain(problem);
        _cli.Errors.ShouldContain(remedy);
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("there is no chain \"bitcoin\"", "--from", "bitcoin")]
    [InlineData("solana has no margin accounts", "--from", "evm", "--to-margin")]
    [InlineData("solana has no margin accounts", "--from", "solana", "--from-margin")]
    [InlineData("--user and --key name two senders", "--from", "evm", "--user", "alice", "--key", "alice.key")]
    [InlineData("is not an address on solana", "--from", "evm", "--recipient", "0xabc")]
    [InlineData("is not a user name", "--from", "evm", "--user", "../alice")]
    public async Task Lock_WrongDirection_SaysSoAndLocksNothing(string problem, params string[] options)
    {
        _cli.WithDeployment().WithUser();
        (await _cli.RunAsync(["lock", "USDC", "1", .. options])).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain(problem);
        _cli.Errors.ShouldContain("what to do:");
        (_cli.Evm.Locks.Count + _cli.Solana.Locks.Count).ShouldBe(0);
    }

    [Theory]
    [InlineData("solana", "evm-token", "the USDC token")]
    [InlineData("evm", "solana-mint", "the USDC mint")]
    public async Task Lock_ToAnAddressThatNobodyHasTheKeyOf_LocksNothing(string from, string recipient, string what)
    {
        _cli.WithDeployment().WithUser();
        (await _cli.RunAsync("lock", "USDC", "1", "--from", from, "--recipient", recipient)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain($"is {what} on ");
        _cli.Errors.ShouldContain("is lost");
        (_cli.Evm.Locks.Count + _cli.Solana.Locks.Count).ShouldBe(0);
    }

    [Theory]
    [InlineData("--user", "mallory")]
    [InlineData("--key", "/nonexistent")]
    public async Task Lock_NoSuchKeyFile_LocksNothing(params string[] options)
    {
        _cli.WithDeployment().WithUser();
        (await _cli.RunAsync(["lock", "USDC", "1", "--from", "evm", .. options])).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("there is no key file");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("evm", "solana")]
    [InlineData("solana", "evm")]
    public async Task Lock_MoreThanTheSourceEverGivesBack_IsRefusedWhateverIsWanted(string from, string to)
    {
        _cli.WithDeployment().WithUser();
        var (source, destination) = from == "evm" ? (_cli.Evm, _cli.Solana) : (_cli.Solana, _cli.Evm);
        destination.Limits.MaxRelease.ShouldBeGreaterThan(10u, to);
        source.Limits = new(10, 2_000_000_000, 1_000, 2_000_000_000);
        (await _cli.RunAsync("lock", "USDC", "0.000011", "--from", from, "--anyway")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"the largest single lock of USDC on {from} is 0.00001");
        source.Limits = new(0, 0, 0, 0);
        (await _cli.RunAsync("lock", "USDC", "0.000001", "--from", from, "--anyway")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"locks of USDC on {from} are closed");
        (_cli.Evm.Locks.Count + _cli.Solana.Locks.Count).ShouldBe(0);
    }

    [Theory]
    [InlineData("evm", "solana")]
    [InlineData("solana", "evm")]
    public async Task Lock_MoreThanTheDestinationEverReleases_IsRefusedWhateverIsWanted(string from, string to)
    {
        _cli.WithDeployment().WithUser();
        (from == "evm" ? _cli.Evm : _cli.Solana).Limits = new(2_000_000_000, 2_000_000_000, 1_000, 2_000_000_000);
        (await _cli.RunAsync("lock", "USDC", "1000.000001", "--from", from, "--anyway")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"1000.000001 USDC is above the largest release on {to}, 1000");
        (_cli.Evm.Locks.Count + _cli.Solana.Locks.Count).ShouldBe(0);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("2592001")]
    [InlineData("soon")]
    public async Task Lock_TimeoutThatIsNone_IsAUsageErrorAndLocksNothing(string timeout)
    {
        _cli.WithDeployment().WithUser();
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--wait", $"--timeout={timeout}")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain($"--timeout should be 0 to 2592000 seconds, in digits, and is \"{timeout}\"");
        _cli.Errors.ShouldNotContain("System.");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_OwnKeyWithoutARecipient_DoesNotPayATestUser()
    {
        _cli.WithDeployment().WithUser();
        var key = Path.Combine(Path.GetDirectoryName(_cli.DeploymentFile)!, "users", "alice.evm.key");
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--key", key)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("--recipient ADDRESS");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_WaitWithoutAnyRelayer_StillNamesTheTransfer()
    {
        _cli.WithDeployment().WithUser().Relayer = _ => null;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldContain("locked as transfer 1-2-7 in source-tx");
    }

    [Fact]
    public async Task Lock_MissingArguments_IsAUsageError() => (await _cli.WithDeployment().RunAsync("lock", "USDC")).ShouldBe(CliApplication.WrongArguments);

    [Fact]
    public async Task Lock_NoDeployment_SaysHowToStartTheLocalnet()
    {
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no deployment found");
        _cli.Errors.ShouldContain("./localnets/run.sh");
    }

    [Fact]
    public async Task Lock_MalformedKeyFile_DoesNotRepeatItsText()
    {
        _cli.WithDeployment().WithUser("this-is-nearly-a-secret");
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Failed);
        (_cli.Errors + _cli.Output).ShouldNotContain("nearly");
    }

    [Fact]
    public async Task Lock_ClosedAsset_LocksNothing()
    {
        _cli.WithDeployment().WithUser().Solana.Limits = new(0, 0, 0, 0);
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("closed");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_InsufficientBalance_PointsToBalancesAndFaucet()
    {
        _cli.WithDeployment().WithUser().Evm.OnLock = _ => throw new WalletException(WalletFailure.InsufficientBalance, "the wallet holds 0.5 USDC");
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("the wallet holds 0.5 USDC");
        _cli.Errors.ShouldContain("bridge faucet");

        _cli.Forget();
        _cli.Evm.OnLock = _ => throw new WalletException(WalletFailure.InsufficientMargin, "the margin account holds 0.5 USDC");
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--from-margin")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("--to-margin");
        _cli.Errors.ShouldNotContain("faucet");
    }

    [Fact]
    public async Task Lock_FromSolanaToMargin_LocksExactlyWhatWasAsked()
    {
        _cli.WithDeployment().WithUser();
        (await _cli.RunAsync("lock", "usdc", "12.5", "--from", "solana", "--to-margin", "--recipient", "evm-somebody")).ShouldBe(CliApplication.Done);
        var request = _cli.Solana.Locks.ShouldHaveSingleItem();
        request.Amount.ShouldBe(12_500_000ul);
        request.Kind.ShouldBe(TransferKind.MarginAccount);
        request.Destination.ShouldBe(ChainId.From(1));
        request.Recipient.ShouldBe(_cli.Evm.ParseAddress("evm-somebody"));
        _cli.Output.ShouldContain("bridge status 2-1-7 --watch");
    }

    [Fact]
    public async Task Lock_ForAnAccountThatIsNoWallet_IsRefusedBeforeAnythingMoves()
    {
        _cli.WithDeployment().WithUser().Solana.NoWallet = "a token account of bob, not the wallet itself";
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("is a token account of bob, not the wallet itself on solana: what is paid there is lost");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_Wait_FollowsToTheEnd()
    {
        _cli.WithDeployment().WithUser();
        var asked = 0;
        _cli.Solana.State = DestinationState.Released;
        _cli.Relayer = _ => CliHarness.Json(_cli.StatusOfLock(asked++ == 0 ? TransferState.Observed : TransferState.Released));
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("waiting for finality on evm");
        _cli.Output.ShouldContain("Released");
        _cli.Output.ShouldContain("2000 ms");
    }

    [Theory]
    [InlineData(1, "everything")]
    [InlineData(2, "the lane with evm")]
    [InlineData(3, "USDC")]
    public async Task Lock_TowardAHaltedChain_IsRefusedUnlessItIsWantedAnyway(int kind, string halted)
    {
        _cli.WithDeployment().WithUser();
        _cli.Solana.Levels[kind switch { 1 => RiskScope.Everything, 2 => RiskScope.Lane(ChainId.From(1)), _ => RiskScope.Asset(AssetId.From(Keccak256.Hash("usdc"))) }] = BreakerLevel.Stop;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain($"solana is halted at level 4 for {halted}");
        _cli.Errors.ShouldContain("--anyway");
        _cli.Evm.Locks.ShouldBeEmpty();

        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--anyway")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.Locks.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lock_FromSolanaTowardAHaltedChain_IsRefused()
    {
        _cli.WithDeployment().WithUser().Evm.Levels[RiskScope.Lane(ChainId.From(2))] = BreakerLevel.Cursed;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "solana")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("evm is halted at level 5 for the lane with solana");
        _cli.Solana.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_OnAHaltedChain_SaysSoBeforeItCostsAFee()
    {
        _cli.WithDeployment().WithUser().Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm", "--anyway")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("evm is halted at level 4 for everything: it takes no locks of USDC");
        _cli.Evm.Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_MoreThanASlowedChainReleasesAtOnce_IsRefusedUnlessItIsWantedAnyway()
    {
        _cli.WithDeployment().WithUser().Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        (await _cli.RunAsync("lock", "USDC", "500", "--from", "evm")).ShouldBe(CliApplication.Done, _cli.Errors);
        (await _cli.RunAsync("lock", "USDC", "500.000001", "--from", "evm")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("solana is slowed at level 2 for everything and releases at most 500 USDC at once: more would wait");
        (await _cli.RunAsync("lock", "USDC", "500.000001", "--from", "evm", "--anyway")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Evm.Locks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Lock_TowardAChainThatHolds_SaysThatOfficersDecide()
    {
        _cli.WithDeployment().WithUser().Solana.Levels[RiskScope.Everything] = BreakerLevel.Hold;
        (await _cli.RunAsync("lock", "USDC", "1", "--from", "evm")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("held until two officers approve it");
    }

    [Fact]
    public async Task Lock_WaitTooShort_SaysThatItGoesOn()
    {
        _cli.WithDeployment().WithUser().Relayer = _ => CliHarness.Json(_cli.StatusOfLock(TransferState.Observed));
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Output.ShouldContain("still on its way");
    }

    [Fact]
    public async Task Lock_WaitAndTheRelayersFallSilent_SaysSoOnceAndNotWhatOneSaidBeforeAsIfItStillDid()
    {
        var answers = 0;
        _cli.WithDeployment().WithUser().Relayer = _ => answers++ == 0 ? CliHarness.Json(_cli.StatusOfLock(TransferState.Observed)) : null;
        (await _cli.RunAsync(new FastTime(20), "lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "15")).ShouldBe(CliApplication.StillOnItsWay);
        _cli.Errors.Split("no relayer answers since").Length.ShouldBe(2, _cli.Errors);
        string.Join(' ', _cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)).ShouldContain("before that: a relayer says: waiting for finality on evm");
    }

    [Fact]
    public async Task Lock_WaitAndItWaits_SaysUntilWhenOnce()
    {
        var limited = _cli.StatusOfLock(TransferState.Limited) with { WaitingFor = "above the rate limit of solana", WaitsUntil = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000) };
        _cli.WithDeployment().WithUser().Relayer = _ => CliHarness.Json(limited);
        (await _cli.RunAsync("lock", "USDC", "12.5", "--from", "evm", "--wait", "--timeout", "1")).ShouldBe(CliApplication.StillOnItsWay);
        // One piece of news, and the last word.
        _cli.Output.Split("above the rate limit of solana until 2027-01-15 08:00:00 UTC").Length.ShouldBe(3);
    }
}
