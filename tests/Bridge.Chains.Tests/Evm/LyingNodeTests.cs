using System.Text.Json.Nodes;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>A node that lies about one thing at a time, in front of the real one with real locks.</summary>
public sealed class LyingNodeTests(EvmBridge bridge) : IClassFixture<EvmBridge>, IAsyncLifetime
{
    private static readonly string LockedTopic = LockedEvent.Topic.ToString();

    private LockCursor _start;

    /// <summary>Each test reads exactly two locks of its own: 100 USDC units, then 7 wSOL units burnt.</summary>
    public async Task InitializeAsync()
    {
        await bridge.Node.FinalizeAsync();
        _start = LockCursor.Start;
        for (var caughtUp = false; !caughtUp;)
        {
            var step = await bridge.Reader.ReadFinalizedAsync(_start, default);
            (_start, caughtUp) = (step.Next, step.CaughtUp);
        }

        var (wallet, _) = await bridge.WalletAsync("honest user");
        await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(bridge.Incoming(1) with { Recipient = wallet.Address }), (_, _) => { }, default);
        await wallet.LockAsync(bridge.Request(100), default);
        await wallet.LockAsync(bridge.Request(7, bridge.Wsol), default);
        await bridge.Node.FinalizeAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    [Fact]
    public async Task ReadFinalizedAsync_NothingIsChanged_BothAreRead() =>
        (await ReadAsync(_ => { })).Locks.Select(found => found.Transfer.Amount).ShouldBe([100UL, 7UL]);

