using System.Text.Json.Nodes;
using Bridge.Protocol;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>A real release, and a node in front of it that cannot say or lies: never "nothing left".</summary>
public sealed class EvmOutflowReaderTests(EvmBridge bridge) : IClassFixture<EvmBridge>, IAsyncLifetime
{
    private static readonly TransferId First = TransferId.From(EvmBridge.In, 1);

    public async Task InitializeAsync()
    {
        var (wallet, _) = await bridge.WalletAsync("paid user");
        await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(bridge.Incoming(1) with { Recipient = wallet.Address }), (_, _) => { }, default);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task Read_BeforeItIsFinal_ShowsTheRelease()
    {
        var fact = (await ReadAsync(_ => { })).Facts.ShouldHaveSingleItem();
        (fact.Kind, fact.Id, fact.Amount).ShouldBe((OutflowKind.Paid, First, 1_000ul));
        fact.Transaction.ShouldNotBeNull();
    }

    [Fact]
    public async Task Read_NoLogs_IsReadAndEmpty()
    {
        var read = await ReadAsync(node => node.On("eth_getLogs", _ => new JsonArray()));
        read.Facts.ShouldBeEmpty();
        read.ReadThrough.ShouldBeGreaterThan(0ul);
    }

    [Theory]
    [InlineData("eth_getLogs")]
    [InlineData("eth_getBlockByNumber")]
    public async Task Read_ANodeThatCannotSay_Fails(string method) =>
        (await FailsAsync(node => node.On(method, _ => throw new ScriptedRpcException(-32000, "missing trie node")))).Failure.ShouldBe(ChainReadFailure.Unavailable);

    [Fact]
    public async Task Read_NoNewestBlock_Fails() => (await FailsAsync(node => node.On("eth_getBlockByNumber", _ => null))).Failure.ShouldBe(ChainReadFailure.Invalid);

    [Theory]
    [InlineData("eth_getLogs")]
    [InlineData("eth_getBlockByNumber")]
    public async Task Read_AMalformedAnswer_IsInvalid(string method) =>
        (await FailsAsync(node => node.On(method, _ => new JsonObject { ["x"] = 1 }))).Failure.ShouldBe(ChainReadFailure.Invalid);

    [Theory]
    [InlineData("address", "0x3535353535353535353535353535353535353535")]
    [InlineData("blockNumber", "0xffffff")]
    [InlineData("removed", true)]
    public async Task Museum_M02_Read_ALogThatDoesNotFitTheQuestion_IsInvalid(string field, object value) =>
        (await FailsAsync(node => Rewrite(node, log => log[field] = value is bool flag ? flag : (string)value))).Failure.ShouldBe(ChainReadFailure.Invalid);

    [Fact]
    public async Task Read_ALogWithoutTopics_IsInvalid() =>
        (await FailsAsync(node => Rewrite(node, log => log["topics"] = new JsonArray()))).Failure.ShouldBe(ChainReadFailure.Invalid);

    [Theory]
    [InlineData("Voided(uint16,uint64,bytes32)", 2)]
    [InlineData("Refunded(uint16,uint64,bytes32,uint64,bytes32,bool)", 3)]
    [InlineData("Released(uint16,uint64,bytes32[],uint256[])", 2)]
    public async Task Read_AnEventWithTooFewTopics_IsInvalid(string signature, int topics) => (await FailsAsync(node => Rewrite(node, log =>
    {
        log["topics"] = new JsonArray([.. Enumerable.Repeat(0, topics - 1).Select(_ => (JsonNode)Bytes32.Zero.ToString()).Prepend(Keccak256.Hash(signature).ToString())]);
    }))).Failure.ShouldBe(ChainReadFailure.Invalid);

    private static void Rewrite(ScriptedRpcHandler node, Action<JsonNode> change) => node.Rewrite = (method, _, result) =>
    {
        if (method == "eth_getLogs") change(result![0]!);
        return result;
    };

    private async Task<ChainReadException> FailsAsync(Action<ScriptedRpcHandler> lie) => await Should.ThrowAsync<ChainReadException>(() => ReadAsync(lie));

    private Task<OutflowFacts> ReadAsync(Action<ScriptedRpcHandler> lie)
    {
        var node = EvmBridge.InFront();
        lie(node);
        return bridge.Through(node).OutflowReader(bridge.Node.RpcUrl).ReadAsync(0, default);
    }
}
