using System.Runtime.CompilerServices;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Curve;

[InlineArray(NativeSecp256k1.PublicKeySize)]
internal struct NativePoint
{
    private byte _first;
}

/// <summary>
/// A point of secp256k1, on the curve and never the identity: libsecp256k1 cannot represent the identity, so whatever would yield it yields
/// null. Encoded as SEC 1 compressed, 33 bytes (RFC 9591, section 6.5). Every operation is variable time: public values only.
/// </summary>
public sealed unsafe class Point : IEquatable<Point>
{
    /// <summary>Length of the compressed encoding in bytes.</summary>
    public const int Size = 33;

    private readonly NativePoint _native;
    // Made when first asked for, which most summands never are. Two threads may both make it: the bytes are the same.
    private byte[]? _encoded;

    internal Point(in NativePoint native) => _native = native;

    /// <summary>The x coordinate.</summary>
    public Bytes32 X => Bytes32.From(Encoded[1..]);

    /// <summary>Parity of the y coordinate.</summary>
    public bool YIsOdd => Encoded[0] == 3;

    /// <summary>The 33 bytes, read only.</summary>
    public ReadOnlySpan<byte> Encoded => _encoded ??= Encode();

    internal ref readonly NativePoint Native => ref _native;

    /// <summary>Reads 33 compressed bytes.</summary>
    /// <exception cref="ProtocolException">Other length, or not a point of the curve (the identity has no such encoding).</exception>
    public static Point From(ReadOnlySpan<byte> compressed)
    {
        if (compressed.Length != Size) throw new ProtocolException($"point should be {Size} bytes and is {compressed.Length}");
        return Parse(compressed) ?? throw new ProtocolException("point should be a compressed point of secp256k1");
    }

    /// <summary>Reads 33 compressed bytes, or null when they are not a point.</summary>
    public static Point? TryFrom(ReadOnlySpan<byte> compressed) => compressed.Length == Size ? Parse(compressed) : null;

    /// <summary>Reads hexadecimal text of 33 compressed bytes.</summary>
    /// <exception cref="ProtocolException">Other form, or not a point of the curve.</exception>
    public static Point Parse(string hex) => From(Hex.Decode(hex));

    /// <summary>The point of a group key.</summary>
    /// <exception cref="ProtocolException">Not on the curve.</exception>
    public static Point From(GroupKey key) => From(key.ToArray());

    /// <summary>The point with these coordinates, or null when there is none: off the curve, or a coordinate not below the field's prime.</summary>
    public static Point? FromCoordinates(Bytes32 x, Bytes32 y)
    {
        Span<byte> uncompressed = stackalloc byte[65];
        uncompressed[0] = 4;
        x.CopyTo(uncompressed[1..]);
        y.CopyTo(uncompressed[33..]);
        return Parse(uncompressed);
    }

    /// <summary>scalar · G, or null for zero.</summary>
    public static Point? FromScalar(Scalar scalar)
    {
        NativePoint native;
        fixed (byte* secret = scalar.ToArray())
            return NativeSecp256k1.secp256k1_ec_pubkey_create(NativeSecp256k1.Context, (byte*)&native, secret) == 1 ? new(native) : null;
    }

    /// <summary>Sum of one or more points, or null when it is the identity.</summary>
    public static Point? Sum(params ReadOnlySpan<Point> points)
    {
        if (points.IsEmpty) return null;
        if (points.Length == 1) return points[0];
        var natives = new NativePoint[points.Length];
        for (var i = 0; i < points.Length; i++) natives[i] = points[i]._native;
        return Sum(natives);
    }

    /// <summary>Σ scalar · point, or null when it is the identity. Zero scalars contribute nothing.</summary>
    public static Point? Combine(ReadOnlySpan<Scalar> scalars, ReadOnlySpan<Point> points)
    {
        if (scalars.Length != points.Length) throw new ArgumentException("as many scalars as points are needed", nameof(scalars));
        var natives = new NativePoint[points.Length];
        var count = 0;
        for (var i = 0; i < points.Length; i++)
        {
            if (scalars[i].IsZero) continue;
            natives[count] = points[i]._native;
            if (scalars[i] != Scalar.One) Multiply(ref natives[count], scalars[i]);
            count++;
        }

        return Sum(natives.AsSpan(0, count));
    }

