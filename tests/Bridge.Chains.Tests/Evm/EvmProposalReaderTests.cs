using System.Text.Json.Nodes;
using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>What was scheduled, what it does and what became of it, read from the real contracts.</summary>
public sealed class EvmProposalReaderTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    private static readonly string[] Officers = ["officer 1", "officer 2"];

    private static ulong _nonce;

    private IProposalReader Proposals => bridge.Family.ProposalReader(bridge.Node.RpcUrl);

    [Fact]
    public async Task FindAsync_FromScheduledToExecuted_TellsWhatAndWhen()
    {
        await PrepareAsync();
        var open = await OpenAsync();
        (await Proposals.FindAsync(DigestOf(open), default)).ShouldBeNull();

        await ActAsync(open, Officers);
        var scheduled = (await Proposals.FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (scheduled.Kind, scheduled.Action, scheduled.Standing, scheduled.Transaction).ShouldBe((RiskActionKind.OpenLane, open, ProposalStanding.Scheduled, null));
        scheduled.ReadyAt.ShouldBe(await bridge.Family.RiskReader(bridge.Node.RpcUrl).ReadScheduledAsync(DigestOf(open), default));
        scheduled.Until.ShouldBe(scheduled.ReadyAt + TimeSpan.FromSeconds(3_600));
        scheduled.Signers.ShouldBe(Officers.Select(AddressOf), ignoreOrder: true);
        (await Proposals.ReadWaitingAsync(default)).Where(waiting => waiting.Digest == DigestOf(open)).ShouldHaveSingleItem().ShouldBeEquivalentTo(scheduled);

        await AtAsync(scheduled.ReadyAt!.Value);
        var transaction = await Control.ExecuteAsync(open, default);
        var executed = (await Proposals.FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (executed.Action, executed.Standing, executed.Transaction, executed.By).ShouldBe((open, ProposalStanding.Executed, transaction, null));
        executed.At.ShouldNotBeNull().ShouldBeGreaterThanOrEqualTo(scheduled.ReadyAt.Value);
        (await Proposals.ReadWaitingAsync(default)).ShouldNotContain(record => record.Digest == DigestOf(open));
    }

    [Fact]
    public async Task FindAsync_Vetoed_TellsByWhom()
    {
        await PrepareAsync();
        var open = await OpenAsync();
        await ActAsync(open, Officers);
        var transaction = await ActAsync(new Veto { Chain = TransferBuilder.Evm, Nonce = ++_nonce, NotAfter = await SoonAsync(), Proposal = DigestOf(open) }, "officer 2");

        var vetoed = (await Proposals.FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (vetoed.Standing, vetoed.Transaction, vetoed.By).ShouldBe((ProposalStanding.Vetoed, transaction, AddressOf("officer 2")));
        vetoed.At.ShouldNotBeNull();
    }

    [Fact]
    public async Task FindAsync_NobodyCarriedItOut_Expires()
    {
        await PrepareAsync();
        var open = await OpenAsync();
        await ActAsync(open, Officers);
        await AtAsync((await Proposals.FindAsync(DigestOf(open), default))!.Until!.Value.AddSeconds(1));
        (await Proposals.FindAsync(DigestOf(open), default))!.Standing.ShouldBe(ProposalStanding.Expired);
        (await Proposals.ReadWaitingAsync(default)).ShouldNotContain(record => record.Digest == DigestOf(open));
    }

    [Fact]
    public async Task Museum_M39_FindAsync_NodeShowsAnotherPaper_ShowsNone()
    {
        await PrepareAsync();
        var open = await OpenAsync();
        await ActAsync(open, Officers);
        var other = open with { OtherChain = ChainId.From(99) };
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method == "eth_getTransactionByHash") result!["input"] = ((string)result["input"]!).Replace(Convert.ToHexStringLower(open.Words()), Convert.ToHexStringLower(other.Words()), StringComparison.Ordinal);
            return result;
        };
        var record = (await bridge.Through(node).ProposalReader(bridge.Node.RpcUrl).FindAsync(DigestOf(open), default)).ShouldNotBeNull();
        (record.Kind, record.Action, record.Standing).ShouldBe((RiskActionKind.OpenLane, null, ProposalStanding.Scheduled));
        record.Signers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M02_FindAsync_EventOfAnotherContract_IsRefused()
    {
        var digest = Keccak256.Hash("a lie");
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) => method != "eth_getLogs" ? result : new JsonArray(new JsonObject
        {
            ["address"] = bridge.Usdc.EvmToken, ["data"] = "0x", ["blockNumber"] = "0x1", ["blockHash"] = Keccak256.Hash("block").ToString(),
            ["transactionHash"] = Keccak256.Hash("transaction").ToString(), ["logIndex"] = "0x0",
            ["topics"] = new JsonArray(Keccak256.Hash("Executed(bytes32)").ToString(), digest.ToString()),
        });
        var proposals = bridge.Through(node).ProposalReader(bridge.Node.RpcUrl);
        (await Should.ThrowAsync<ChainReadException>(() => proposals.FindAsync(digest, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private IRiskControl Control => bridge.Family.RiskControl(bridge.Node.RpcUrl, AnvilNode.Secret);

    private static Bytes32 DigestOf(RiskAction action) => action.Digest(TransferBuilder.Bridge);

    private static EcdsaKey Key(string name) => EcdsaKey.From(Keccak256.Hash(name).ToArray());

    private static SignerAddress AddressOf(string name)
    {
        using var key = Key(name);
        return SignerAddress.From(key.EvmAddress());
    }

    private async Task PrepareAsync()
    {
        var reader = bridge.Family.RiskReader(bridge.Node.RpcUrl);
        foreach (var officer in Officers.Select(AddressOf))
        {
            if (await reader.ReadRoleAsync(officer, default) == RiskRole.None)
                await bridge.Governor.CallAsync(bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(officer.Padded), AbiValue.Of((byte)RiskRole.Officer)), default);
        }
    }

    private async Task<OpenLane> OpenAsync() => new() { Chain = TransferBuilder.Evm, Nonce = ++_nonce, NotAfter = await SoonAsync(), OtherChain = ChainId.From((ushort)(50 + _nonce)), Family = 1 };

    // By the chain's clock, which tests move.
    private async Task<ulong> SoonAsync()
    {
        var block = await bridge.Node.CallAsync("eth_getBlockByNumber", "latest", false);
        return Convert.ToUInt64((string)block!["timestamp"]!, 16) + 86_400;
    }

    private async Task AtAsync(DateTimeOffset time)
    {
        await bridge.Node.CallAsync("anvil_setNextBlockTimestamp", time.ToUnixTimeSeconds());
        await bridge.Node.MineAsync();
    }

    private Task<string> ActAsync(RiskAction action, params string[] signers)
    {
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var name in signers)
        {
            using var key = Key(name);
            paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, key));
        }

        return Control.ActAsync(paper, default);
    }
}
