using System.Diagnostics.Metrics;
using System.Numerics;
using System.Text.Json.Nodes;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>The real contracts on the real node.</summary>
public sealed class EvmLockReaderTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    [Fact]
    public async Task ReadFinalizedAsync_LocksOfThreeAssets_AreReadOnceInOrder()
    {
        var start = await CaughtUpAsync();
        var (wallet, _) = await bridge.WalletAsync("three assets");
        var address = EvmAddress.From(wallet.Address);
        await bridge.MintAsync(bridge.Weth, address, BigInteger.Pow(10, 18));
        await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(bridge.Incoming(1) with { Recipient = wallet.Address }), (_, _) => { }, default);
        var usdc = await wallet.LockAsync(bridge.Request(1_000_000), default);
        await wallet.LockAsync(bridge.Request(5, bridge.Weth), default);
        await wallet.LockAsync(bridge.Request(1_000, bridge.Wsol), default);
        await bridge.Node.FinalizeAsync();

        var step = await bridge.Reader.ReadFinalizedAsync(start, default);

        step.Locks.Select(found => found.Transfer.Amount).ShouldBe([1_000_000UL, 5UL, 1_000UL]);
        step.CaughtUp.ShouldBeTrue();
        var first = step.Locks[0];
        first.Transfer.ShouldBe(new Transfer
        {
            Bridge = TransferBuilder.Bridge, Id = usdc.Id, Kind = TransferKind.Wallet, Asset = AssetId.From(Bytes32.Parse(bridge.Usdc.Id)), Amount = 1_000_000,
            Sender = wallet.Address, Recipient = TransferBuilder.SolanaAccount("receiver"),
        });
        first.Location.Transaction.ShouldBe(usdc.Transaction);
        (await bridge.Reader.ReadBlockAsync(first.Location.Block.Height, default)).ShouldBe(first.Location.Block);
        var again = await bridge.Reader.ReadFinalizedAsync(step.Next, default);
        again.Locks.ShouldBeEmpty();
        again.CaughtUp.ShouldBeTrue();
    }

    [Fact]
    public async Task ReadFinalizedAsync_LockNotFinal_IsOnlyObserved()
    {
        var start = await CaughtUpAsync();
        var (wallet, _) = await bridge.WalletAsync("not final");
        await bridge.Node.FinalizeAsync();
        var receipt = await wallet.LockAsync(bridge.Request(7), default);

        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.ShouldBeEmpty();
        (await bridge.Reader.ReadObservedAsync(start, default)).ShouldContain(found => found.Transfer.Id == receipt.Id);
        await bridge.Node.FinalizeAsync();
        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.ShouldHaveSingleItem().Transfer.Id.ShouldBe(receipt.Id);
    }

    [Fact]
    public async Task Museum_M70_ReorganisationDropsTheLock_IsNeverFinal()
    {
        var start = await CaughtUpAsync();
        var (wallet, _) = await bridge.WalletAsync("reorganised");
        await bridge.Node.FinalizeAsync();
        var receipt = await wallet.LockAsync(bridge.Request(9), default);
        (await bridge.Reader.ReadObservedAsync(start, default)).ShouldContain(found => found.Transfer.Id == receipt.Id);

        await bridge.Node.CallAsync("anvil_reorg", 1, new JsonArray());
        await bridge.Node.FinalizeAsync();

        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.ShouldBeEmpty();
        // The sequence is given out again to the next lock, which is another transfer.
        var (other, _) = await bridge.WalletAsync("after the reorganisation");
        var replacement = await other.LockAsync(bridge.Request(11), default);
        replacement.Id.ShouldBe(receipt.Id);
        await bridge.Node.FinalizeAsync();
        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(11UL);
    }

    [Fact]
    public async Task ReadFinalizedAsync_ReleaseAndLockInOneBlock_AreBothCounted()
    {
        var (wallet, _) = await bridge.WalletAsync("one block");
        await wallet.LockAsync(bridge.Request(1_000), default);
        var start = await CaughtUpAsync();
        var releaser = await bridge.ReleaserAsync("one block relayer");
        await bridge.InOneBlockAsync(
            async () => (await releaser.ReleaseAsync(bridge.Attest(bridge.Incoming(50, amount: 900, bridge.Usdc)), (_, _) => { }, default))[0].ShouldBeOfType<ReleaseOutcome.Included>(),
            () => wallet.LockAsync(bridge.Request(500), default));
        await bridge.Node.FinalizeAsync();

        // The vault's balance fell by 400 in that block.
        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.ShouldHaveSingleItem().Transfer.Amount.ShouldBe(500UL);
    }

    [Fact]
    public async Task Museum_M02_SameEventFromAnotherContract_IsNoLockAndIsCounted()
    {
        var start = await CaughtUpAsync();
        var (wallet, _) = await bridge.WalletAsync("look-alike");
        var counted = 0L;
        using var meter = new MeterListener { InstrumentPublished = (instrument, listener) => { if (instrument.Name == ForeignEmitters.CounterName) listener.EnableMeasurementEvents(instrument); } };
        meter.SetMeasurementEventCallback<long>((_, measurement, _, _) => Interlocked.Add(ref counted, measurement));
        meter.Start();
        var receipt = await wallet.LockAsync(bridge.Request(12), default);
        var real = (await bridge.Node.CallAsync("eth_getTransactionReceipt", receipt.Transaction))!["logs"]!.AsArray().Single(log => log!["topics"]!.AsArray().Count == 4 && Same(log["address"], bridge.Vault))!;
        var emitter = await ForeignEmitterAsync();
        byte[] copy = [.. real["topics"]!.AsArray().SelectMany(topic => Hex.Decode((string)topic!)), .. Hex.Decode((string)real["data"]!)];
        // In a block of its own, and in one with a real lock.
        await bridge.Governor.CallAsync(emitter, copy, default);
        await bridge.InOneBlockAsync(() => bridge.Governor.CallAsync(emitter, copy, default), () => wallet.LockAsync(bridge.Request(13), default));
        await bridge.Node.FinalizeAsync();

        (await bridge.Reader.ReadFinalizedAsync(start, default)).Locks.Select(found => found.Transfer.Amount).ShouldBe([12UL, 13UL]);
        counted.ShouldBe(1);
    }

    [Fact]
    public async Task ReadFinalizedAsync_NodeLimitsTheRange_IsReadInPieces()
    {
        var start = LockCursor.Start;
        var all = (await ReadAllAsync(bridge.Reader, start)).Select(found => found.Transfer).ToList();
        var node = EvmBridge.InFront();
        node.Rewrite = (method, parameters, result) => method == "eth_getLogs" && Number(parameters[0]!["toBlock"]) - Number(parameters[0]!["fromBlock"]) > 3
            ? throw new ScriptedRpcException(-32005, "range too large")
            : result;
        (await ReadAllAsync(bridge.Through(node).LockReader(bridge.Node.RpcUrl), start)).Select(found => found.Transfer).ShouldBe(all);
    }

    [Fact]
    public async Task ReadFinalizedAsync_FinalityByDepth_ReadsThatFar()
    {
        var (wallet, _) = await bridge.WalletAsync("depth");
        var start = await CaughtUpAsync();
        var receipt = await wallet.LockAsync(bridge.Request(21), default);
        var deep = bridge.Through(EvmBridge.InFront(), finality: Finality.Depth(6)).LockReader(bridge.Node.RpcUrl);
        await bridge.Node.MineAsync(5);
        (await deep.ReadFinalizedAsync(start, default)).Locks.ShouldBeEmpty();
        await bridge.Node.MineAsync();
        (await deep.ReadFinalizedAsync(start, default)).Locks.ShouldHaveSingleItem().Transfer.Id.ShouldBe(receipt.Id);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("-1")]
    [InlineData("1;2")]
    [InlineData("1;2=3;4")]
    [InlineData("1;2=3,2=4")]
    [InlineData("1;0=3")]
    public async Task ReadFinalizedAsync_CursorOfAnotherKind_IsInvalid(string cursor) =>
        (await Should.ThrowAsync<ChainReadException>(() => bridge.Reader.ReadFinalizedAsync(new(cursor), default))).Failure.ShouldBe(ChainReadFailure.Invalid);

    [Fact]
    public async Task WatchHeadsAsync_NewBlock_IsYielded()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        await using var heads = bridge.Family.WatchHeadsAsync(bridge.Node.RpcUrl, stop.Token).GetAsyncEnumerator(stop.Token);
        var next = heads.MoveNextAsync();
        while (!next.IsCompleted)
        {
            await bridge.Node.MineAsync();
            await Task.Delay(20, stop.Token);
        }

        (await next).ShouldBeTrue();
        heads.Current.ShouldBeGreaterThan(0UL);
    }

    [Fact]
    public async Task WatchHeadsAsync_NothingListens_EndsByException() =>
        await Should.ThrowAsync<ChainReadException>(async () =>
        {
            await foreach (var _ in bridge.Family.WatchHeadsAsync("http://127.0.0.1:1", default)) break;
        });

    private async Task<LockCursor> CaughtUpAsync()
    {
        await bridge.Node.FinalizeAsync();
        var cursor = LockCursor.Start;
        while (true)
        {
            var step = await bridge.Reader.ReadFinalizedAsync(cursor, default);
            cursor = step.Next;
            if (step.CaughtUp) return cursor;
        }
    }

    private static async Task<IReadOnlyList<FinalizedLock>> ReadAllAsync(ILockReader reader, LockCursor cursor)
    {
        var found = new List<FinalizedLock>();
        while (true)
        {
            var step = await reader.ReadFinalizedAsync(cursor, default);
            found.AddRange(step.Locks);
            if (step.CaughtUp) return found;
            cursor = step.Next;
        }
    }

    // Logs its calldata: four words of topics, then the data.
    private async Task<EvmAddress> ForeignEmitterAsync()
    {
        var file = Path.GetTempFileName();
        const string runtime = "608036036080600037606035604035602035600035608036036000a400";
        await File.WriteAllTextAsync(file, $$$"""{"bytecode":{"object":"0x601d80600b6000396000f3{{{runtime}}}"},"deployedBytecode":{"object":"0x{{{runtime}}}"}}""");
        try
        {
            return await bridge.Governor.DeployAsync(file, ReadOnlyMemory<byte>.Empty, default);
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static bool Same(JsonNode? text, EvmAddress address) => string.Equals((string?)text, address.ToString(), StringComparison.OrdinalIgnoreCase);

    private static ulong Number(JsonNode? quantity) => Convert.ToUInt64((string)quantity!, 16);
}
