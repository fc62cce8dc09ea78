using Bridge.Testing;
using Shouldly;

namespace Bridge.Protocol.Tests;

public class TransferTests
{
    [Fact]
    public void Decode_WrongLength_Throws()
    {
        var bytes = TransferBuilder.Transfer().Encode();
        for (var length = 0; length <= Transfer.Size + 8; length++)
        {
            if (length == Transfer.Size) continue;
            var wrong = new byte[length];
            bytes.AsSpan(0, Math.Min(length, Transfer.Size)).CopyTo(wrong);
            Should.Throw<ProtocolException>(() => Transfer.Decode(wrong));
        }
    }

    [Theory]
    [InlineData(0, 1, 0)] // version 0
    [InlineData(0, 1, 2)] // version 2
    [InlineData(1, 32, 0)] // bridge id
    [InlineData(33, 2, 0)] // source chain
    [InlineData(35, 2, 0)] // destination chain
    [InlineData(37, 8, 0)] // sequence
    [InlineData(45, 1, 0)] // kind
    [InlineData(45, 1, 3)] // kind
    [InlineData(46, 32, 0)] // asset
    [InlineData(78, 8, 0)] // amount
    [InlineData(86, 32, 0)] // sender
    [InlineData(118, 32, 0)] // recipient
    public void Decode_FieldWithoutAValidValue_Throws(int offset, int size, byte value)
    {
        var bytes = TransferBuilder.Transfer().Encode();
        bytes.AsSpan(offset, size).Fill(value);
        Should.Throw<ProtocolException>(() => Transfer.Decode(bytes));
    }

    [Fact]
    public void Decode_LaneFromAChainToItself_Throws()
    {
        var bytes = TransferBuilder.Transfer().Encode();
        bytes.AsSpan(33, 2).CopyTo(bytes.AsSpan(35));
        Should.Throw<ProtocolException>(() => Transfer.Decode(bytes));
    }

    [Fact]
    public void Encode_DefaultField_Throws()
    {
        var valid = TransferBuilder.Transfer();
        Transfer[] wrong =
        [
            valid with { Bridge = default }, valid with { Id = default }, valid with { Kind = default }, valid with { Asset = default },
            valid with { Amount = 0 }, valid with { Sender = default }, valid with { Recipient = default },
        ];
        foreach (var transfer in wrong) Should.Throw<ProtocolException>(transfer.Encode);
    }

    [Fact]
    public void EncodeDecodeLeaf_EachVector_Agree()
    {
        foreach (var vector in ProtocolVectors.Root.GetProperty("transfers").EnumerateArray())
        {
            var transfer = new Transfer
            {
                Bridge = ProtocolVectors.Bridge,
                Id = TransferId.From(vector.Lane(), vector.Number("sequence")),
                Kind = (TransferKind)vector.Number("kind"),
                Asset = AssetId.From(vector.Bytes("asset")),
                Amount = vector.Number("amount"),
                Sender = PartyAddress.From(vector.Bytes("sender")),
                Recipient = PartyAddress.From(vector.Bytes("recipient")),
            };
            Hex.Encode(transfer.Encode()).ShouldBe(vector.Text("encoded"));
            transfer.Leaf().ShouldBe(vector.Bytes("leaf"));
            Transfer.Decode(Hex.Decode(vector.Text("encoded"))).ShouldBe(transfer);
        }
    }

    [Fact]
    public void Leaf_AnyBitChanged_Changes()
    {
        var bytes = TransferBuilder.Transfer().Encode();
        var leaf = TransferBuilder.Transfer().Leaf();
        for (var bit = 0; bit < 8 * Transfer.Size; bit++)
        {
            var changed = bytes.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Transfer other;
            try
            {
                other = Transfer.Decode(changed);
            }
            catch (ProtocolException)
            {
                continue;
            }

            other.Leaf().ShouldNotBe(leaf, $"bit {bit}");
        }
    }

    [Fact]
    public void Decode_RandomBytes_DecodesOrThrowsProtocolException()
    {
        var random = new SeededBytes(1);
        for (var i = 0; i < 20_000; i++)
        {
            var bytes = random.Next(Transfer.Size);
            if (i % 2 == 0) bytes[0] = 1;
            if (i % 4 == 0) bytes[45] = 1;
            try
            {
                Transfer.Decode(bytes).Encode().ShouldBe(bytes);
            }
            catch (ProtocolException e)
            {
                e.Message.ShouldNotBeEmpty();
            }
        }
    }

    [Fact]
    public void AssetId_EachVector_Agrees()
    {
        foreach (var vector in ProtocolVectors.Root.GetProperty("assets").EnumerateArray())
        {
            AssetId.Of(ProtocolVectors.Bridge, ChainId.From((ushort)vector.Number("homeChain")), PartyAddress.From(vector.Bytes("homeToken")))
                .Value.ShouldBe(vector.Bytes("id"));
        }
    }
}
