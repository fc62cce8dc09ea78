namespace Bridge.Protocol;

/// <summary>
/// The guardians' public key: a point of secp256k1 as SEC 1 compressed, 33 bytes (parity 02/03 ‖ x). That it lies on the curve is
/// checked by whoever installs it; here only the form.
/// </summary>
public readonly record struct GroupKey
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 33;

    private GroupKey(Bytes32 x, bool yIsOdd) => (X, YIsOdd) = (x, yIsOdd);

    /// <summary>The x coordinate.</summary>
    public Bytes32 X { get; }

    /// <summary>Parity of the y coordinate.</summary>
    public bool YIsOdd { get; }

    /// <summary>Reads 33 compressed bytes.</summary>
    /// <exception cref="ProtocolException">Other length, other prefix or x = 0.</exception>
    public static GroupKey From(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != Size) throw new ProtocolException($"group key should be {Size} bytes and is {compressed.Length}");
        if (compressed[0] is not (2 or 3)) throw new ProtocolException($"group key should start with 02 or 03 and starts with {compressed[0]:x2}");
        var x = Bytes32.From(compressed[1..]);
        return x.IsZero ? throw new ProtocolException("group key should not be zero") : new(x, compressed[0] == 3);
    }

    /// <summary>The 33 compressed bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        bytes[0] = YIsOdd ? (byte)3 : (byte)2;
        X.CopyTo(bytes.AsSpan(1));
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(ToArray());
}

/// <summary>A FROST signature as it travels to the chains: Rx ‖ Ry ‖ z, 96 bytes (design section 4; RFC 9591 section 5.3 gives R ‖ z).</summary>
public readonly record struct GroupSignature
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 96;

    private GroupSignature(Bytes32 rx, Bytes32 ry, Bytes32 z) => (Rx, Ry, Z) = (rx, ry, z);

    /// <summary>x coordinate of the group commitment.</summary>
    public Bytes32 Rx { get; }

    /// <summary>y coordinate of the group commitment.</summary>
    public Bytes32 Ry { get; }

    /// <summary>The response, 0 &lt; z &lt; n.</summary>
    public Bytes32 Z { get; }

    /// <summary>Reads 96 bytes. Form only: whether it verifies is for a verifier to say.</summary>
    /// <exception cref="ProtocolException">Other length, or R or z zero.</exception>
    public static GroupSignature From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ProtocolException($"group signature should be {Size} bytes and is {bytes.Length}");
        var signature = new GroupSignature(Bytes32.From(bytes[..32]), Bytes32.From(bytes[32..64]), Bytes32.From(bytes[64..]));
        // SECURITY: zero is never a signature (W9, M12).
        return signature.Z.IsZero || (signature.Rx.IsZero && signature.Ry.IsZero)
            ? throw new ProtocolException("group signature should not be zero")
            : signature;
    }

    /// <summary>The 96 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        Rx.CopyTo(bytes);
        Ry.CopyTo(bytes.AsSpan(32));
        Z.CopyTo(bytes.AsSpan(64));
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(ToArray());
}

/// <summary>A batch with the guardians' signature: all that a destination chain needs to pay.</summary>
/// <param name="Batch">The transfers.</param>
/// <param name="Epoch">Which group key signed.</param>
/// <param name="Signature">Over <c>Batch.Digest(Epoch)</c>.</param>
public sealed record Attestation(TransferBatch Batch, GuardianEpoch Epoch, GroupSignature Signature);
