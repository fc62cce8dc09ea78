using System.Text.Json.Nodes;
using Bridge.Chains.Evm.Contracts;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>One lock by its id: on the real node, and through one that lies about one thing at a time. Sequences 1 to 5 are final, the middle three in one block; 6 is in a block that is not.</summary>
public sealed class EvmLockSearchTests(EvmBridge bridge) : IClassFixture<EvmBridge>, IAsyncLifetime
{
    private const ulong Second = 3;

    private static readonly string LockedTopic = LockedEvent.Topic.ToString();

    private IReadOnlyList<FinalizedLock> _walked = [];

    public async Task InitializeAsync()
    {
        if (await bridge.Reader.FindAsync(Id(1), default) is LockSearch.None)
        {
            var (wallet, _) = await bridge.WalletAsync("searched");
            var others = new List<IWallet>();
            for (var i = 0; i < 3; i++) others.Add((await bridge.WalletAsync($"searched {i}")).Wallet);
            await wallet.LockAsync(bridge.Request(101), default);
            await bridge.Node.MineAsync(300);
            await bridge.InOneBlockAsync([.. others.Select((other, i) => (Func<Task>)(() => other.LockAsync(bridge.Request(102 + (ulong)i), default)))]);
            await bridge.Node.MineAsync(70);
            await wallet.LockAsync(bridge.Request(105), default);
            await bridge.Node.FinalizeAsync();
            await wallet.LockAsync(bridge.Request(106), default);
        }

        _walked = (await bridge.Reader.ReadFinalizedAsync(LockCursor.Start, default)).Locks;
        _walked.Count.ShouldBe(5);
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(7UL)]
    [InlineData(1_000_000UL)]
    [InlineData(ulong.MaxValue)]
    public async Task FindAsync_BeyondTheCounter_IsNone(ulong sequence) => (await bridge.Reader.FindAsync(Id(sequence), default)).ShouldBeOfType<LockSearch.None>();

    [Fact]
    public async Task FindAsync_NotFinal_IsNotGivenAsFinal()
    {
        var seen = (await bridge.Reader.FindAsync(Id(6), default)).ShouldBeOfType<LockSearch.NotFinal>();
        seen.Transfer.Id.ShouldBe(Id(6));
        seen.Transfer.Amount.ShouldBe(106UL);
        seen.Height.ShouldBeGreaterThan(seen.FinalizedHead.Height);
    }

    [Fact]
    public async Task FindAsync_EachFinalLock_IsTheOneThatTheWalkReads()
    {
        foreach (var expected in _walked)
            (await bridge.Reader.FindAsync(expected.Transfer.Id, default)).ShouldBeOfType<LockSearch.Final>().Lock.ShouldBe(expected);
    }

    [Fact]
    public async Task FindAsync_OldLock_AsksForTheLogsOfOneBlock()
    {
        var (ranges, asked) = (new List<(string, string)>(), (ScriptedRpcHandler?)null);
        await SearchAsync(node => (asked = node).Rewrite = (method, parameters, result) =>
        {
            if (method == "eth_getLogs") ranges.Add(((string)parameters[0]!["fromBlock"]!, (string)parameters[0]!["toBlock"]!));
            return result;
        });
        ranges.ShouldHaveSingleItem().ShouldBe(($"0x{_walked[2].Location.Block.Height:x}", $"0x{_walked[2].Location.Block.Height:x}"));
        asked!.Exchanges.ShouldBeLessThan(20);
    }

    [Fact]
    public async Task FindAsync_NodeHasNoOldState_StillFindsAYoungLock()
    {
        var parent = _walked[4].Location.Block.Height - 1;
        (await SearchAsync(node => Prune(node, parent), 5)).ShouldBeOfType<LockSearch.Final>().Lock.ShouldBe(_walked[4]);
        await FailsAsync(ChainReadFailure.Unavailable, node => Prune(node, parent));

        static void Prune(ScriptedRpcHandler node, ulong oldest) => node.Rewrite = (method, parameters, result) =>
            method == "eth_call" && parameters[1] is JsonValue tag && Convert.ToUInt64((string)tag!, 16) < oldest ? throw new ScriptedRpcException(-32000, "missing trie node") : result;
    }

    [Fact]
    public Task FindAsync_LaneOfAnotherChain_Throws() => Should.ThrowAsync<ArgumentException>(() => bridge.Reader.FindAsync(TransferId.From(EvmBridge.In, 1), default));

    [Fact]
    public async Task Museum_M74_NodeLags_IsNotNone()
    {
        // The final head of one node, the newest block and the counter of one that is far behind.
        var old = (await bridge.Node.CallAsync("eth_getBlockByNumber", $"0x{_walked[0].Location.Block.Height:x}", false))!.ToJsonString();
        await FailsAsync(ChainReadFailure.Unavailable, node => node.Rewrite = (method, parameters, result) => method == "eth_getBlockByNumber" && (string?)parameters[0] == "latest" ? JsonNode.Parse(old) : result);
    }