    /// <summary>
    /// Σ x^k · point_k by Horner's rule, or null when it is the identity: for a small x, whose multiplications cost a fraction of those by its powers.
    /// </summary>
    internal static Point? Horner(ReadOnlySpan<Point> points, Scalar x)
    {
        if (points.IsEmpty) return null;
        var pair = new NativePoint[2];
        pair[0] = points[^1]._native;
        var isIdentity = false;
        for (var k = points.Length - 2; k >= 0; k--)
        {
            if (!isIdentity) Multiply(ref pair[0], x);
            pair[1] = points[k]._native;
            isIdentity = !TrySum(isIdentity ? pair.AsSpan(1) : pair, out pair[0]);
        }

        return isIdentity ? null : new(pair[0]);
    }

    /// <summary>scalar · this, or null for zero.</summary>
    public Point? Multiply(Scalar scalar)
    {
        if (scalar.IsZero) return null;
        var native = _native;
        Multiply(ref native, scalar);
        return new(native);
    }

    /// <summary>The point with the other y coordinate.</summary>
    public Point Negate()
    {
        var native = _native;
        _ = NativeSecp256k1.secp256k1_ec_pubkey_negate(NativeSecp256k1.Context, (byte*)&native);
        return new(native);
    }

    /// <summary>The 64 bytes x ‖ y.</summary>
    public byte[] ToCoordinates()
    {
        Span<byte> uncompressed = stackalloc byte[65];
        nuint length = 65;
        fixed (byte* output = uncompressed)
        fixed (NativePoint* point = &_native)
            _ = NativeSecp256k1.secp256k1_ec_pubkey_serialize(NativeSecp256k1.Context, output, &length, (byte*)point, NativeSecp256k1.Uncompressed);
        return uncompressed[1..].ToArray();
    }

    /// <summary>As a group key.</summary>
    public GroupKey ToGroupKey() => GroupKey.From(Encoded);

    /// <summary>A new array of the 33 bytes.</summary>
    public byte[] ToArray() => [.. Encoded];

    /// <inheritdoc/>
    public bool Equals(Point? other) => other is not null && Encoded.SequenceEqual(other.Encoded);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Point);

    /// <inheritdoc/>
    public override int GetHashCode() => X.GetHashCode();

    /// <summary>Lower-case hexadecimal of the 33 bytes with <c>0x</c>.</summary>
    public override string ToString() => Hex.Encode(Encoded);

    // 33 bytes, or 65 that begin with 4: so the "hybrid" encodings 06 and 07, a second name for a point, never come here.
    private static Point? Parse(ReadOnlySpan<byte> encoded)
    {
        NativePoint native;
        fixed (byte* input = encoded)
        {
            return NativeSecp256k1.secp256k1_ec_pubkey_parse(NativeSecp256k1.Context, (byte*)&native, input, (nuint)encoded.Length) == 1
                ? new(native)
                : null;
        }
    }

    private byte[] Encode()
    {
        var encoded = new byte[Size];
        nuint length = Size;
        fixed (byte* output = encoded)
        fixed (NativePoint* point = &_native)
            _ = NativeSecp256k1.secp256k1_ec_pubkey_serialize(NativeSecp256k1.Context, output, &length, (byte*)point, NativeSecp256k1.Compressed);
        return encoded;
    }

    private static Point? Sum(ReadOnlySpan<NativePoint> natives) => TrySum(natives, out var sum) ? new(sum) : null;

    private static bool TrySum(ReadOnlySpan<NativePoint> natives, out NativePoint sum)
    {
        if (natives.IsEmpty)
        {
            sum = default;
            return false;
        }

        Span<nint> pointers = natives.Length <= 64 ? stackalloc nint[natives.Length] : new nint[natives.Length];
        // The sum may take the place of a summand: nothing is written before all is read.
        NativePoint result;
        int isPoint;
        fixed (NativePoint* first = natives)
        fixed (nint* inputs = pointers)
        {
            for (var i = 0; i < natives.Length; i++) inputs[i] = (nint)(first + i);
            isPoint = NativeSecp256k1.secp256k1_ec_pubkey_combine(NativeSecp256k1.Context, (byte*)&result, (byte**)inputs, (nuint)natives.Length);
        }

        sum = isPoint == 1 ? result : default;
        return isPoint == 1;
    }

    private static void Multiply(ref NativePoint native, Scalar scalar)
    {
        Span<byte> tweak = stackalloc byte[Scalar.Size];
        scalar.CopyTo(tweak);
        fixed (byte* pointer = tweak)
        fixed (NativePoint* point = &native)
        {
            if (NativeSecp256k1.secp256k1_ec_pubkey_tweak_mul(NativeSecp256k1.Context, (byte*)point, pointer) != 1)
                throw new ProtocolException("a point times a scalar other than zero should be a point");
        }
    }
}
