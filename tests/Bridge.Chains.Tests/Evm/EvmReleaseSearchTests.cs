using System.Text.Json.Nodes;
using Bridge.Protocol;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>The transactions that ended one transfer, on the real node, and through one that lies about one thing at a time.</summary>
public sealed class EvmReleaseSearchTests(EvmEnds ends) : IClassFixture<EvmEnds>
{
    [Fact]
    public async Task FindReleaseAsync_Open_IsNoneWithoutAskingForLogs() =>
        (await FindAsync(EvmEnds.Open, node => node.On("eth_getLogs", _ => throw new ScriptedRpcException(-32000, "too many logs")))).ShouldBeNull();

    [Fact]
    public async Task FindReleaseAsync_LaneOfAnotherChain_Throws() =>
        await Should.ThrowAsync<ArgumentException>(() => ends.Bridge.Releases.FindReleaseAsync(TransferId.From(EvmBridge.Out, 1), default));

    [Fact]
    public async Task FindReleaseAsync_EachEnd_IsFoundInTheLogsOfItsBlocks()
    {
        foreach (var (sequence, expected) in ends.Expected)
        {
            var (ranges, asked) = (new List<(string? From, string? To)>(), (ScriptedRpcHandler?)null);
            var found = await FindAsync(sequence, node => (asked = node).Rewrite = (method, parameters, result) =>
            {
                if (method == "eth_getLogs") ranges.Add(((string?)parameters[0]!["fromBlock"], (string?)parameters[0]!["toBlock"]));
                return result;
            });
            found.ShouldBe(expected, $"{sequence}");
            ranges.ShouldAllBe(range => range.From == range.To, $"{sequence}");
            ranges.Count.ShouldBe(expected is null ? 0 : expected.Payment is not null && expected.Hold is not null ? 2 : 1, $"{sequence}");
            asked!.Exchanges.ShouldBeLessThan(20);
        }
    }

    [Fact]
    public async Task FindReleaseAsync_NodeHasNoOldState_IsTheSameByTheLogs()
    {
        // As if it had begun to keep state at each of these: what it does not show may be the hold that came before a payment.
        foreach (var oldest in new[] { ends.HoldHeight, ends.HoldHeight + 1, ends.PaymentHeight, ends.PaymentHeight + 1, ends.HeadHeight, ulong.MaxValue })
        {
            foreach (var (sequence, expected) in ends.Expected) (await FindAsync(sequence, node => Prune(node, oldest))).ShouldBe(expected, $"{sequence}, state from {oldest} on");
        }
    }

    [Fact]
    public async Task FindReleaseAsync_NodeHasNoOldStateAndAllowsFewLogs_IsTheSame() => (await FindAsync(EvmEnds.HeldThenPaid, node =>
    {
        Prune(node, ulong.MaxValue);
        var prune = node.Rewrite!;
        node.Rewrite = (method, parameters, result) => method == "eth_getLogs" && Number(parameters[0]!["toBlock"]) - Number(parameters[0]!["fromBlock"]) > 50
            ? throw new ScriptedRpcException(-32005, "query exceeds what is allowed") : prune(method, parameters, result);
    })).ShouldBe(ends.Expected[EvmEnds.HeldThenPaid]);

    [Theory]
    [InlineData(0UL)]
    [InlineData(1UL)]
    [InlineData(2UL)]
    [InlineData(3UL)]
    public async Task FindReleaseAsync_OldStateIsWrong_IsTheSameByTheLogs(ulong state)
    {
        // That what is void now was held before is hidden by a node that says it was void at once.
        foreach (var (sequence, expected) in ends.Expected.Where(one => state != 3 || one.Key != 6))
            (await FindAsync(sequence, node => node.Rewrite = (method, parameters, result) => method == "eth_call" && parameters[1] is JsonValue ? Word(state) : result)).ShouldBe(expected, $"{sequence}");
    }

    [Fact]
    public Task Museum_M02_ForeignEmitter_IsInvalid() => RefusesAsync(log => log["address"] = "0x3535353535353535353535353535353535353535");

    [Fact]
    public Task FindReleaseAsync_LogWasDropped_IsInvalid() => RefusesAsync(log => log["removed"] = true);

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    public Task FindReleaseAsync_LogOfAnotherBlock_IsInvalid(int apart) => RefusesAsync(log => log["blockNumber"] = $"0x{(long)Number(log["blockNumber"]) + apart:x}");

    [Fact]
    public Task FindReleaseAsync_AnotherLayout_IsInvalid() => RefusesAsync(log => log["topics"]!.AsArray().RemoveAt(2));

    [Fact]
    public async Task FindReleaseAsync_AnotherTransfersPayment_IsNotTaken()
    {
        (await FindAsync(1, node => Rewrite(node, log => log["topics"]![2] = Word(2)))).ShouldBeNull();
        (await FindAsync(1, node => Rewrite(node, log => log["topics"]![1] = Word(9)))).ShouldBeNull();
    }

    [Theory]
    [InlineData("eth_getBlockByNumber")]
    [InlineData("eth_getLogs")]
    [InlineData("eth_call")]
    public async Task FindReleaseAsync_NodeFails_IsUnavailableNotNone(string method)
    {
        await FailsAsync(ChainReadFailure.Unavailable, node => node.On(method, _ => throw new ScriptedRpcException(-32000, "out of order")));
        await FailsAsync(ChainReadFailure.Invalid, node => node.On(method, _ => new JsonObject { ["x"] = 1 }));
    }

    [Fact]
    public Task FindReleaseAsync_NoNewestBlock_IsInvalid() => FailsAsync(ChainReadFailure.Invalid, node => node.On("eth_getBlockByNumber", _ => null));

    private Task RefusesAsync(Action<JsonNode> change) => FailsAsync(ChainReadFailure.Invalid, node => Rewrite(node, change));

    private static void Rewrite(ScriptedRpcHandler node, Action<JsonNode> change) => node.Rewrite = (method, _, result) =>
    {
        foreach (var log in method == "eth_getLogs" ? result!.AsArray() : []) change(log!);
        return result;
    };

    private static void Prune(ScriptedRpcHandler node, ulong oldest) => node.Rewrite = (method, parameters, result) =>
        method == "eth_call" && parameters[1] is JsonValue tag && Number(tag) < oldest ? throw new ScriptedRpcException(-32000, "missing trie node") : result;

    private async Task FailsAsync(ChainReadFailure failure, Action<ScriptedRpcHandler> lie) => (await Should.ThrowAsync<ChainReadException>(() => FindAsync(1, lie))).Failure.ShouldBe(failure);

    private Task<ReleaseRecord?> FindAsync(ulong sequence, Action<ScriptedRpcHandler> lie)
    {
        var node = EvmBridge.InFront();
        lie(node);
        return ends.Bridge.Through(node).ReleaseReader(ends.Bridge.Node.RpcUrl).FindReleaseAsync(TransferId.From(EvmBridge.In, sequence), default);
    }

    private static ulong Number(JsonNode? quantity) => Convert.ToUInt64((string)quantity!, 16);

    private static string Word(ulong number) => $"0x{number:x64}";
}
