using Bridge.Chains.Solana.Risk;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Risk;

/// <summary>What was scheduled, what it does and what became of it, read from the real program's accounts.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaProposalTests(SolanaBridge bridge) : SolanaStaff(bridge)
{
    private IProposalReader Proposals => Deployed.Family.ProposalReader(Deployed.Node.RpcUrl);

    [Fact]
    public async Task FindAsync_FromScheduledToExecuted_TellsWhatAndWhen()
    {
        var open = await OpenAsync(81);
        (await Proposals.FindAsync(DigestOf(open), default)).ShouldBeNull();

        await ActAsync(open, "officer 1", "officer 2");
        var scheduled = (await Proposals.FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (scheduled.Kind, scheduled.Action, scheduled.Standing, scheduled.Transaction).ShouldBe((RiskActionKind.OpenLane, open, ProposalStanding.Scheduled, null));
        scheduled.ReadyAt.ShouldBe(await Reader.ReadScheduledAsync(DigestOf(open), default));
        scheduled.Signers.ShouldBe([Address("officer 1"), Address("officer 2")], ignoreOrder: true);
        (await Proposals.ReadWaitingAsync(default)).Where(waiting => waiting.Digest == DigestOf(open)).ShouldHaveSingleItem().ShouldBeEquivalentTo(scheduled);

        var transaction = await EventuallyAsync(() => Control.ExecuteAsync(open, default), "NotReady");
        await EndedAsync(open, ProposalStanding.Executed, transaction, null);
        (await Proposals.ReadWaitingAsync(default)).ShouldNotContain(record => record.Digest == DigestOf(open));
    }

    [Fact]
    public async Task FindAsync_Vetoed_TellsByWhom()
    {
        var open = await OpenAsync(82);
        await ActAsync(open, "officer 1", "officer 2");
        var transaction = await ActAsync(new Veto { Chain = TransferBuilder.Solana, Nonce = await NonceAsync("sentinel"), NotAfter = Soon(), Proposal = DigestOf(open) }, "sentinel");
        await EndedAsync(open, ProposalStanding.Vetoed, transaction, Address("sentinel"));
    }

    [Theory]
    [InlineData("the account is another program's", 83)]
    [InlineData("the words are another paper's", 84)]
    public async Task Museum_M39_FindAsync_NodeLies_IsRefused(string lie, int chain)
    {
        var open = await OpenAsync((ushort)chain);
        await ActAsync(open, "officer 1", "officer 2");
        using var script = new ScriptedRpcHandler(new SocketsHttpHandler())
        {
            Rewrite = (method, _, result) =>
            {
                if (method != "getAccountInfo" || result?["value"] is not { } account) return result;
                if (lie == "the account is another program's") account["owner"] = "11111111111111111111111111111111";
                else account["data"]![0] = Changed((string)account["data"]![0]!);
                return result;
            },
        };
        var proposals = new SolanaProposalReader(Deployed.Through(script), Deployed.Addresses, TransferBuilder.Solana, TransferBuilder.Bridge, TimeProvider.System);
        (await Should.ThrowAsync<ChainReadException>(() => proposals.FindAsync(DigestOf(open), default))).Failure.ShouldBe(ChainReadFailure.Invalid);

        // The other chain's number: the last byte of the second word.
        static string Changed(string data)
        {
            var bytes = Convert.FromBase64String(data);
            bytes[104 + 63]++;
            return Convert.ToBase64String(bytes);
        }
    }

    [Fact]
    public async Task Museum_M02_FindAsync_ProposalOfAnotherPlace_IsRefused()
    {
        var open = await OpenAsync(85);
        await ActAsync(open, "officer 1", "officer 2");
        System.Text.Json.Nodes.JsonNode? whole = null;
        using var script = new ScriptedRpcHandler(new SocketsHttpHandler()) { Rewrite = (method, _, result) => method == "getAccountInfo" ? (whole ??= result!.DeepClone()).DeepClone() : result };
        var proposals = new SolanaProposalReader(Deployed.Through(script), Deployed.Addresses, TransferBuilder.Solana, TransferBuilder.Bridge, TimeProvider.System);
        (await proposals.FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (await Should.ThrowAsync<ChainReadException>(() => proposals.FindAsync(Keccak256.Hash("another place"), default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private static Bytes32 DigestOf(RiskAction action) => action.Digest(TransferBuilder.Bridge);

    private async Task<OpenLane> OpenAsync(ushort other) => new() { Chain = TransferBuilder.Solana, Nonce = await NonceAsync(), NotAfter = Soon(), OtherChain = ChainId.From(other), Family = 1 };

    // The history of an account may lag behind its state.
    private async Task EndedAsync(RiskAction action, ProposalStanding standing, string transaction, SignerAddress? by)
    {
        ProposalRecord? found;
        while ((found = await Proposals.FindAsync(DigestOf(action), default))?.Transaction is null) await Task.Delay(200);
        (found.Action, found.Standing, found.Transaction, found.By).ShouldBe((action, standing, transaction, by));
    }
}
