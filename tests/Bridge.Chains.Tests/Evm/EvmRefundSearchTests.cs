using System.Text.Json.Nodes;
using Bridge.Protocol;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>
/// One refund by its transfer: on the real node, and through one that lies about one thing at a time. Of five locks 1 waits, 2 and 4 are paid back, 3 is only asked for, and 5 is paid back in a
/// block that is not final.
/// </summary>
public sealed class EvmRefundSearchTests(EvmRefundSearchTests.PaidBack paidBack) : IClassFixture<EvmRefundSearchTests.PaidBack>
{
    private const ulong Refunded = 2;

    private static readonly string Requested = Keccak256.Hash("RefundRequested(uint16,uint64,bytes32)").ToString();

    private EvmBridge Bridge => paidBack.Bridge;

    [Theory]
    [InlineData(1UL)]
    [InlineData(3UL)]
    [InlineData(6UL)]
    [InlineData(ulong.MaxValue)]
    public async Task FindRefundAsync_NotPaidBack_IsNoneWithoutAskingForLogs(ulong sequence) =>
        (await FindAsync(node => node.On("eth_getLogs", _ => throw new ScriptedRpcException(-32000, "too many logs")), sequence)).ShouldBeNull();

    [Fact]
    public async Task FindRefundAsync_NotFinal_IsNone()
    {
        (await FindAsync(_ => { }, 5)).ShouldBeNull();
        (await FindAsync(_ => { }, 5, Finality.Tag("latest"))).ShouldNotBeNull();
    }

    [Fact]
    public Task FindRefundAsync_LaneOfAnotherChain_Throws() => Should.ThrowAsync<ArgumentException>(() => Bridge.Family.RefundReader(Bridge.Node.RpcUrl).FindRefundAsync(TransferId.From(EvmBridge.In, 1), default));

    [Fact]
    public async Task FindRefundAsync_PaidBack_IsTheFactThatTheWalkReads()
    {
        paidBack.Facts.Keys.ShouldBe([2UL, 4UL], ignoreOrder: true);
        foreach (var (sequence, fact) in paidBack.Facts)
        {
            var (ranges, asked) = (new List<(string?, string?)>(), (ScriptedRpcHandler?)null);
            var found = await FindAsync(node => (asked = node).Rewrite = (method, parameters, result) =>
            {
                if (method == "eth_getLogs") ranges.Add(((string?)parameters[0]!["fromBlock"], (string?)parameters[0]!["toBlock"]));
                return result;
            }, sequence);
            found.ShouldBe(fact);
            ranges.ShouldHaveSingleItem().ShouldBe(($"0x{fact.Height:x}", $"0x{fact.Height:x}"));
            asked!.Exchanges.ShouldBeLessThan(20);
        }
    }

    [Fact]
    public async Task FindRefundAsync_NodeHasNoOldState_IsTheSameByTheLogs()
    {
        foreach (var (sequence, fact) in paidBack.Facts)
        {
            foreach (var oldest in new[] { fact.Height - 1, fact.Height, fact.Height + 1, ulong.MaxValue })
                (await FindAsync(node => node.Rewrite = (method, parameters, result) => IsOfABlock(method, parameters) && Number(parameters[1]) < oldest ? throw new ScriptedRpcException(-32000, "missing trie node") : result, sequence)).ShouldBe(fact);
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(99UL)]
    public async Task FindRefundAsync_OldStateIsWrong_IsTheSameByTheLogs(ulong number)
    {
        foreach (var (sequence, fact) in paidBack.Facts)
            (await FindAsync(node => node.Rewrite = (method, parameters, result) => IsOfABlock(method, parameters) ? Word(number) : result, sequence)).ShouldBe(fact);
    }

    [Fact]
    public Task Museum_M74_LogsWithheld_IsUnavailableNotNone() => FailsAsync(ChainReadFailure.Unavailable, node => node.On("eth_getLogs", _ => new JsonArray()));

    [Fact]
    public Task Museum_M02_ForeignEmitter_IsInvalid() => RefusesAsync(log => log["address"] = "0x3535353535353535353535353535353535353535");

    [Fact]
    public Task FindRefundAsync_LogWasDropped_IsInvalid() => RefusesAsync(log => log["removed"] = true);

    [Fact]
    public Task FindRefundAsync_LogOfAnotherBlock_IsInvalid() => RefusesAsync(log => log["blockNumber"] = $"0x{Number(log["blockNumber"]) + 1:x}");

    [Fact]
    public Task FindRefundAsync_AnotherLayout_IsInvalid() => RefusesAsync(log => log["data"] = (string)log["data"]! + "00");

    [Fact]
    public Task FindRefundAsync_AnotherTransfersRefund_IsInvalid() => RefusesAsync(log => log["topics"]![2] = Word(4));

    [Fact]
    public Task FindRefundAsync_AnotherLanesRefund_IsInvalid() => RefusesAsync(log => log["topics"]![1] = Word(9));

    [Fact]
    public Task FindRefundAsync_ItIsOnlyARequest_IsInvalid() => RefusesAsync(log =>
    {
        log["topics"]!.AsArray().RemoveAt(3);
        log["topics"]![0] = Requested;
        log["data"] = Bytes32.Zero.ToString();
    });

    [Theory]
    [InlineData("eth_getBlockByNumber")]
    [InlineData("eth_getLogs")]
    [InlineData("eth_call")]
    public async Task FindRefundAsync_NodeFails_IsUnavailableNotNone(string method)
    {
        await FailsAsync(ChainReadFailure.Unavailable, node => node.On(method, _ => throw new ScriptedRpcException(-32000, "out of order")));
        await FailsAsync(ChainReadFailure.Invalid, node => node.On(method, _ => new JsonObject { ["x"] = 1 }));
    }

    private Task RefusesAsync(Action<JsonNode> change) => FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
    {
        foreach (var log in method == "eth_getLogs" ? result!.AsArray() : []) change(log!);
        return result;
    });

