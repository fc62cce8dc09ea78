using Bridge.Testing;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class SignedMessageTests
{
    private static readonly BridgeId Bridge = ProtocolVectors.Bridge;
    private static readonly GuardianEpoch Epoch = GuardianEpoch.From(7);
    private static readonly Bytes32 Root = Keccak256.Hash("root");

    [Fact]
    public void Museum_M12_ZeroRoot_Throws() => Should.Throw<ProtocolException>(() =>
        SignedMessage.Attestation(Bridge, Epoch, BatchId.From(TransferBuilder.EvmToSolana, 1, 1), Bytes32.Zero));

    [Fact]
    public void Digest_DefaultBridgeOrEpoch_Throws()
    {
        var batch = BatchId.From(TransferBuilder.EvmToSolana, 1, 1);
        Should.Throw<ProtocolException>(() => SignedMessage.Attestation(default, Epoch, batch, Root));
        Should.Throw<ProtocolException>(() => SignedMessage.Attestation(Bridge, default, batch, Root));
        Should.Throw<ProtocolException>(() => SignedMessage.Void(Bridge, Epoch, TransferId.From(TransferBuilder.EvmToSolana, 1), Bytes32.Zero));
    }

    [Fact]
    public void Digest_EachVector_Agrees()
    {
        var messages = ProtocolVectors.Root.GetProperty("messages");
        foreach (var (name, tag) in new[]
        {
            ("attestation", SignedMessage.AttestationTag), ("void", SignedMessage.VoidTag), ("refund", SignedMessage.RefundTag),
            ("rotate", SignedMessage.RotateTag), ("price", SignedMessage.PriceTag),
        })
            tag.ShouldBe(messages.GetProperty("tags").Bytes(name));

        var attestation = messages.GetProperty("attestation");
        SignedMessage.Attestation(Bridge, Epoch, BatchId.From(attestation.Lane(), attestation.Number("first"), (uint)attestation.Number("count")), attestation.Bytes("root"))
            .Value.ShouldBe(attestation.Bytes("digest"));

        var @void = messages.GetProperty("void");
        SignedMessage.Void(Bridge, Epoch, TransferId.From(@void.Lane(), @void.Number("sequence")), @void.Bytes("leaf")).Value.ShouldBe(@void.Bytes("digest"));

        var refund = messages.GetProperty("refund");
        SignedMessage.Refund(Bridge, Epoch, TransferId.From(refund.Lane(), refund.Number("sequence")), refund.Bytes("leaf")).Value.ShouldBe(refund.Bytes("digest"));

        var rotate = messages.GetProperty("rotate");
        byte[] key = [2, .. rotate.Bytes("newKeyX").ToArray()];
        SignedMessage.Rotate(Bridge, Epoch, ChainId.From(1), GuardianEpoch.From(8), GroupKey.From(key)).Value.ShouldBe(rotate.Bytes("digest"));

        var price = messages.GetProperty("price");
        SignedMessage.Price(Bridge, Epoch, price.Bytes("market"), long.Parse(price.Text("price")), price.Number("confidence"), price.Number("observedAt"))
            .Value.ShouldBe(price.Bytes("digest"));
    }

    [Fact]
    public void Museum_M58_AnyFieldOfTheDomainChanged_ChangesTheDigest()
    {
        var batch = BatchId.From(TransferBuilder.EvmToSolana, 1, 1);
        MessageDigest[] digests =
        [
            SignedMessage.Attestation(Bridge, Epoch, batch, Root),
            SignedMessage.Attestation(BridgeId.From(Keccak256.Hash("other")), Epoch, batch, Root),
            SignedMessage.Attestation(Bridge, GuardianEpoch.From(8), batch, Root),
            SignedMessage.Attestation(Bridge, Epoch, BatchId.From(TransferBuilder.SolanaToEvm, 1, 1), Root),
            SignedMessage.Attestation(Bridge, Epoch, BatchId.From(TransferBuilder.EvmToSolana, 2, 1), Root),
            SignedMessage.Attestation(Bridge, Epoch, BatchId.From(TransferBuilder.EvmToSolana, 1, 2), Root),
            SignedMessage.Attestation(Bridge, Epoch, batch, Keccak256.Hash("other")),
            SignedMessage.Void(Bridge, Epoch, TransferId.From(TransferBuilder.EvmToSolana, 1), Root),
            SignedMessage.Refund(Bridge, Epoch, TransferId.From(TransferBuilder.EvmToSolana, 1), Root),
        ];
        digests.Distinct().Count().ShouldBe(digests.Length);
    }
}
