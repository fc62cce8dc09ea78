using System.Buffers.Binary;

namespace Bridge.Protocol;

/// <summary>
/// One movement of collateral, the fact that guardians attest. 150 bytes, integers big-endian (design section 4):
/// <code>
/// offset size field
///      0    1 version = 1
///      1   32 bridge id
///     33    2 source chain
///     35    2 destination chain
///     37    8 sequence, per lane, contiguous from 1
///     45    1 kind: 1 wallet, 2 margin account
///     46   32 asset id
///     78    8 amount in canonical units
///     86   32 sender
///    118   32 recipient
/// </code>
/// </summary>
public sealed record Transfer
{
    /// <summary>Length of the encoding in bytes.</summary>
    public const int Size = 150;

    private const byte Version = 1;

    /// <summary>The deployment.</summary>
    public required BridgeId Bridge { get; init; }

    /// <summary>Lane and sequence.</summary>
    public required TransferId Id { get; init; }

    /// <summary>Wallet or margin account.</summary>
    public required TransferKind Kind { get; init; }

    /// <summary>What moves.</summary>
    public required AssetId Asset { get; init; }

    /// <summary>How much, in canonical units (the smaller decimals of the two chains). At least 1.</summary>
    public required ulong Amount { get; init; }

    /// <summary>Who locked, and who is paid by a refund.</summary>
    public required PartyAddress Sender { get; init; }

    /// <summary>Who is paid on the destination.</summary>
    public required PartyAddress Recipient { get; init; }

    /// <summary>The 150 bytes.</summary>
    /// <exception cref="ProtocolException">A field has no valid value.</exception>
    public byte[] Encode()
    {
        Check();
        var bytes = new byte[Size];
        var span = bytes.AsSpan();
        span[0] = Version;
        Bridge.Value.CopyTo(span[1..]);
        BinaryPrimitives.WriteUInt16BigEndian(span[33..], Id.Lane.Source.Value);
        BinaryPrimitives.WriteUInt16BigEndian(span[35..], Id.Lane.Destination.Value);
        BinaryPrimitives.WriteUInt64BigEndian(span[37..], Id.Sequence);
        span[45] = (byte)Kind;
        Asset.Value.CopyTo(span[46..]);
        BinaryPrimitives.WriteUInt64BigEndian(span[78..], Amount);
        Sender.Value.CopyTo(span[86..]);
        Recipient.Value.CopyTo(span[118..]);
        return bytes;
    }

    /// <summary>Reads the 150 bytes; every other encoding of the same transfer is refused.</summary>
    /// <exception cref="ProtocolException">Wrong length, version, kind, or a zero where none may be.</exception>
    public static Transfer Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ProtocolException($"transfer should be {Size} bytes and is {bytes.Length}");
        if (bytes[0] != Version) throw new ProtocolException($"transfer version should be {Version} and is {bytes[0]}");
        var lane = Lane.From(
            ChainId.From(BinaryPrimitives.ReadUInt16BigEndian(bytes[33..])),
            ChainId.From(BinaryPrimitives.ReadUInt16BigEndian(bytes[35..])));
        var transfer = new Transfer
        {
            Bridge = BridgeId.From(Bytes32.From(bytes.Slice(1, 32))),
            Id = TransferId.From(lane, BinaryPrimitives.ReadUInt64BigEndian(bytes[37..])),
            Kind = (TransferKind)bytes[45],
            Asset = AssetId.From(Bytes32.From(bytes.Slice(46, 32))),
            Amount = BinaryPrimitives.ReadUInt64BigEndian(bytes[78..]),
            Sender = PartyAddress.From(Bytes32.From(bytes.Slice(86, 32))),
            Recipient = PartyAddress.From(Bytes32.From(bytes.Slice(118, 32))),
        };
        transfer.Check();
        return transfer;
    }

    /// <summary>
    /// leaf = keccak256(keccak256(bytes)): hashed twice, so that no inner node of a tree can be shown as a leaf (M10).
    /// </summary>
    public Bytes32 Leaf() => Keccak256.Hash(Keccak256.Hash(Encode()).ToArray());

    // SECURITY: a default value anywhere is a refusal (W9); the value types refuse zero on their own when made by their factories.
    private void Check()
    {
        if (Bridge.Value.IsZero) throw new ProtocolException("bridge id should not be zero");
        if (Id.Sequence == 0) throw new ProtocolException("sequence should be at least 1");
        if (Kind is not (TransferKind.Wallet or TransferKind.MarginAccount)) throw new ProtocolException($"transfer kind should be 1 or 2 and is {(byte)Kind}");
        if (Asset.Value.IsZero) throw new ProtocolException("asset id should not be zero");
        if (Amount == 0) throw new ProtocolException("amount should be at least 1 canonical unit");
        if (Sender.Value.IsZero) throw new ProtocolException("sender should not be zero");
        if (Recipient.Value.IsZero) throw new ProtocolException("recipient should not be zero");
    }
}
