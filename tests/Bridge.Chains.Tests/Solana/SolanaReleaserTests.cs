using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana;

/// <summary>Deliveries to the real program on the real node, also through a node that loses things.</summary>
[Collection(SolanaBridgeCollection.Name)]
public sealed class SolanaReleaserTests(SolanaBridge bridge)
{
    private readonly ConcurrentQueue<(TransferId Id, string Transaction)> _submitted = new();

    [Fact]
    public async Task ReleaseAsync_SignatureOfOthers_RejectedAndUnpaid()
    {
        var batch = await BatchAsync(bridge.Wrapped, 1, 1_000);

        (await ReleaseAsync(new SingleGuardian("thieves").Attest(batch))).ShouldHaveSingleItem().ShouldBe(new ReleaseOutcome.Rejected("InvalidSignature"));
        (await ReleaseAsync(SolanaBridge.Guardians.Attest(batch, epoch: 2))).ShouldHaveSingleItem().ShouldBe(new ReleaseOutcome.Rejected("WrongEpoch"));
        var other = new TransferBatch([batch.Transfers[0] with { Amount = 999 }]);
        (await ReleaseAsync(SolanaBridge.Guardians.Attest(batch) with { Batch = other })).ShouldHaveSingleItem().ShouldBe(new ReleaseOutcome.Rejected("InvalidSignature"));

        _submitted.ShouldBeEmpty("the simulation refused them, so no fee was paid");
        (await BalanceAsync(batch.Transfers[0], bridge.Wrapped)).ShouldBe(0);
    }

    [Fact]
    public async Task ReleaseAsync_FullBatchByTwoRelayersAtOnce_PaysEachTransferOnce()
    {
        var batch = await BatchAsync(bridge.Wrapped, 32, 1_000, "racer");
        var attestation = SolanaBridge.Guardians.Attest(batch);

        var both = await Task.WhenAll(ReleaseAsync(attestation), bridge.OtherReleaser().ReleaseAsync(attestation, Submitted, default));

        for (var i = 0; i < 32; i++)
        {
            both.Count(outcomes => outcomes[i] is ReleaseOutcome.Included).ShouldBe(1);
            both.Count(outcomes => outcomes[i] is ReleaseOutcome.AlreadyConsumed).ShouldBe(1);
        }

        (await BalanceAsync(batch.Transfers[0], bridge.Wrapped)).ShouldBe(32_000);
    }

    [Fact]
    public async Task ReleaseAsync_AboveTheBucket_LimitedUntilItFits()
    {
        var asset = await bridge.AddWrappedAsync("limited", maxRelease: 100, capacity: 100, refillPerSecond: 1);
        var batch = await BatchAsync(asset, 2, 80);

        var outcomes = await ReleaseAsync(SolanaBridge.Guardians.Attest(batch));

        outcomes[0].ShouldBeOfType<ReleaseOutcome.Included>();
        // 20 are left, 60 are missing, 1 comes back a second; the chain's own clock may have moved a little.
        var retryAt = outcomes[1].ShouldBeOfType<ReleaseOutcome.Limited>().RetryAt.ShouldNotBeNull();
        (retryAt - TimeProvider.System.GetUtcNow()).TotalSeconds.ShouldBeInRange(30, 61);
        _submitted.Count.ShouldBe(1);
        var limits = await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadLimitsAsync(asset, default);
        limits.ShouldBe(new AssetLimits(100, 100, 1, limits.Available) { HoldThreshold = limits.HoldThreshold });
        limits.Available.ShouldBeInRange(20UL, 60UL);
    }

    [Fact]
    public async Task ReleaseAsync_AboveTheLargestClosedOrUnknown_Rejected()
    {
        var small = await bridge.AddWrappedAsync("small", 100, 1_000, 1);
        var closed = await bridge.AddWrappedAsync("closed", 0, 0, 0);

        (await ReleaseAsync(SolanaBridge.Guardians.Attest(await BatchAsync(small, 1, 101)))).ShouldBe([new ReleaseOutcome.Rejected("AboveMaxRelease")]);
        (await ReleaseAsync(SolanaBridge.Guardians.Attest(await BatchAsync(closed, 1, 1)))).ShouldBe([new ReleaseOutcome.Rejected("AssetClosed")]);
        (await ReleaseAsync(SolanaBridge.Guardians.Attest(await BatchAsync(bridge.Wrapped with { Id = Keccak256.Hash("unknown").ToString() }, 1, 1))))
            .ShouldBe([new ReleaseOutcome.Rejected("UnknownAsset")]);
    }

