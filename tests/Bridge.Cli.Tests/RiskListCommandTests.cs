using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk list</c>.</summary>
public sealed class RiskListCommandTests : RiskCommandTests
{
    [Fact]
    public async Task List_LevelsAndHolds_AreShown()
    {
        Cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        var transfer = TransferBuilder.Transfer(5, TransferBuilder.SolanaToEvm);
        Cli.Evm.Holds.Add(new(transfer.Id, transfer.Leaf(), AssetId.From(Keccak256.Hash("usdc")), 1_500_000, DateTimeOffset.FromUnixTimeSeconds(1_800_000_000), 1));

        (await Cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done);
        Cli.Output.ShouldContain("4 Stop");
        Cli.Output.ShouldContain("not on the chain's record");
        foreach (var scope in (string[])["everything", "the lane with evm", "the lane with solana", "USDC"]) Cli.Output.ShouldContain(scope);
        Cli.Output.ShouldContain("2-1-5");
        Cli.Output.ShouldContain("1.5 USDC");
        Cli.Output.ShouldContain("1 of 2");
    }

    [Fact]
    public async Task List_RaisedLevel_SaysWhyAndByWhomInTheWordsThatWereSigned()
    {
        var officer = SignerAddress.Parse("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
        Cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        Cli.Evm.LevelChanges[RiskScope.Everything] = new(BreakerLevel.Stop, RiskReason.From("odd flow"), officer, "0xabc");
        // A record of another level is not what is in force.
        Cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        Cli.Solana.LevelChanges[RiskScope.Everything] = new(BreakerLevel.Stop, RiskReason.From("long ago"), officer, "other");

        (await Cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done);
        Cli.Output.ShouldContain($"odd flow, by {officer}");
        Cli.Output.ShouldNotContain("long ago");
    }
}
