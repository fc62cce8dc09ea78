using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>bridge risk sign</c> of what the chains will refuse, by the rules that they have: said before it is signed.</summary>
public sealed class RiskVetoTests : RiskCommandTests
{
    private static readonly Bytes32 Rotation = Keccak256.Hash("rotation");

    [Theory]
    [InlineData(RiskRole.Officer, OneAddress, "is whose role this takes, and whose role is taken does not veto it")]
    [InlineData(RiskRole.Sentinel, "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf", "is a sentinel, and the loss of a role is vetoed by officers only")]
    [InlineData(RiskRole.Officer, "0x2b5ad5c4795c026514f8317c7a215e218dccd6cf", null)]
    public async Task Sign_VetoOfARevocation_IsForOtherOfficersOnly(RiskRole role, string subject, string? problem)
    {
        Cli.Evm.RoleOf = _ => role;
        var digest = Schedule(new RevokeRole { Chain = Cli.Evm.Chain, Nonce = 1, NotAfter = 1, Account = SignerAddress.Parse(subject), Role = RiskRole.Officer });
        await VetoAsync(digest, problem);
    }

    [Theory]
    [InlineData(RiskRole.Officer, null)]
    [InlineData(RiskRole.Sentinel, "is a sentinel, and a rotation of the guardians' key is vetoed by officers only")]
    public async Task Sign_VetoOfARotation_IsForOfficersOnly(RiskRole role, string? problem)
    {
        Cli.Evm.RoleOf = _ => role;
        Cli.Evm.Proposals[Rotation] = new(Rotation, RiskActionKind.None, null, ProposalStanding.Scheduled, DateTimeOffset.UnixEpoch, null);
        await VetoAsync(Rotation, problem);
    }

    [Theory]
    [InlineData(RiskRole.Officer)]
    [InlineData(RiskRole.Sentinel)]
    public async Task Sign_VetoOfAnythingElse_IsForAllWhoHaveARole(RiskRole role)
    {
        Cli.Evm.RoleOf = _ => role;
        await VetoAsync(Schedule(new OpenLane { Chain = Cli.Evm.Chain, Nonce = 1, NotAfter = 1, OtherChain = ChainId.From(2), Family = 2 }), null);
    }

    [Theory]
    [InlineData(ProposalStanding.Executed, "was executed already in a-tx")]
    [InlineData(ProposalStanding.Vetoed, "was vetoed in a-tx")]
    [InlineData(ProposalStanding.Expired, "was expired at")]
    public async Task Sign_VetoOfWhatHasEnded_SaysHow(ProposalStanding standing, string problem)
    {
        Cli.Evm.Proposals[Rotation] = new(Rotation, RiskActionKind.OpenLane, null, standing, DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch, "a-tx");
        await VetoAsync(Rotation, problem);
    }

    [Fact]
    public async Task Sign_VetoOfNothing_IsRefusedUnlessOneOfItsChainsHasIt()
    {
        await VetoAsync(Rotation, "not signed: evm has nothing scheduled under that digest");
        File.Delete(Paper);
        Cli.Solana.Proposals[Rotation] = new(Rotation, RiskActionKind.OpenLane, null, ProposalStanding.Scheduled, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        await VetoAsync(Rotation, null, "all");
    }

    [Fact]
    public async Task Sign_RaiseToALevelThatStands_IsRefusedUnlessOneOfItsChainsIsBelow()
    {
        Cli.Evm.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "4", "--reason", "x");
        await SignAsync(One);
        File.Delete(Paper);
        Cli.Solana.Levels[RiskScope.Everything] = BreakerLevel.Cursed;
        await CreateAsync("raise-level", "--chain", "all", "--scope", "everything", "--level", "4", "--reason", "x");
        await RefusedAsync("evm is at level 4 there already; solana is at level 5 there already");
    }

    [Theory]
    [InlineData("--max-release 1001")]
    [InlineData("--max-release 1000")]
    public async Task Sign_LimitsThatAreNotLower_AreRefused(string limits)
    {
        await CreateAsync("lower-limits", ["--chain", "evm", "--asset", "USDC", .. limits.Split(' ')]);
        await RefusedAsync("evm has limits of which none would fall, or one would rise");
    }

    [Fact]
    public async Task Sign_NonceThatTheSignerHasUsed_IsRefused()
    {
        Cli.Evm.LastNonce = 77;
        await CreateAsync("open-lane", "--chain", "evm", "--nonce", "77");
        await RefusedAsync($"{OneAddress} has signed what was used there with nonce 77, and this paper has 77");
        Cli.Evm.LastNonce = 76;
        await SignAsync(One);
    }

    [Fact]
    public async Task Sign_NonceTooFarAhead_IsRefusedWithoutAskingAChain()
    {
        var far = TimeProvider.System.GetUtcNow().AddDays(31).ToUnixTimeMilliseconds();
        await CreateAsync("open-lane", "--chain", "evm", "--nonce", $"{far}");
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString(), "--offline")).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain($"every chain refuses the nonce {far}");
        Read().Signatures.ShouldBeEmpty();
    }

    private Bytes32 Schedule(RiskAction action)
    {
        var digest = action.Digest(BridgeId.From(Keccak256.Hash("bridge")));
        Cli.Evm.Proposals[digest] = new(digest, action.Kind, action, ProposalStanding.Scheduled, DateTimeOffset.UnixEpoch, DateTimeOffset.MaxValue);
        return digest;
    }

    private async Task VetoAsync(Bytes32 digest, string? problem, string chain = "evm")
    {
        await CreateAsync("veto", "--chain", chain, "--proposal", digest.ToString());
        if (problem is not null)
        {
            await RefusedAsync(problem);
            return;
        }

        await SignAsync(One);
        Read().Signatures.Count.ShouldBe(1);
    }

    private async Task RefusedAsync(string problem)
    {
        Cli.Forget();
        (await Cli.RunAsync("risk", "sign", Paper, "--key", Key(One), "--digest", Read().Digest.ToString())).ShouldBe(CliApplication.Failed);
        Cli.Errors.ShouldContain(problem);
        Cli.Errors.ShouldContain("what to do:");
        Read().Signatures.ShouldBeEmpty();
    }
}
