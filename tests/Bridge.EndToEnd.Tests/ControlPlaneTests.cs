using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>What both chains tell of their control planes: who may decide, and what waits for its time.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class ControlPlaneTests(LocalnetFixture localnet) : IDisposable
{
    private readonly Officers _officers = new(localnet);

    public void Dispose() => _officers.Dispose();

    [Fact]
    public async Task ReadRoles_BothChains_AreThreeOfficersAndEveryGuardian()
    {
        var sentinels = localnet.Deployment.Guardians.Members.Select(member => SignerAddress.Parse(member.Identity)).ToList();
        foreach (var chain in (IChainFamily[])[localnet.Evm, localnet.Solana])
        {
            var roles = await chain.RiskReader(chain.RpcUrls[0]).ReadRolesAsync(CancellationToken.None);
            roles.Where(holder => holder.Role == RiskRole.Officer).Select(holder => holder.Account).ShouldBe(_officers.Addresses, ignoreOrder: true);
            sentinels.ShouldBeSubsetOf(roles.Where(holder => holder.Role == RiskRole.Sentinel).Select(holder => holder.Account));
        }
    }

    [Theory]
    [InlineData("evm")]
    [InlineData("solana")]
    public async Task ReadScheduledActions_UntilItIsVetoed_ShowsWhatWaits(string name)
    {
        var chain = name == "evm" ? localnet.Evm : localnet.Solana;
        var reader = chain.RiskReader(chain.RpcUrls[0]);
        var account = SignerAddress.Parse("0x00000000000000000000000000000000000000aa");
        var paper = await _officers.ScheduleAsync(chain, (id, nonce, notAfter) => new GrantRole { Chain = id, Nonce = nonce, NotAfter = notAfter, Account = account, Role = RiskRole.Sentinel });

        var scheduled = (await reader.ReadScheduledActionsAsync(CancellationToken.None)).Single(action => action.Digest == paper.Digest);
        scheduled.Action.ShouldBe(RiskActionKind.GrantRole);
        (scheduled.Until - scheduled.ReadyAt).ShouldBe((await reader.ReadDelaysAsync(CancellationToken.None)).ExecuteWindow);
        scheduled.ReadyAt.ShouldBe((await reader.ReadScheduledAsync(paper.Digest, CancellationToken.None))!.Value);

        await _officers.SignAsync(chain, 3, (id, nonce, notAfter) => new Veto { Chain = id, Nonce = nonce, NotAfter = notAfter, Proposal = paper.Digest });
        (await reader.ReadScheduledActionsAsync(CancellationToken.None)).ShouldNotContain(action => action.Digest == paper.Digest);
        (await reader.ReadRolesAsync(CancellationToken.None)).ShouldNotContain(holder => holder.Account == account);
    }
}
