using System.Text.Json;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

public sealed class ReadCommandTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment().WithUser();

    public void Dispose() => _cli.Dispose();

    [Theory]
    [InlineData("banana")]
    [InlineData("1-2-0")]
    [InlineData("1-1-5")]
    public async Task Status_NotAnId_SaysWhatAnIdIs(string id)
    {
        (await _cli.RunAsync("status", id)).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("what to do:");
    }

    [Theory]
    [InlineData("refund", "banana")]
    [InlineData("risk", "execute", "--hold", "banana")]
    [InlineData("balances", "--evm", "banana")]
    [InlineData("balances", "--user", "no/body")]
    [InlineData("claim", "DOGE", "--on", "evm")]
    [InlineData("claim", "USDC", "--on", "bitcoin")]
    [InlineData("claim", "USDC", "--on", "evm", "--to", "banana")]
    [InlineData("status", "1-2-7", "--watch", "--timeout=-1")]
    [InlineData("status", "1-2-7", "--wotch")]
    public async Task Any_ValueThatMeansNothing_IsAUsageError(params string[] arguments)
    {
        (await _cli.RunAsync(arguments)).ShouldBe(CliApplication.WrongArguments, _cli.Errors);
        _cli.Evm.Claims.ShouldBeEmpty();
    }

    [Fact]
    public async Task Status_Unknown_SaysSo()
    {
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("do not know transfer 1-2-7");
    }

    [Fact]
    public async Task Status_RelayersDown_PointsToTheChain()
    {
        _cli.Relayer = _ => null;
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no relayer answers");
        _cli.Errors.ShouldContain("--from-chain");
        _cli.Solana.State = DestinationState.Released;
        (await _cli.RunAsync("status", "1-2-7", "--from-chain")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("released, final");
        _cli.Output.ShouldContain("destination-tx");
    }

    [Fact]
    public async Task Status_FromChainOfAnUnknownLane_SaysWhichChainsThereAre()
    {
        (await _cli.RunAsync("status", "1-9-7", "--from-chain")).ShouldBe(CliApplication.WrongArguments);
        _cli.Errors.ShouldContain("chain 9 is not in this deployment");
    }

    [Fact]
    public async Task Status_MalformedAnswer_IsNotAnEmptyOne()
    {
        _cli.Relayer = _ => new HttpResponseMessage(System.Net.HttpStatusCode.OK) { Content = new StringContent("<html>", null, "application/json") };
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no relayer answers");
    }

    [Fact]
    public async Task Status_AnswerAboutAnotherTransfer_IsNoAnswer()
    {
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(TransferState.Released) with { Id = "2-1-77" });
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no relayer answers");
    }

    [Fact]
    public async Task Status_HeldAndPaid_NamesBothTransactionsWhereTheyBelong()
    {
        (_cli.Solana.State, _cli.Solana.HoldTransaction) = (DestinationState.Released, "hold-tx");
        var times = new Protocol.RelayerApi.TransferTimes { Held = DateTimeOffset.FromUnixTimeSeconds(1_800_000_001), Released = DateTimeOffset.FromUnixTimeSeconds(1_800_000_002) };
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(TransferState.Released) with { HoldTransaction = "hold-tx", Times = times });
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done);
        var lines = _cli.Output.Split('\n');
        lines.Single(line => line.Contains("hold-tx", StringComparison.Ordinal) && !line.Contains("submitted", StringComparison.Ordinal)).ShouldContain("held");
        lines.Single(line => line.Contains("destination-tx", StringComparison.Ordinal)).ShouldContain("released");

        _cli.Forget();
        (_cli.Solana.State, _cli.Solana.HoldTransaction) = (DestinationState.Released, "hold-tx");
        (await _cli.RunAsync("status", "1-2-7", "--from-chain")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("held in transaction hold-tx");
        _cli.Output.ShouldContain("paid in transaction destination-tx");
        _cli.Forget();
        _cli.Solana.State = DestinationState.Held;
        (await _cli.RunAsync("status", "1-2-7", "--from-chain")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("held in transaction hold-tx");
        _cli.Output.ShouldNotContain("paid in");
    }

    [Fact]
    public async Task Status_SomebodyElseDelivered_ShowsTheTransactionWhereThereIsATime()
    {
        _cli.Solana.State = DestinationState.Released;
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(TransferState.Released));
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done);
        _cli.Output.Split('\n').Single(line => line.Contains("destination-tx", StringComparison.Ordinal)).ShouldContain("released");
        _cli.Output.ShouldNotContain("submitted");
    }

    [Fact]
    public async Task Status_ControlCharactersFromARelayer_DoNotReachTheTerminal()
    {
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(TransferState.Submitted) with { DestinationTransaction = "a\u001b[2Jb", HoldTransaction = "e\u001bf", RefundTransaction = "g\u001bh", WaitingFor = "c\u0007\u202ed" });
        (await _cli.RunAsync("status", "1-2-7")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("a relayer says: cd");
        _cli.Output.ShouldNotContain("[2J");
        _cli.Output.Any(character => character == '\u202e' || (char.IsControl(character) && character is not ('\n' or '\r'))).ShouldBeFalse();
    }

    [Fact]
    public async Task Status_Json_IsTheStatus()
    {
        _cli.Solana.State = DestinationState.Released;
        _cli.Relayer = _ => CliHarness.Json(CliHarness.Status(TransferState.Released));
        (await _cli.RunAsync("status", "1-2-7", "--json")).ShouldBe(CliApplication.Done);
        JsonDocument.Parse(_cli.Output).RootElement.GetProperty("state").GetString().ShouldBe("Released");
    }

    [Fact]
    public async Task Balances_ShowsBothChainsWithTheirDecimals()
    {
        (await _cli.RunAsync("balances")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("0.125"); // 12,500,000 units of 8 decimals on evm
        _cli.Output.ShouldContain("12.5"); // of 6 on solana
        _cli.Output.ShouldContain("1.5"); // native
    }

    [Fact]
    public async Task Limits_ShowsWhatABreakerDoes_TheStrictestFirst()
    {
        _cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        _cli.Solana.Levels[RiskScope.Lane(ChainId.From(1))] = BreakerLevel.Cursed;
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("halted (level 5: the lane with evm)");
        // What comes from there goes nowhere either.
        _cli.Output.ShouldContain("halted at its source (solana, level 5: the lane with evm)");
    }

    [Theory]
    [InlineData(BreakerLevel.Stop)]
    [InlineData(BreakerLevel.Cursed)]
    public async Task Limits_OfWhatIsHalted_ShowNothingAsAvailable(BreakerLevel level)
    {
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldNotContain("nothing");
        _cli.Solana.Levels[RiskScope.Asset(AssetId.From(Keccak256.Hash("usdc")))] = level;
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain($"halted (level {(byte)level}: USDC)");
        _cli.Output.ShouldContain("nothing");
        _cli.Forget();
        (await _cli.RunAsync("limits", "--json")).ShouldBe(CliApplication.Done, _cli.Errors);
        JsonDocument.Parse(_cli.Output).RootElement.EnumerateArray().Select(row => row.GetProperty("availableNow").GetString()).ShouldBe(["0", "0"]);
    }

    [Fact]
    public async Task Limits_ShowFromWhatAmountOnAReleaseIsHeld()
    {
        _cli.Evm.Limits = _cli.Evm.Limits with { HoldThreshold = 0 };
        _cli.Solana.Limits = _cli.Solana.Limits with { HoldThreshold = 400_000_000 };
        _cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldContain("held from");
        _cli.Output.ShouldContain("every release");
        _cli.Output.ShouldContain("100 (as set: 400)");
    }

    [Fact]
    public async Task Limits_ShowsAClosedAssetAsClosed()
    {
        _cli.Solana.Limits = new(0, 0, 0, 0);
        (await _cli.RunAsync("limits")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("closed");
        _cli.Output.ShouldContain("open");
    }

    [Fact]
    public async Task Assets_ListsEachWithBothAddresses()
    {
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Done);
        _cli.Output.ShouldContain("evm-token (8)");
        _cli.Output.ShouldContain("mint (6)");
    }

    [Fact]
    public async Task Faucet_WithoutALocalnet_SaysSo()
    {
        (await _cli.RunAsync("faucet")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has no faucet");
    }

    [Fact]
    public async Task Faucet_OnTheLocalnet_AsksForBothChains()
    {
        await File.WriteAllTextAsync(Path.Combine(Path.GetDirectoryName(_cli.DeploymentFile)!, "faucet.json"), """{"url":"http://faucet.test/"}""");
        var asked = new List<string>();
        _cli.Relayer = request =>
        {
            asked.Add(request.Content!.ReadAsStringAsync().Result);
            return CliHarness.Json(true);
        };
        (await _cli.RunAsync("faucet")).ShouldBe(CliApplication.Done);
        asked.Count.ShouldBe(2);
        asked[0].ShouldContain("\"chain\":\"evm\"");
        asked[1].ShouldContain("\"chain\":\"solana\"");
    }
}