    [Fact]
    public async Task ReleaseAsync_NodeLosesTheFirstSend_SendsAgainAndPaysOnce()
    {
        var batch = await BatchAsync(bridge.Wrapped, 1, 1_000, "lost");
        var lost = 0;
        using var script = new ScriptedRpcHandler(new SocketsHttpHandler());
        using var losing = new LosingHandler(script, method => method == "sendTransaction" && Interlocked.Increment(ref lost) == 1);
        using var releaser = new SolanaReleaser(bridge.Through(losing), bridge.Addresses, TransferBuilder.Solana, SolanaBridge.RelayerKey(), TimeProvider.System);

        var outcomes = await releaser.ReleaseAsync(SolanaBridge.Guardians.Attest(batch), Submitted, default);

        // The same transaction, unless a busy node's slots ran past its life meanwhile: then one made anew.
        var paid = outcomes.ShouldHaveSingleItem().ShouldBeOfType<ReleaseOutcome.Included>().Transaction;
        (await bridge.Through(script).GetSignatureStatusesAsync([paid], default)).ShouldHaveSingleItem().ShouldNotBeNull().Error.ShouldBeNull();
        (await BalanceAsync(batch.Transfers[0], bridge.Wrapped)).ShouldBe(1_000);
        _submitted.Count.ShouldBe(1, "once per transfer, however many transactions");
        lost.ShouldBeGreaterThan(1);
    }

    [Fact]
    public async Task ReleaseAsync_NodeSwallowsEverything_ExpiresAndSaysUnknown()
    {
        var batch = await BatchAsync(bridge.Wrapped, 1, 1_000, "swallowed");
        using var script = new ScriptedRpcHandler(new SocketsHttpHandler()).On("sendTransaction", _ => "taken").On("getSlot", _ => 1_000_000_000);
        using var releaser = new SolanaReleaser(bridge.Through(script), bridge.Addresses, TransferBuilder.Solana, SolanaBridge.RelayerKey(), TimeProvider.System);

        var outcomes = await releaser.ReleaseAsync(SolanaBridge.Guardians.Attest(batch), Submitted, default);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<ReleaseOutcome.Unknown>();
        _submitted.Count.ShouldBe(1, "once per transfer, however many transactions");
        script.Calls.Count(call => call == "sendTransaction").ShouldBe(3);
        (await ReleaseAsync(SolanaBridge.Guardians.Attest(batch))).ShouldHaveSingleItem().ShouldBeOfType<ReleaseOutcome.Included>();
    }

    [Fact]
    public async Task ReleaseAsync_StaleReadThenConsumedByAnother_AlreadyConsumed()
    {
        var batch = await BatchAsync(bridge.Wrapped, 1, 1_000, "stale");
        await ReleaseAsync(SolanaBridge.Guardians.Attest(batch));
        // The node shows the state from before: every page empty.
        using var script = new ScriptedRpcHandler(new SocketsHttpHandler()) { Rewrite = (method, _, result) => method == "getMultipleAccounts" ? WithoutConsumedBits(result!) : result };
        using var releaser = new SolanaReleaser(bridge.Through(script), bridge.Addresses, TransferBuilder.Solana, SolanaBridge.RelayerKey(), TimeProvider.System);

        var outcomes = await releaser.ReleaseAsync(SolanaBridge.Guardians.Attest(batch), Submitted, default);

        outcomes.ShouldHaveSingleItem().ShouldBeOfType<ReleaseOutcome.AlreadyConsumed>();
    }

    [Fact]
    public async Task ReleaseAsync_OtherDestinationOrTooMany_Refuses()
    {
        await Should.ThrowAsync<ArgumentException>(() => ReleaseAsync(SolanaBridge.Guardians.Attest(TransferBuilder.Batch(1, lane: TransferBuilder.SolanaToEvm))));
        await Should.ThrowAsync<ArgumentException>(() => ReleaseAsync(SolanaBridge.Guardians.Attest(TransferBuilder.Batch(33))));
    }

    private static JsonNode WithoutConsumedBits(JsonNode result)
    {
        foreach (var account in (JsonArray)result["value"]!)
        {
            if (account is null) continue;
            var data = Convert.FromBase64String((string)account["data"]![0]!);
            if (!data.AsSpan().StartsWith("consumed"u8)) continue;
            data.AsSpan(24).Clear();
            account["data"]![0] = Convert.ToBase64String(data);
        }

        return result;
    }

    private async Task<TransferBatch> BatchAsync(AssetDeployment asset, int count, ulong amount, string recipient = "paid")
    {
        var first = await bridge.NextReleaseAsync();
        return new([.. Enumerable.Range(0, count).Select(i => TransferBuilder.Transfer(first + (ulong)i, amount: amount) with
        {
            Asset = AssetId.From(Bytes32.Parse(asset.Id)),
            Recipient = TransferBuilder.SolanaAccount($"{recipient} {asset.Symbol} {first}"),
        })]);
    }

    private void Submitted(TransferId id, string transaction) => _submitted.Enqueue((id, transaction));

    private Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation) => bridge.Releaser().ReleaseAsync(attestation, Submitted, default);

    private async Task<System.Numerics.BigInteger> BalanceAsync(Transfer transfer, AssetDeployment asset) =>
        (await bridge.Family.AccountReader(bridge.Node.RpcUrl).ReadBalanceAsync(transfer.Recipient, asset, default)).Wallet;

    /// <summary>Drops the connection on some calls.</summary>
    private sealed class LosingHandler(HttpMessageHandler inner, Func<string, bool> isLost) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var method = (string)JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!["method"]!;
            return isLost(method) ? throw new HttpRequestException("lost") : await base.SendAsync(request, cancellationToken);
        }
    }
}