    [Fact]
    public async Task Museum_M74_CounterFalls_IsInvalidNotNone()
    {
        // Its newest state counts less than its final one.
        var latest = (string)(await bridge.Node.CallAsync("eth_getBlockByNumber", "latest", false))!["hash"]!;
        await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, parameters, result) =>
            method == "eth_call" && parameters[1] is JsonObject at && (string?)at["blockHash"] == latest ? Word(0) : result, sequence: 4);
    }

    [Fact]
    public async Task Museum_M74_LocksWithheldEverywhere_IsInvalidNotNone() => await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
    {
        if (method == "eth_getLogs") return new JsonArray();
        if (method == "eth_getBlockReceipts")
        {
            foreach (var receipt in result!.AsArray()) receipt!["logs"] = new JsonArray();
        }

        return result;
    });

    [Fact]
    public Task Museum_M02_ForeignEmitter_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, log => log["address"] = "0x3535353535353535353535353535353535353535");

    [Fact]
    public Task FindAsync_AnotherSequence_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, log => log["topics"]![2] = Word(9));

    [Fact]
    public Task FindAsync_AnotherLane_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, log => log["topics"]![1] = Word(7));

    [Fact]
    public Task FindAsync_AnotherLayout_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, log => log["data"] = (string)log["data"]! + "00");

    [Fact]
    public Task Museum_M03_AmountIsNotTheBalanceDifference_IsBalanceMismatch() => RefusesAsync(ChainReadFailure.BalanceMismatch, log =>
    {
        var data = (string)log["data"]!;
        log["data"] = data[..(2 + 64)] + 999UL.ToString("x64") + data[(2 + 128)..];
    });

    [Fact]
    public async Task FindAsync_CounterPointsToAnotherBlock_IsUnavailableNotAnother()
    {
        // The search is led to the first lock's block, whose locks are honest and not the one that was asked for.
        await FailsAsync(ChainReadFailure.Unavailable, node => node.Rewrite = (method, parameters, result) =>
            method == "eth_call" && parameters[1] is JsonValue tag && Convert.ToUInt64((string)tag!, 16) >= _walked[0].Location.Block.Height ? Word(Second) : result);
    }

    [Fact]
    public async Task FindAsync_LogsOfWhatIsNotFinalClaimAFinalBlock_AreInvalid()
    {
        var final = _walked[4].Location.Block;
        await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
        {
            if (method == "eth_getLogs")
            {
                foreach (var log in result!.AsArray()) (log!["blockNumber"], log["blockHash"]) = ($"0x{final.Height:x}", final.Hash.ToString());
            }

            return result;
        }, sequence: 6);
    }

    [Theory]
    [InlineData("eth_getBlockByNumber")]
    [InlineData("eth_getLogs")]
    [InlineData("eth_getBlockReceipts")]
    [InlineData("eth_call")]
    public async Task FindAsync_NodeFails_IsUnavailableNotNone(string method)
    {
        await FailsAsync(ChainReadFailure.Unavailable, node => node.On(method, _ => throw new ScriptedRpcException(-32000, "out of order")));
        await FailsAsync(ChainReadFailure.Invalid, node => node.On(method, _ => new JsonObject { ["x"] = 1 }));
    }

    /// <summary>Who only carries locks starts again on any node; who proves them needs the state of their blocks.</summary>
    [Fact]
    public async Task ReadFinalizedAsync_Unproved_NeedsNoOldState()
    {
        var head = (await bridge.Reader.ReadFinalizedHeadAsync(default)).Hash.ToString();
        var node = EvmBridge.InFront();
        node.Rewrite = (method, parameters, result) =>
            method == "eth_call" && (string?)parameters[1]!["blockHash"] != head ? throw new ScriptedRpcException(-32000, "missing trie node") : result;
        var chain = bridge.Through(node);
        (await chain.UnprovedLockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(LockCursor.Start, default)).Locks.ShouldBe(_walked);
        (await Should.ThrowAsync<ChainReadException>(() => chain.LockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.Unavailable);
    }

    [Fact]
    public async Task Museum_M74_UnprovedAndLocksAreLeftOut_IsInvalid()
    {
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method == "eth_getLogs") result!.AsArray().RemoveAll(log => Convert.ToUInt64((string)log!["topics"]![2]!, 16) == 5);
            return result;
        };
        (await Should.ThrowAsync<ChainReadException>(() => bridge.Through(node).UnprovedLockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private Task RefusesAsync(ChainReadFailure failure, Action<JsonNode> change) => FailsAsync(failure, node => node.Rewrite = (method, _, result) =>
    {
        var logs = method == "eth_getLogs" ? result!.AsArray() : method == "eth_getBlockReceipts" ? result!.AsArray().SelectMany(receipt => receipt!["logs"]!.AsArray()) : [];
        foreach (var log in logs.Where(log => (string)log!["topics"]![0]! == LockedTopic && Convert.ToUInt64((string)log["topics"]![2]!, 16) == Second).ToList()) change(log!);
        return result;
    });

    private async Task FailsAsync(ChainReadFailure failure, Action<ScriptedRpcHandler> lie, ulong sequence = Second) =>
        (await Should.ThrowAsync<ChainReadException>(() => SearchAsync(lie, sequence))).Failure.ShouldBe(failure);

    private Task<LockSearch> SearchAsync(Action<ScriptedRpcHandler> lie, ulong sequence = Second)
    {
        var node = EvmBridge.InFront();
        lie(node);
        return bridge.Through(node).LockReader(bridge.Node.RpcUrl).FindAsync(Id(sequence), default);
    }

    private static TransferId Id(ulong sequence) => TransferId.From(EvmBridge.Out, sequence);

    private static string Word(ulong number) => $"0x{number:x64}";
}
