using System.Buffers.Binary;
using Bridge.Chains.Evm.Abi;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Contracts;

/// <summary>
/// The packed argument of <c>release(bytes)</c>, as Contracts/README.md has it:
/// <code>
/// offset size field
///      0    4 epoch
///      4    2 source chain
///      6    8 first sequence
///     14    4 count, 1 to 128
///     18   96 signature Rx ‖ Ry ‖ z
///    114    1 number of assets a, 1 to 128
///    115 32·a asset ids, distinct
///      …   16 bitmap, bit 0 = most significant bit of the first byte: paid now
///      …   62 per transfer: kind 1 ‖ asset index 1 ‖ amount 8 ‖ sender 32 ‖ recipient 20
/// </code>
/// </summary>
internal static class ReleaseCalldata
{
    private const int AssetsOffset = 115;
    private const int BitmapSize = 16;
    private const int TransferSize = 62;

    /// <summary>The whole call. <paramref name="chosen"/> are the positions in the batch to pay now; the rest only give their leaves.</summary>
    internal static byte[] Encode(Attestation attestation, IReadOnlySet<int> chosen) => AbiEncoder.Call("release(bytes)", AbiValue.Of(Pack(attestation, chosen)));

    internal static byte[] Pack(Attestation attestation, IReadOnlySet<int> chosen)
    {
        var batch = attestation.Batch;
        var assets = batch.Transfers.Select(transfer => transfer.Asset).Distinct().ToList();
        var bitmapOffset = AssetsOffset + (Bytes32.Size * assets.Count);
        var packed = new byte[bitmapOffset + BitmapSize + (TransferSize * batch.Transfers.Count)];
        var span = packed.AsSpan();
        BinaryPrimitives.WriteUInt32BigEndian(span, attestation.Epoch.Value);
        BinaryPrimitives.WriteUInt16BigEndian(span[4..], batch.Id.Lane.Source.Value);
        BinaryPrimitives.WriteUInt64BigEndian(span[6..], batch.Id.First);
        BinaryPrimitives.WriteUInt32BigEndian(span[14..], batch.Id.Count);
        attestation.Signature.ToArray().CopyTo(span[18..]);
        span[114] = (byte)assets.Count;
        for (var i = 0; i < assets.Count; i++) assets[i].Value.CopyTo(span[(AssetsOffset + (Bytes32.Size * i))..]);
        for (var i = 0; i < batch.Transfers.Count; i++)
        {
            if (chosen.Contains(i)) span[bitmapOffset + (i / 8)] |= (byte)(0x80 >> (i % 8));
            var transfer = batch.Transfers[i];
            var entry = span.Slice(bitmapOffset + BitmapSize + (TransferSize * i), TransferSize);
            entry[0] = (byte)transfer.Kind;
            entry[1] = (byte)assets.IndexOf(transfer.Asset);
            BinaryPrimitives.WriteUInt64BigEndian(entry[2..], transfer.Amount);
            transfer.Sender.Value.CopyTo(entry[10..]);
            EvmAddress.From(transfer.Recipient).ToArray().CopyTo(entry[42..]);
        }

        return packed;
    }
}
