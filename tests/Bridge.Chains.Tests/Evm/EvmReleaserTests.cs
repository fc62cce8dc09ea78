using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bridge.Chains.Evm;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

public sealed class EvmReleaserTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    private static ulong _lastSequence;

    [Fact]
    public async Task ReleaseAsync_WalletAndMargin_PaysBothAndNamesTheTransaction()
    {
        var first = Take(2);
        var wallet = bridge.Incoming(first, 100) with { Recipient = TransferBuilder.EvmAccount("paid wallet") };
        var margin = bridge.Incoming(first + 1, 40, kind: TransferKind.MarginAccount) with { Recipient = wallet.Recipient };
        var submitted = new ConcurrentDictionary<TransferId, string>();

        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(wallet, margin), (id, transaction) => submitted.TryAdd(id, transaction).ShouldBeTrue(), default);

        var transaction = outcomes[0].ShouldBeOfType<ReleaseOutcome.Included>().Transaction;
        outcomes[1].ShouldBe(outcomes[0]);
        submitted.ShouldBe(new Dictionary<TransferId, string> { [wallet.Id] = transaction, [margin.Id] = transaction }, ignoreOrder: true);
        var balance = await bridge.Accounts.ReadBalanceAsync(wallet.Recipient, bridge.Wsol, default);
        balance.ShouldBe(new AssetBalance(100, 40, 0));
        (await bridge.Releases.FindReleaseAsync(margin.Id, default)).ShouldBe(new ReleaseRecord(transaction, null, IsClaimable: false));
        (await bridge.Releases.FindReleaseAsync(TransferId.From(EvmBridge.In, 100_000), default)).ShouldBeNull();
    }

    [Fact]
    public async Task ReadConsumedAsync_LatestAndFinalized_DifferUntilFinal()
    {
        // Across the border of two words.
        var transfers = new[] { bridge.Incoming(1023, 1), bridge.Incoming(1024, 1) };
        await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(transfers), (_, _) => { }, default);
        (await bridge.Releases.ReadConsumedAsync(EvmBridge.In, 1022, 4, ReadAt.Latest, default)).ShouldBe([false, true, true, false]);
        (await bridge.Releases.ReadConsumedAsync(EvmBridge.In, 1022, 4, ReadAt.Finalized, default)).ShouldBe([false, false, false, false]);
        await bridge.Node.FinalizeAsync();
        (await bridge.Releases.ReadConsumedAsync(EvmBridge.In, 1022, 4, ReadAt.Finalized, default)).ShouldBe([false, true, true, false]);
        (await bridge.Releases.ReadConsumedAsync(EvmBridge.In, 1022, 0, ReadAt.Finalized, default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task ReleaseAsync_ConsumedAlready_SendsNothing()
    {
        var attestation = bridge.Attest(bridge.Incoming(Take(1)));
        var releaser = await bridge.ReleaserAsync();
        await releaser.ReleaseAsync(attestation, (_, _) => { }, default);
        (await releaser.ReleaseAsync(attestation, (_, _) => throw new InvalidOperationException("sent"), default)).ShouldBe([new ReleaseOutcome.AlreadyConsumed()]);
    }

    [Fact]
    public async Task ReleaseAsync_OneOfABatchConsumed_PaysTheOther()
    {
        var first = Take(2);
        var both = new[] { bridge.Incoming(first), bridge.Incoming(first + 1) };
        await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(both[0]), (_, _) => { }, default);
        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(both), (_, _) => { }, default);
        outcomes[0].ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
        outcomes[1].ShouldBeOfType<ReleaseOutcome.Included>();
    }

    [Fact]
    public async Task ReleaseAsync_AboveLimits_LeavesThoseOutAndPaysTheRest()
    {
        var (wallet, _) = await bridge.WalletAsync("limited", 0);
        await bridge.MintAsync(bridge.Weth, EvmAddress.From(wallet.Address), System.Numerics.BigInteger.Pow(10, 18));
        await wallet.LockAsync(bridge.Request(10_000, bridge.Weth), default);
        await bridge.LimitAsync(EvmAddress.Parse(bridge.Weth.EvmToken), 1_000, 1_500, 1);
        var first = Take(4);
        ulong[] amounts = [900, 1_001, 800, 50];
        var transfers = amounts.Select((amount, i) => bridge.Incoming(first + (ulong)i, amount, bridge.Weth)).ToArray();

        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(transfers), (_, _) => { }, default);

        outcomes[0].ShouldBeOfType<ReleaseOutcome.Included>();
        outcomes[1].ShouldBe(new ReleaseOutcome.Limited(null));
        outcomes[2].ShouldBeOfType<ReleaseOutcome.Limited>().RetryAt.ShouldNotBeNull();
        outcomes[3].ShouldBe(outcomes[0]);
        (await bridge.Accounts.ReadLimitsAsync(bridge.Weth, default)).ShouldSatisfyAllConditions(
            limits => limits.MaxRelease.ShouldBe(1_000UL), limits => limits.Capacity.ShouldBe(1_500UL), limits => limits.RefillPerSecond.ShouldBe(1UL),
            limits => limits.Available.ShouldBeInRange(550UL, 800UL));
    }

    [Fact]
    public async Task ReleaseAsync_UnlistedAssetInABatch_IsRejectedAndTheOthersArePaid()
    {
        var first = Take(3);
        var stranger = bridge.Incoming(first + 1) with { Asset = AssetId.From(Keccak256.Hash("an asset of no vault")) };

        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(bridge.Incoming(first), stranger, bridge.Incoming(first + 2)), (_, _) => { }, default);

        outcomes[0].ShouldBeOfType<ReleaseOutcome.Included>();
        outcomes[1].ShouldBe(new ReleaseOutcome.Rejected("AssetUnlisted"));
        outcomes[2].ShouldBe(outcomes[0]);
    }

    [Fact]
    public async Task ReleaseAsync_OnlyUnlistedAssets_AreAllRejected()
    {
        var first = Take(2);
        var unlisted = AssetId.From(Keccak256.Hash("an asset of no vault"));
        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(
            bridge.Attest(bridge.Incoming(first) with { Asset = unlisted }, bridge.Incoming(first + 1) with { Asset = unlisted }), (_, _) => throw new InvalidOperationException("sent"), default);
        outcomes.ShouldAllBe(outcome => outcome is ReleaseOutcome.Rejected);
    }

    [Fact]
    public async Task ReleaseAsync_AtTheHoldThreshold_IsHeldAndTheRestPaid()
    {
        await bridge.LimitAsync(EvmAddress.Parse(bridge.Wsol.EvmToken), 1_000_000_000_000, 1_000_000_000_000, 1_000_000, hold: 5_000);
        var first = Take(2);
        var outcomes = await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(bridge.Incoming(first, 4_999), bridge.Incoming(first + 1, 5_000)), (_, _) => { }, default);
        await bridge.LimitAsync(EvmAddress.Parse(bridge.Wsol.EvmToken), 1_000_000_000_000, 1_000_000_000_000, 1_000_000);
        var transaction = outcomes[0].ShouldBeOfType<ReleaseOutcome.Included>().Transaction;
        outcomes[1].ShouldBe(new ReleaseOutcome.Held(transaction));
        (await bridge.Releases.FindReleaseAsync(TransferId.From(EvmBridge.In, first + 1), default)).ShouldBe(new ReleaseRecord(null, transaction, IsClaimable: false));
    }

    [Fact]
    public async Task ReleaseAsync_ManyAtOnceOnOneInstance_AllArePaidOnce()
    {
        var first = Take(24);
        var releaser = await bridge.ReleaserAsync("busy relayer");
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            releaser.ReleaseAsync(bridge.Attest([.. Enumerable.Range(0, 3).Select(j => bridge.Incoming(first + (ulong)((3 * i) + j), 5) with { Recipient = TransferBuilder.EvmAccount("busy") })]), (_, _) => { }, default)));
        outcomes.SelectMany(one => one).ShouldAllBe(outcome => outcome is ReleaseOutcome.Included);
        (await bridge.Accounts.ReadBalanceAsync(TransferBuilder.EvmAccount("busy"), bridge.Wsol, default)).Wallet.ShouldBe(120);
    }

    [Fact]
    public async Task Museum_M71_TenRelayersRaceOneTransfer_PaysOnce()
    {
        var transfer = bridge.Incoming(Take(1), 77) with { Recipient = TransferBuilder.EvmAccount("raced") };
        var releasers = new List<IReleaser>();
        for (var i = 0; i < 10; i++) releasers.Add(await bridge.ReleaserAsync($"racer {i}"));
        await bridge.Node.CallAsync("evm_setAutomine", false);
        await bridge.Node.CallAsync("evm_setIntervalMining", 1);
        var outcomes = await Task.WhenAll(releasers.Select(releaser => releaser.ReleaseAsync(bridge.Attest(transfer), (_, _) => { }, default)));
        await bridge.Node.CallAsync("evm_setIntervalMining", 0);
        await bridge.Node.CallAsync("evm_setAutomine", true);
        outcomes.Count(one => one[0] is ReleaseOutcome.Included).ShouldBe(1);
        outcomes.Count(one => one[0] is ReleaseOutcome.AlreadyConsumed).ShouldBe(9);
        (await bridge.Accounts.ReadBalanceAsync(transfer.Recipient, bridge.Wsol, default)).Wallet.ShouldBe(77);
    }

    [Fact]
    public async Task ReleaseAsync_SignatureOfAnotherBatch_IsRejectedByName()
    {
        var first = Take(2);
        var forged = bridge.Attest(bridge.Incoming(first)) with { Batch = new TransferBatch([bridge.Incoming(first, 999_999)]) };
        (await (await bridge.ReleaserAsync()).ReleaseAsync(forged, (_, _) => { }, default)).ShouldBe([new ReleaseOutcome.Rejected("InvalidSignature")]);
    }

    [Fact]
    public async Task ReleaseAsync_RecipientOfAnotherChain_IsRejected()
    {
        var transfer = bridge.Incoming(Take(1)) with { Recipient = TransferBuilder.SolanaAccount("no EVM address") };
        (await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(transfer), (_, _) => { }, default))[0].ShouldBeOfType<ReleaseOutcome.Rejected>();
    }

    [Fact]
    public async Task ReleaseAsync_OtherLane_Throws() =>
        await Should.ThrowAsync<ArgumentException>(async () => await (await bridge.ReleaserAsync()).ReleaseAsync(bridge.Attest(TransferBuilder.Transfer()), (_, _) => { }, default));

    [Fact]
    public async Task ReleaseAsync_NodeIsDown_IsUnknown()
    {
        var node = new ScriptedRpcHandler();
        var outcomes = await (await bridge.ReleaserAsync(family: bridge.Through(node))).ReleaseAsync(bridge.Attest(bridge.Incoming(Take(1))), (_, _) => { }, default);
        outcomes[0].ShouldBeOfType<ReleaseOutcome.Unknown>();
    }

    [Fact]
    public async Task ReleaseAsync_ReceiptEventIsForeign_IsNotBelieved()
    {
        // Nothing is paid by this transfer's id, whatever a look-alike event in the receipt says.
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method == "eth_getTransactionReceipt" && result is not null)
            {
                foreach (var log in result["logs"]!.AsArray()) log!["address"] = "0x3535353535353535353535353535353535353535";
            }

            return result;
        };
        var outcomes = await (await bridge.ReleaserAsync("misled", bridge.Through(node))).ReleaseAsync(bridge.Attest(bridge.Incoming(Take(1))), (_, _) => { }, default);
        outcomes[0].ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
    }

    private static ulong Take(ulong count) => Interlocked.Add(ref _lastSequence, count) - count + 1;
}