    private async Task FailsAsync(ChainReadFailure failure, Action<ScriptedRpcHandler> lie) => (await Should.ThrowAsync<ChainReadException>(() => FindAsync(lie, Refunded))).Failure.ShouldBe(failure);

    private Task<RefundFact?> FindAsync(Action<ScriptedRpcHandler> lie, ulong sequence, Finality? finality = null)
    {
        var node = EvmBridge.InFront();
        lie(node);
        return Bridge.Through(node, finality: finality).RefundReader(Bridge.Node.RpcUrl).FindRefundAsync(TransferId.From(EvmBridge.Out, sequence), default);
    }

    private static bool IsOfABlock(string method, JsonArray parameters) => method == "eth_call" && parameters[1] is JsonValue;

    private static ulong Number(JsonNode? quantity) => Convert.ToUInt64((string)quantity!, 16);

    private static string Word(ulong number) => $"0x{number:x64}";

    /// <summary>The locks and what became of them.</summary>
    public sealed class PaidBack : IAsyncLifetime
    {
        internal EvmBridge Bridge { get; } = new();

        /// <summary>The final refunds as the walk through all steps reads them, by sequence.</summary>
        internal IReadOnlyDictionary<ulong, RefundFact> Facts { get; private set; } = new Dictionary<ulong, RefundFact>();

        public async Task InitializeAsync()
        {
            await Bridge.InitializeAsync();
            var (wallet, _) = await Bridge.WalletAsync("paid back");
            for (ulong i = 1; i <= 5; i++)
            {
                await wallet.LockAsync(Bridge.Request(100 + i), default);
                await Bridge.Node.MineAsync(40);
            }

            var locks = (await Bridge.Reader.ReadFinalizedAsync(LockCursor.Start, default)).Locks.ToDictionary(found => found.Transfer.Id.Sequence, found => found.Transfer);
            await RefundAsync(locks[2]);
            await Bridge.Node.CallAsync("anvil_mine", 100, 1);
            await wallet.RequestRefundAsync(locks[3], default);
            await RefundAsync(locks[4]);
            await Bridge.Node.MineAsync(30);
            await RefundAsync(locks[5]);
            Facts = (await Bridge.Family.RefundReader(Bridge.Node.RpcUrl).ReadFinalizedAsync(0, default)).Facts.Where(fact => fact.Step == RefundStep.Refunded).ToDictionary(fact => fact.Id.Sequence);
        }

        public Task DisposeAsync() => Bridge.DisposeAsync();

        private async Task RefundAsync(Transfer transfer) =>
            (await Bridge.Refunder().RefundAsync(transfer, GuardianEpoch.From(1), Bridge.SignRefund(transfer), default)).ShouldBeOfType<RefundOutcome.Included>();
    }
}
