using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>Who halted what, read from the real contracts' events.</summary>
public sealed class EvmControlChangeReaderTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    private static readonly Bytes32 LevelChanged = Keccak256.Hash("LevelChanged(uint8,bytes32,uint8,uint8,bytes32,address)");
    private static readonly Bytes32 PaperUsed = Keccak256.Hash("PaperUsed(bytes32,uint8,address,uint64)");
    private static readonly byte[] Secret = Keccak256.Hash("the sentinel").ToArray();

    private IControlChangeReader Changes => bridge.Family.ControlChangeReader(bridge.Node.RpcUrl);

    [Fact]
    public async Task FindLevelAsync_ReadsTheNewestOfItsOwnScope()
    {
        using var sentinel = EcdsaKey.From(Secret);
        var by = SignerAddress.From(sentinel.EvmAddress());
        await bridge.Governor.CallAsync(bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(by.Padded), AbiValue.Of((byte)RiskRole.Sentinel)), default);
        (await Changes.FindLevelAsync(RiskScope.Everything, default)).ShouldBeNull();
        (await Changes.FindLevelAsync(Lane, default)).ShouldBeNull();

        _ = await RaiseAsync(sentinel, RiskScope.Everything, BreakerLevel.Watch, "odd flow", 1);
        var everything = await RaiseAsync(sentinel, RiskScope.Everything, BreakerLevel.Hold, "odder flow", 2);
        var lane = await RaiseAsync(sentinel, Lane, BreakerLevel.Stop, "forged release", 3);
        // More than one request for logs reaches back.
        for (var i = 0; i < 12; i++) await bridge.Node.MineAsync(500);

        Told(await Changes.FindLevelAsync(RiskScope.Everything, default)).ShouldBe((BreakerLevel.Hold, RiskReason.From("odder flow"), $"{by}", everything));
        Told(await Changes.FindLevelAsync(Lane, default)).ShouldBe((BreakerLevel.Stop, RiskReason.From("forged release"), $"{by}", lane));
    }

    [Fact]
    public async Task FindAsync_LoosenedByTwo_CreditsBoth()
    {
        using var olga = EcdsaKey.From(Keccak256.Hash("olga").ToArray());
        using var oscar = EcdsaKey.From(Keccak256.Hash("oscar").ToArray());
        using var ada = EcdsaKey.From(Keccak256.Hash("ada").ToArray());
        EcdsaKey[] officers = [olga, oscar, ada];
        var second = (await bridge.WalletAsync("second sender")).Secret;
        foreach (var officer in officers)
            await bridge.Governor.CallAsync(bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(AddressOf(officer).Padded), AbiValue.Of((byte)RiskRole.Officer)), default);
        var asset = AssetId.From(Bytes32.Parse(bridge.Usdc.Id));
        var scope = RiskScope.Asset(asset);
        // Whoever set the deployment up signed no paper.
        (await Changes.FindLimitsAsync(asset, default)).ShouldNotBeNull().By.ShouldBeEmpty();
        await ActAsync(new RaiseLevel { Chain = TransferBuilder.Evm, Nonce = 1, NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Slow, Reason = RiskReason.From("odd") }, olga);
        var lower = new LowerLevel { Chain = TransferBuilder.Evm, Nonce = 2, NotAfter = Soon(), Scope = scope, Level = BreakerLevel.Watch, Reason = RiskReason.From("over") };
        var raise = new SetLimits { Chain = TransferBuilder.Evm, Nonce = 3, NotAfter = Soon(), Asset = asset, Limits = new(9_000, 90_000, 9, 900) };
        await ActAsync(lower, olga, oscar);
        await ActAsync(raise, olga, ada);
        await bridge.Node.CallAsync("anvil_setNextBlockTimestamp", (await bridge.Family.RiskReader(bridge.Node.RpcUrl).ReadScheduledAsync(raise.Digest(TransferBuilder.Bridge), default))!.Value.ToUnixTimeSeconds());
        await bridge.Node.MineAsync();
        // Two papers of one block, by two senders: each change has its own.
        await bridge.Node.CallAsync("evm_setAutomine", false);
        Task<string>[] executions = [Control.ExecuteAsync(lower, default), bridge.Family.RiskControl(bridge.Node.RpcUrl, second).ExecuteAsync(raise, default)];
        await Eventually.TrueAsync("both wait for a block", TimeSpan.FromMinutes(1), async () => (string)(await bridge.Node.CallAsync("txpool_status"))!["pending"]! == "0x2");
        await bridge.Node.MineAsync();
        await bridge.Node.CallAsync("evm_setAutomine", true);

        static string By(params EcdsaKey[] signers) => string.Join(' ', signers.Select(AddressOf).OrderBy(address => address.Padded));
        Told(await Changes.FindLevelAsync(scope, default)).ShouldBe((BreakerLevel.Watch, lower.Reason, By(olga, oscar), await executions[0]));
        var raised = (await Changes.FindLimitsAsync(asset, default)).ShouldNotBeNull();
        (raised.Limits, string.Join(' ', raised.By), raised.Transaction).ShouldBe((raise.Limits, By(olga, ada), await executions[1]));

        var lowered = await ActAsync(new LowerLimits { Chain = TransferBuilder.Evm, Nonce = 4, NotAfter = Soon(), Asset = asset, Limits = new(8_000, 90_000, 9, 900) }, oscar);
        var tightened = (await Changes.FindLimitsAsync(asset, default)).ShouldNotBeNull();
        (tightened.Limits.MaxRelease, tightened.Transaction).ShouldBe((8_000UL, lowered));
        tightened.By.ShouldBe([AddressOf(oscar)]);
    }

    [Fact]
    public async Task FindLevelAsync_PaperOfAnotherSigner_IsRefused()
    {
        using var sentinel = EcdsaKey.From(Keccak256.Hash("another sentinel").ToArray());
        var by = AddressOf(sentinel);
        await bridge.Governor.CallAsync(bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(by.Padded), AbiValue.Of((byte)RiskRole.Sentinel)), default);
        var scope = RiskScope.Asset(AssetId.From(Bytes32.Parse(bridge.Usdc.Id)));
        var nonce = await bridge.Family.RiskReader(bridge.Node.RpcUrl).ReadLastNonceAsync(by, default) + 1;
        await RaiseAsync(sentinel, scope, await bridge.Family.RiskReader(bridge.Node.RpcUrl).ReadLevelAsync(scope, default) + 1, "odd", nonce);
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method != "eth_getLogs" || result is not System.Text.Json.Nodes.JsonArray logs) return result;
            foreach (var log in logs.Where(log => (string)log!["topics"]![0]! == PaperUsed.ToString())) log!["topics"]![2] = SignerAddress.From(Keccak256.Hash("somebody").ToArray().AsSpan(12)).Padded.ToString();
            return result;
        };
        var changes = bridge.Through(node).ControlChangeReader(bridge.Node.RpcUrl);
        (await Should.ThrowAsync<ChainReadException>(() => changes.FindLevelAsync(scope, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task FindLevelAsync_EventOfAnotherContract_IsRefused()
    {
        var halt = AbiEncoder.Arguments(AbiValue.Of(1), AbiValue.Of(0), AbiValue.Of(4), AbiValue.Of(RiskReason.From("a lie").Value), AbiValue.Of(EvmBridge.Out.Source.Value));
        var node = EvmBridge.InFront();
        // It imitates the paper behind the change as well.
        node.Rewrite = (method, parameters, result) => method != "eth_getLogs" ? result
            : parameters[0]!["topics"]!.ToJsonString().Contains(LevelChanged.ToString(), StringComparison.Ordinal) ? Logs("0x1", halt, LevelChanged, Bytes32.Zero)
            : Logs("0x0", [], PaperUsed, Keccak256.Hash("paper"), Bytes32.From(halt.AsSpan(128)));
        System.Text.Json.Nodes.JsonArray Logs(string index, byte[] data, params Bytes32[] topics) => new(new System.Text.Json.Nodes.JsonObject
        {
            ["address"] = bridge.Usdc.EvmToken, ["data"] = Hex.Encode(data), ["blockNumber"] = "0x1", ["blockHash"] = Keccak256.Hash("block").ToString(),
            ["transactionHash"] = Keccak256.Hash("transaction").ToString(), ["logIndex"] = index, ["topics"] = new System.Text.Json.Nodes.JsonArray([.. topics.Select(topic => (System.Text.Json.Nodes.JsonNode)topic.ToString())]),
        });
        var changes = bridge.Through(node).ControlChangeReader(bridge.Node.RpcUrl);
        (await Should.ThrowAsync<ChainReadException>(() => changes.FindLevelAsync(RiskScope.Everything, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private static RiskScope Lane => RiskScope.Lane(TransferBuilder.Solana);

    private static (BreakerLevel, RiskReason, string, string) Told(LevelChangeRecord? change)
    {
        // The node's clock is this machine's, and may be ahead by a block.
        (TimeProvider.System.GetUtcNow() - change.ShouldNotBeNull().At.ShouldNotBeNull()).Duration().ShouldBeLessThan(TimeSpan.FromHours(1));
        return (change.Level, change.Reason, string.Join(' ', change.By), change.Transaction);
    }

    private static SignerAddress AddressOf(EcdsaKey key) => SignerAddress.From(key.EvmAddress());

    private static ulong Soon() => (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + 86_400;

    private IRiskControl Control => bridge.Family.RiskControl(bridge.Node.RpcUrl, AnvilNode.Secret);

    private Task<string> RaiseAsync(EcdsaKey sentinel, RiskScope scope, BreakerLevel level, string reason, ulong nonce) =>
        ActAsync(new RaiseLevel { Chain = TransferBuilder.Evm, Nonce = nonce, NotAfter = Soon(), Scope = scope, Level = level, Reason = RiskReason.From(reason) }, sentinel);

    private Task<string> ActAsync(RiskAction action, params EcdsaKey[] signers)
    {
        var paper = new RiskPaper(TransferBuilder.Bridge, action);
        foreach (var signer in signers) paper.Add(RiskSignature.Make(action, TransferBuilder.Bridge, signer));
        return Control.ActAsync(paper, default);
    }
}