    [Fact]
    public Task Museum_M02_LogNamesAnotherEmitter_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, logs: log => log["address"] = "0x3535353535353535353535353535353535353535");

    [Fact]
    public Task Museum_M02_IndexClaimsAForeignEventForTheVault_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, receipts: log => log["address"] = "0x3535353535353535353535353535353535353535");

    [Theory]
    [InlineData(100UL)]
    [InlineData(7UL)]
    public Task Museum_M03_AmountIsNotTheBalanceDifference_IsBalanceMismatch(ulong amount) =>
        RefusesAsync(ChainReadFailure.BalanceMismatch, logs: Raise, receipts: Raise, change: log => Amount(log) == amount);

    [Fact]
    public Task Museum_M05_MintLockSmallerThanTheBurn_IsBalanceMismatch() =>
        RefusesAsync(ChainReadFailure.BalanceMismatch, logs: log => SetAmount(log, 6), receipts: log => SetAmount(log, 6), change: log => Amount(log) == 7);

    [Fact]
    public Task ReadFinalizedAsync_LogRemoved_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, logs: log => log["removed"] = true);

    [Fact]
    public Task ReadFinalizedAsync_LogOfAnotherBlockHash_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, logs: log => log["blockHash"] = Keccak256.Hash("fork").ToString(), receipts: log => log["blockHash"] = Keccak256.Hash("fork").ToString());

    [Fact]
    public async Task ReadFinalizedAsync_LogAboveTheRange_IsInvalid() => await RefusesAsync(ChainReadFailure.Invalid, logs: log => log["blockNumber"] = "0xffffff");

    [Fact]
    public Task ReadFinalizedAsync_AmountsDifferBetweenIndexAndReceipts_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, logs: Raise);

    [Fact]
    public Task ReadFinalizedAsync_SequenceSkipped_IsInvalid() => RefusesAsync(ChainReadFailure.Invalid, logs: Skip, receipts: Skip);

    [Fact]
    public Task ReadFinalizedAsync_SequencesSwapped_IsInvalid()
    {
        // The vault's counter at the end fits; only the order does not.
        return RefusesAsync(ChainReadFailure.Invalid, logs: Swap, receipts: Swap);

        static void Swap(JsonNode log) => SetSequence(log, Amount(log) == 100 ? Sequence(log) + 1 : Sequence(log) - 1);
    }

    [Fact]
    public async Task ReadFinalizedAsync_BlockOfAFork_IsInvalid()
    {
        // Logs and receipts fit each other and come from a block that is not the canonical one.
        var real = (await bridge.Reader.ReadFinalizedAsync(_start, default)).Locks.Select(found => found.Location.Block.Hash.ToString()).ToList();
        var forks = real.ToDictionary(hash => Keccak256.Hash(hash).ToString(), hash => hash);
        var receipts = new Dictionary<string, JsonNode>();
        foreach (var (fork, hash) in forks) receipts[fork] = Replaced((await bridge.Node.CallAsync("eth_getBlockReceipts", hash))!);
        await FailsAsync(ChainReadFailure.Invalid, node =>
        {
            node.On("eth_getBlockReceipts", parameters => receipts[(string)parameters[0]!]);
            node.Rewrite = (method, _, result) => method == "eth_getLogs" ? Replaced(result!) : result;
        });

        JsonNode Replaced(JsonNode node) => JsonNode.Parse(forks.Aggregate(node.ToJsonString(), (text, fork) => text.Replace(fork.Value, fork.Key, StringComparison.Ordinal)))!;
    }

    [Theory]
    [InlineData("address", "0x3535353535353535353535353535353535353535")]
    [InlineData("blockNumber", "0xffffff")]
    [InlineData("removed", true)]
    public async Task ReadObservedAsync_LogDoesNotFitTheQuestion_IsInvalid(string field, object value)
    {
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method == "eth_getLogs") result![0]![field] = value is bool flag ? flag : (string)value;
            return result;
        };
        (await Should.ThrowAsync<ChainReadException>(() => bridge.Through(node).LockReader(bridge.Node.RpcUrl).ReadObservedAsync(_start, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Museum_M03_MarginCreditInTheSameBlock_DoesNotCoverAForgedAmount()
    {
        var start = (await bridge.Reader.ReadFinalizedAsync(_start, default)).Next;
        var (wallet, _) = await bridge.WalletAsync("margin owner");
        // Credited to a margin account: no token leaves the vault.
        var credit = bridge.Incoming(900, 300, bridge.Usdc, TransferKind.MarginAccount) with { Recipient = wallet.Address };
        var releaser = await bridge.ReleaserAsync("margin relayer");
        await bridge.InOneBlockAsync(() => wallet.LockAsync(bridge.Request(500), default), () => releaser.ReleaseAsync(bridge.Attest(credit), (_, _) => { }, default));
        await bridge.Node.FinalizeAsync();
        await ShouldNotBeCoveredAsync(start);

        // Honest again, and a lock from the margin account, which fetches its tokens from the vault and gives them back, is no mismatch.
        var honest = await bridge.Reader.ReadFinalizedAsync(start, default);
        honest.Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(500UL);
        await wallet.LockAsync(bridge.Request(200, fromMargin: true), default);
        await bridge.Node.FinalizeAsync();
        (await bridge.Reader.ReadFinalizedAsync(honest.Next, default)).Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(200UL);
    }

    [Fact]
    public async Task Museum_M03_ClaimableCreditInTheSameBlock_DoesNotCoverAForgedAmount()
    {
        var start = (await bridge.Reader.ReadFinalizedAsync(_start, default)).Next;
        var (wallet, secret) = await bridge.WalletAsync("claimant");
        // More than the vault holds: credited, not paid.
        var owed = bridge.Incoming(2, 900_000_000_000, bridge.Usdc) with { Recipient = wallet.Address };
        var releaser = await bridge.ReleaserAsync("claim relayer");
        await bridge.InOneBlockAsync(() => wallet.LockAsync(bridge.Request(500), default), () => releaser.ReleaseAsync(bridge.Attest(owed), (_, _) => { }, default));
        await bridge.Node.FinalizeAsync();
        await ShouldNotBeCoveredAsync(start);

        // Honest again, and the claim that follows, beside another lock, is no mismatch although the balance falls.
        var honest = await bridge.Reader.ReadFinalizedAsync(start, default);
        honest.Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(500UL);
        (await bridge.Accounts.ReadBalanceAsync(wallet.Address, bridge.Usdc, default)).Claimable.ShouldBe(900_000_000_000);
        await bridge.MintAsync(bridge.Usdc, bridge.Vault, 900_000_000_000);
        using var claimant = new EvmDeployer(bridge.Node.RpcUrl, AnvilNode.EvmChainId, secret, TimeProvider.System);
        var (other, _) = await bridge.WalletAsync("locks beside a claim");
        var claim = AbiEncoder.Call("claim(address,address)", AbiValue.Of(EvmAddress.Parse(bridge.Usdc.EvmToken)), AbiValue.Of(claimant.Address));
        await bridge.InOneBlockAsync(() => other.LockAsync(bridge.Request(600), default), () => claimant.CallAsync(bridge.Vault, claim, default));
        await bridge.Node.FinalizeAsync();
        (await bridge.Reader.ReadFinalizedAsync(honest.Next, default)).Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(600UL);
    }

    [Fact]
    public async Task ReadFinalizedAsync_TransactionFailed_IsInvalid() => await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
    {
        if (method == "eth_getBlockReceipts")
        {
            foreach (var receipt in result!.AsArray()) receipt!["status"] = "0x0";
        }

        return result;
    });

    [Fact]
    public async Task ReadFinalizedAsync_ReceiptsOfAnotherBlock_AreInvalid() => await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
    {
        if (method == "eth_getBlockReceipts") result![0]!["blockHash"] = Keccak256.Hash("other").ToString();
        return result;
    });

    [Fact]
    public async Task ReadFinalizedAsync_NoReceipts_IsInvalid() =>
        await FailsAsync(ChainReadFailure.Invalid, node => node.On("eth_getBlockReceipts", _ => null));

    [Fact]
    public async Task Museum_M74_AllLogsWithheld_IsInvalid() => await FailsAsync(ChainReadFailure.Invalid, node => node.On("eth_getLogs", _ => new JsonArray()));

    [Fact]
    public async Task Museum_M74_LastLogWithheldEverywhere_IsInvalid() => await FailsAsync(ChainReadFailure.Invalid, node => node.Rewrite = (method, _, result) =>
    {
        if (method == "eth_getLogs") result!.AsArray().RemoveAt(1);
        return result;
    });

    [Fact]
    public async Task ReadFinalizedAsync_AssetIsNotInTheDeployment_IsInvalid()
    {
        var unknowing = bridge.Through(EvmBridge.InFront(), bridge.Deployment with { Assets = [bridge.Usdc] });
        (await Should.ThrowAsync<ChainReadException>(() => unknowing.LockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(_start, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task ReadFinalizedAsync_NodeHasNoState_IsUnavailableNotEmpty() =>
        await FailsAsync(ChainReadFailure.Unavailable, node => node.On("eth_call", _ => throw new ScriptedRpcException(-32000, "missing trie node")));

    [Theory]
    [InlineData("eth_getBlockByNumber")]
    [InlineData("eth_getLogs")]
    [InlineData("eth_getBlockReceipts")]
    [InlineData("eth_call")]
    public async Task ReadFinalizedAsync_AnswerIsMalformed_IsInvalid(string method) => await FailsAsync(ChainReadFailure.Invalid, node => node.On(method, _ => new JsonObject { ["x"] = 1 }));

    [Fact]
    public async Task ReadFinalizedAsync_NoFinalizedBlock_IsUnavailable() =>
        await FailsAsync(ChainReadFailure.Unavailable, node => node.On("eth_getBlockByNumber", _ => null));

    [Fact]
    public async Task ReadConsumedAsync_VaultHasNoCode_IsInvalid()
    {
        var elsewhere = bridge.Through(EvmBridge.InFront(), bridge.Deployment with { Evm = bridge.Deployment.Evm with { Vault = "0x3535353535353535353535353535353535353535" } });
        (await Should.ThrowAsync<ChainReadException>(() => elsewhere.ReleaseReader(bridge.Node.RpcUrl).ReadConsumedAsync(EvmBridge.In, 1, 1, ReadAt.Latest, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private Task RefusesAsync(ChainReadFailure failure, Action<JsonNode>? logs = null, Action<JsonNode>? receipts = null, Func<JsonNode, bool>? change = null) => FailsAsync(failure, node => node.Rewrite = (method, _, result) =>
    {
        var found = method switch
        {
            "eth_getLogs" when logs is not null => result!.AsArray().Select(log => (log!, logs)),
            "eth_getBlockReceipts" when receipts is not null => result!.AsArray().SelectMany(receipt => receipt!["logs"]!.AsArray()).Select(log => (log!, receipts)),
            _ => [],
        };
        foreach (var (log, apply) in found.Where(one => (string)one.Item1["topics"]![0]! == LockedTopic && (change is null || change(one.Item1))).ToList()) apply(log);
        return result;
    });

    private async Task FailsAsync(ChainReadFailure failure, Action<ScriptedRpcHandler> lie) =>
        (await Should.ThrowAsync<ChainReadException>(() => ReadAsync(lie))).Failure.ShouldBe(failure);

    private Task<FinalizedLocks> ReadAsync(Action<ScriptedRpcHandler> lie)
    {
        var node = EvmBridge.InFront();
        lie(node);
        return bridge.Through(node).LockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(_start, default);
    }

    private static ulong Amount(JsonNode log) => Convert.ToUInt64(((string)log["data"]!)[(2 + 64)..(2 + 128)], 16);

    /// <summary>A node that adds one to every lock is found out.</summary>
    private async Task ShouldNotBeCoveredAsync(LockCursor start)
    {
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            var logs = method == "eth_getLogs" ? result!.AsArray() : method == "eth_getBlockReceipts" ? result!.AsArray().SelectMany(receipt => receipt!["logs"]!.AsArray()) : [];
            foreach (var log in logs.Where(log => (string)log!["topics"]![0]! == LockedTopic).ToList()) Raise(log!);
            return result;
        };
        (await Should.ThrowAsync<ChainReadException>(() => bridge.Through(node).LockReader(bridge.Node.RpcUrl).ReadFinalizedAsync(start, default))).Failure.ShouldBe(ChainReadFailure.BalanceMismatch);
    }

    private static void Raise(JsonNode log) => SetAmount(log, Amount(log) + 1);

    private static void SetAmount(JsonNode log, ulong amount)
    {
        var data = (string)log["data"]!;
        log["data"] = data[..(2 + 64)] + amount.ToString("x64") + data[(2 + 128)..];
    }

    private static void Skip(JsonNode log) => SetSequence(log, Sequence(log) + 1);

    private static ulong Sequence(JsonNode log) => Convert.ToUInt64((string)log["topics"]![2]!, 16);

    private static void SetSequence(JsonNode log, ulong sequence) => log["topics"]![2] = "0x" + sequence.ToString("x64");
}
