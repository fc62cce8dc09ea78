using System.Buffers.Binary;

namespace Bridge.Protocol;

/// <summary>The 32 bytes that a group signature is over.</summary>
public readonly record struct MessageDigest
{
    private MessageDigest(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>Takes a digest.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public static MessageDigest From(Bytes32 value) =>
        value.IsZero ? throw new ProtocolException("message digest should not be zero") : new(value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>
/// Everything the guardians ever sign. digest = keccak256(tag ‖ bridge id ‖ epoch ‖ body), tag = keccak256 of the text (design section 4):
/// <code>
/// tag text              body
/// bridge/attestation/v1 source 2 ‖ destination 2 ‖ first sequence 8 ‖ count 4 ‖ root 32
/// bridge/void/v1        source 2 ‖ destination 2 ‖ sequence 8 ‖ leaf 32
/// bridge/refund/v1      source 2 ‖ destination 2 ‖ sequence 8 ‖ leaf 32
/// bridge/rotate/v1      chain 2 ‖ new epoch 4 ‖ new key x 32 ‖ new key y parity 1
/// bridge/price/v1       market id 32 ‖ price 8 (signed, 1e-8 quote units) ‖ confidence 8 ‖ observed at 8
/// </code>
/// The tag, the fixed widths, the bridge id and the epoch keep each message from being read as any other (W1, M58).
/// </summary>
public static class SignedMessage
{
    /// <summary>Tag of a batch attestation.</summary>
    public static Bytes32 AttestationTag { get; } = Keccak256.Hash("bridge/attestation/v1");

    /// <summary>Tag of a void.</summary>
    public static Bytes32 VoidTag { get; } = Keccak256.Hash("bridge/void/v1");

    /// <summary>Tag of a refund.</summary>
    public static Bytes32 RefundTag { get; } = Keccak256.Hash("bridge/refund/v1");

    /// <summary>Tag of a key rotation.</summary>
    public static Bytes32 RotateTag { get; } = Keccak256.Hash("bridge/rotate/v1");

    /// <summary>Tag of a price.</summary>
    public static Bytes32 PriceTag { get; } = Keccak256.Hash("bridge/price/v1");

    /// <summary>These transfers are locked and final on the source: release them.</summary>
    public static MessageDigest Attestation(BridgeId bridge, GuardianEpoch epoch, BatchId batch, Bytes32 root)
    {
        // SECURITY: a zero root is what an unproven message looks like (M12).
        if (root.IsZero) throw new ProtocolException("batch root should not be zero");
        Span<byte> body = stackalloc byte[48];
        WriteLane(body, batch.Lane);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], batch.First);
        BinaryPrimitives.WriteUInt32BigEndian(body[12..], batch.Count);
        root.CopyTo(body[16..]);
        return Digest(AttestationTag, bridge, epoch, body);
    }

    /// <summary>Consume this sequence on the destination without a payment.</summary>
    public static MessageDigest Void(BridgeId bridge, GuardianEpoch epoch, TransferId id, Bytes32 leaf) => OneTransfer(VoidTag, bridge, epoch, id, leaf);

    /// <summary>This sequence is void on the destination: pay the sender back.</summary>
    public static MessageDigest Refund(BridgeId bridge, GuardianEpoch epoch, TransferId id, Bytes32 leaf) => OneTransfer(RefundTag, bridge, epoch, id, leaf);

    /// <summary>From now on <paramref name="newKey"/> signs, as <paramref name="newEpoch"/>. Signed by the key in force.</summary>
    public static MessageDigest Rotate(BridgeId bridge, GuardianEpoch epoch, ChainId chain, GuardianEpoch newEpoch, GroupKey newKey)
    {
        Span<byte> body = stackalloc byte[39];
        BinaryPrimitives.WriteUInt16BigEndian(body, chain.Value);
        BinaryPrimitives.WriteUInt32BigEndian(body[2..], newEpoch.Value);
        newKey.X.CopyTo(body[6..]);
        body[38] = newKey.YIsOdd ? (byte)1 : (byte)0;
        return Digest(RotateTag, bridge, epoch, body);
    }

    /// <summary>A market's price in 1e-8 quote units, its confidence, and when it was observed (Unix seconds).</summary>
    public static MessageDigest Price(BridgeId bridge, GuardianEpoch epoch, Bytes32 market, long price, ulong confidence, ulong observedAt)
    {
        Span<byte> body = stackalloc byte[56];
        market.CopyTo(body);
        BinaryPrimitives.WriteInt64BigEndian(body[32..], price);
        BinaryPrimitives.WriteUInt64BigEndian(body[40..], confidence);
        BinaryPrimitives.WriteUInt64BigEndian(body[48..], observedAt);
        return Digest(PriceTag, bridge, epoch, body);
    }

    private static MessageDigest OneTransfer(Bytes32 tag, BridgeId bridge, GuardianEpoch epoch, TransferId id, Bytes32 leaf)
    {
        if (leaf.IsZero) throw new ProtocolException("leaf should not be zero");
        Span<byte> body = stackalloc byte[44];
        WriteLane(body, id.Lane);
        BinaryPrimitives.WriteUInt64BigEndian(body[4..], id.Sequence);
        leaf.CopyTo(body[12..]);
        return Digest(tag, bridge, epoch, body);
    }

    private static void WriteLane(Span<byte> body, Lane lane)
    {
        BinaryPrimitives.WriteUInt16BigEndian(body, lane.Source.Value);
        BinaryPrimitives.WriteUInt16BigEndian(body[2..], lane.Destination.Value);
    }

    private static MessageDigest Digest(Bytes32 tag, BridgeId bridge, GuardianEpoch epoch, ReadOnlySpan<byte> body)
    {
        // SECURITY: a default bridge id or epoch would let another deployment's or epoch's signature in (W1, W9).
        if (bridge.Value.IsZero || epoch.Value == 0) throw new ProtocolException("bridge id and guardian epoch should not be zero");
        Span<byte> bytes = stackalloc byte[68 + body.Length];
        tag.CopyTo(bytes);
        bridge.Value.CopyTo(bytes[32..]);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[64..], epoch.Value);
        body.CopyTo(bytes[68..]);
        return MessageDigest.From(Keccak256.Hash(bytes));
    }
}
