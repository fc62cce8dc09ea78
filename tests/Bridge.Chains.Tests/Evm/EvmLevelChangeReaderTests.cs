using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>Who halted what, read from the real contracts' events.</summary>
public sealed class EvmLevelChangeReaderTests(EvmBridge bridge) : IClassFixture<EvmBridge>
{
    private static readonly byte[] Secret = Keccak256.Hash("the sentinel").ToArray();

    private ILevelChangeReader Changes => bridge.Family.LevelChangeReader(bridge.Node.RpcUrl);

    [Fact]
    public async Task FindLastAsync_ReadsTheNewestOfItsOwnScope()
    {
        using var sentinel = EcdsaKey.From(Secret);
        var by = SignerAddress.From(sentinel.EvmAddress());
        await bridge.Governor.CallAsync(bridge.Control, AbiEncoder.Call("grantRole(address,uint8)", AbiValue.Of(by.Padded), AbiValue.Of((byte)RiskRole.Sentinel)), default);
        (await Changes.FindLastAsync(RiskScope.Everything, default)).ShouldBeNull();
        (await Changes.FindLastAsync(Lane, default)).ShouldBeNull();

        _ = await RaiseAsync(sentinel, RiskScope.Everything, BreakerLevel.Watch, "odd flow", 1);
        var everything = await RaiseAsync(sentinel, RiskScope.Everything, BreakerLevel.Hold, "odder flow", 2);
        var lane = await RaiseAsync(sentinel, Lane, BreakerLevel.Stop, "forged release", 3);
        // More than one request for logs reaches back.
        for (var i = 0; i < 12; i++) await bridge.Node.MineAsync(500);

        (await Changes.FindLastAsync(RiskScope.Everything, default)).ShouldBe(new(BreakerLevel.Hold, RiskReason.From("odder flow"), by, everything));
        (await Changes.FindLastAsync(Lane, default)).ShouldBe(new(BreakerLevel.Stop, RiskReason.From("forged release"), by, lane));
    }

    [Fact]
    public async Task FindLastAsync_EventOfAnotherContract_IsRefused()
    {
        var halt = AbiEncoder.Arguments(AbiValue.Of(1), AbiValue.Of(0), AbiValue.Of(4), AbiValue.Of(RiskReason.From("a lie").Value), AbiValue.Of(EvmBridge.Out.Source.Value));
        var node = EvmBridge.InFront();
        node.Rewrite = (method, _, result) =>
        {
            if (method != "eth_getLogs") return result;
            return new System.Text.Json.Nodes.JsonArray(new System.Text.Json.Nodes.JsonObject
            {
                ["address"] = bridge.Usdc.EvmToken, ["data"] = Hex.Encode(halt), ["blockNumber"] = "0x1", ["blockHash"] = Keccak256.Hash("block").ToString(),
                ["transactionHash"] = Keccak256.Hash("transaction").ToString(), ["logIndex"] = "0x0",
                ["topics"] = new System.Text.Json.Nodes.JsonArray(Keccak256.Hash("LevelChanged(uint8,bytes32,uint8,uint8,bytes32,address)").ToString(), Bytes32.Zero.ToString()),
            });
        };
        var changes = bridge.Through(node).LevelChangeReader(bridge.Node.RpcUrl);
        (await Should.ThrowAsync<ChainReadException>(() => changes.FindLastAsync(RiskScope.Everything, default))).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    private static RiskScope Lane => RiskScope.Lane(TransferBuilder.Solana);

    private async Task<string> RaiseAsync(EcdsaKey sentinel, RiskScope scope, BreakerLevel level, string reason, ulong nonce)
    {
        var now = (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var raise = new RaiseLevel { Chain = TransferBuilder.Evm, Nonce = nonce, NotAfter = now + 86_400, Scope = scope, Level = level, Reason = RiskReason.From(reason) };
        var paper = new RiskPaper(TransferBuilder.Bridge, raise);
        paper.Add(RiskSignature.Make(raise, TransferBuilder.Bridge, sentinel));
        return await bridge.Family.RiskControl(bridge.Node.RpcUrl, AnvilNode.Secret).ActAsync(paper, default);
    }
}
