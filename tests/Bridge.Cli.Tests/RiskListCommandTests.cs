using Bridge.Chains;
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
    public async Task List_NothingIsHeld_SaysSoInsteadOfAnEmptyTable()
    {
        (await Cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done, Cli.Errors);
        Cli.Output.ShouldContain("held releases\n  none");
        Cli.Output.ShouldNotContain("payable from");
    }

    [Fact]
    public async Task List_RaisedLevel_SaysWhyAndByWhomInTheWordsThatWereSigned()
    {
        var (officer, second) = (SignerAddress.Parse("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"), SignerAddress.Parse("0x2b5ad5c4795c026514f8317c7a215e218dccd6cf"));
        Cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        Cli.Evm.LevelChanges[RiskScope.Everything] = new(BreakerLevel.Stop, RiskReason.From("odd flow"), [officer, second], "0xabc", TimeProvider.System.GetUtcNow() - TimeSpan.FromMinutes(5));
        // A record of another level is not what is in force.
        Cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Slow;
        Cli.Solana.LevelChanges[RiskScope.Everything] = new(BreakerLevel.Stop, RiskReason.From("long ago"), [officer], "other");

        (await Cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done);
        Words.ShouldContain($"evm, everything: 4 Stop, odd flow by {officer} and {second} at ");
        Words.ShouldContain("(6 min ago) in 0xabc solana, everything: 2 Slow, not on the chain's record");
        Cli.Output.ShouldNotContain("long ago");
    }

    [Fact]
    public async Task List_WhatIsScheduled_ShowsWhatAVetoIsDecidedBy()
    {
        var (ready, until) = (DateTimeOffset.FromUnixTimeSeconds(1_900_000_000), DateTimeOffset.FromUnixTimeSeconds(1_900_000_600));
        var subject = SignerAddress.Parse("0x7e5f4552091a69125d5dfcb7b8c2659029395bdf");
        var usdc = AssetId.From(Keccak256.Hash("usdc"));
        Schedule(Cli.Evm, new RevokeRole { Chain = Cli.Evm.Chain, Nonce = 1, NotAfter = 1, Account = subject, Role = RiskRole.Sentinel });
        var limits = Schedule(Cli.Solana, new SetLimits { Chain = null, Nonce = 1, NotAfter = 1, Asset = usdc, Limits = new(1_500_000, 20_000_000, 1, ulong.MaxValue) });
        Cli.Solana.Proposals[Keccak256.Hash("rotation")] = new(Keccak256.Hash("rotation"), RiskActionKind.None, null, ProposalStanding.Scheduled, ready, null);
        Cli.Evm.Proposals[Keccak256.Hash("wrapped")] = new(Keccak256.Hash("wrapped"), RiskActionKind.GrantRole, null, ProposalStanding.Scheduled, ready, until);
        Cli.Evm.RoleOf = _ => RiskRole.Sentinel;
        Cli.Solana.RoleOf = _ => RiskRole.None;
        Cli.Solana.Roles.Add(new(subject, RiskRole.Sentinel));

        var officer = SignerAddress.Parse("0x2b5ad5c4795c026514f8317c7a215e218dccd6cf");
        Cli.Solana.Proposals[limits] = Cli.Solana.Proposals[limits] with { Signers = [officer, subject] };

        (await Cli.RunAsync("risk", "list")).ShouldBe(CliApplication.Done, Cli.Errors);
        foreach (var part in (string[])
        [
            "held from never now largest release 1000 USDC, capacity 2000 USDC, refill a second 0.001 USDC, held from never",
            $"agreed on by {officer} and {subject} can be carried out from",
            $"take the role of a sentinel from {subject} on evm (1): account is a sentinel on evm, without a role on solana",
            "set the limits of USDC on every chain: asset USDC, largest release 1.5 USDC, capacity 20 USDC, refill a second 0.000001 USDC, held from never",
            "put a new key of the guardians into force",
            "does not show what of",
            "can be carried out from 2030-03-17 17:46:40 UTC (in ", " until 2030-03-17 17:56:40 UTC (in ",
            $"bridge risk create veto --chain solana --proposal {limits}",
        ]) Words.ShouldContain(part);

        Cli.Forget();
        (await Cli.RunAsync("risk", "list", "--json")).ShouldBe(CliApplication.Done);
        var json = System.Text.Json.JsonDocument.Parse(Cli.Output).RootElement;
        (json.GetProperty("scheduled").GetArrayLength(), json.GetProperty("roles").GetArrayLength()).ShouldBe((4, 1));

        Bytes32 Schedule(FakeChain chain, RiskAction action)
        {
            var digest = action.Digest(BridgeId.From(Keccak256.Hash("bridge")));
            chain.Proposals[digest] = new(digest, action.Kind, action, ProposalStanding.Scheduled, ready, until);
            return digest;
        }
    }

    private string Words => string.Join(' ', Cli.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
}
