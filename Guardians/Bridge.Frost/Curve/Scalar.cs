using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Bridge.Frost.Curve;

/// <summary>
/// An integer modulo the order n of secp256k1, for PUBLIC values only: identifiers, challenges, binding factors, signature shares. Its
/// arithmetic takes a time that depends on the values. Secrets live in the signer's own types and see only constant-time calls.
/// Encoded as 32 bytes big-endian, canonical, below n (RFC 9591, section 6.5).
/// </summary>
public readonly record struct Scalar
{
    /// <summary>Length of the encoding in bytes.</summary>
    public const int Size = 32;

    private readonly ulong _0, _1, _2, _3;

    // The four limbs in place: a copy of 32 bytes that were just written as four times eight has to wait for them.
    [UnscopedRef]
    private ReadOnlySpan<ulong> Words => MemoryMarshal.CreateReadOnlySpan(in _0, 4);

    internal Scalar(ReadOnlySpan<ulong> limbs) => (_0, _1, _2, _3) = (limbs[0], limbs[1], limbs[2], limbs[3]);

    /// <summary>0.</summary>
    public static Scalar Zero => default;

    /// <summary>1.</summary>
    public static Scalar One { get; } = From(1UL);

    /// <summary>True for 0.</summary>
    public bool IsZero => (_0 | _1 | _2 | _3) == 0;

    /// <summary>A small number.</summary>
    public static Scalar From(ulong value) => new([value, 0, 0, 0]);

    /// <summary>Reads a canonical encoding. Zero is a scalar; whoever cannot accept it asks <see cref="IsZero"/>.</summary>
    /// <exception cref="ProtocolException">Not 32 bytes, or not below the group order.</exception>
    public static Scalar From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ProtocolException($"scalar should be {Size} bytes and is {bytes.Length}");
        Span<ulong> limbs = stackalloc ulong[4];
        Limbs.Read(bytes, limbs);
        // SECURITY: z and z + n must not both be encodings of one signature.
        return Limbs.IsBelowOrder(limbs) ? new(limbs) : throw new ProtocolException("scalar should be below the group order");
    }

    /// <summary>Reads up to 64 bytes big-endian and reduces them modulo n (RFC 9380, section 5.2, with 48 bytes).</summary>
    /// <exception cref="ProtocolException">Longer than 64 bytes.</exception>
    public static Scalar Reduce(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 64) throw new ProtocolException($"number to reduce should be at most 64 bytes and is {bytes.Length}");
        Span<byte> padded = stackalloc byte[64];
        padded.Clear();
        bytes.CopyTo(padded[(64 - bytes.Length)..]);
        Span<ulong> wide = stackalloc ulong[8];
        Limbs.Read(padded, wide);
        Limbs.Reduce(wide);
        return new(wide);
    }

    /// <summary>Sum modulo n.</summary>
    public static Scalar operator +(in Scalar left, in Scalar right)
    {
        Span<ulong> sum = [left._0, left._1, left._2, left._3];
        // Both are below n, so that n is in the sum at most once.
        if (Limbs.Add(sum, right.Words) != 0 || !Limbs.IsBelowOrder(sum)) Limbs.Subtract(sum, Limbs.Order);
        return new(sum);
    }

    /// <summary>Difference modulo n.</summary>
    public static Scalar operator -(in Scalar left, in Scalar right) => left + -right;

    /// <summary>Negation modulo n.</summary>
    public static Scalar operator -(in Scalar value)
    {
        if (value.IsZero) return value;
        Span<ulong> result = stackalloc ulong[4];
        Limbs.Order.CopyTo(result);
        Limbs.Subtract(result, value.Words);
        return new(result);
    }

    /// <summary>Product modulo n.</summary>
    public static Scalar operator *(in Scalar left, in Scalar right)
    {
        Span<ulong> product = stackalloc ulong[8];
        Limbs.Multiply(product, left.Words, right.Words);
        Limbs.Reduce(product);
        return new(product);
    }

    /// <summary>The number whose product with this one is 1.</summary>
    /// <exception cref="ProtocolException">Zero has none.</exception>
    public Scalar Inverse()
    {
        if (IsZero) throw new ProtocolException("zero has no inverse");
        // Fermat: a^(n-2). Callers with many invert once (Interpolation).
        Span<ulong> exponent = stackalloc ulong[4];
        Limbs.Order.CopyTo(exponent);
        exponent[0] -= 2;
        var result = One;
        for (var bit = 255; bit >= 0; bit--)
        {
            result *= result;
            if ((exponent[bit >> 6] >> (bit & 63) & 1) == 1) result *= this;
        }

        return result;
    }

    /// <summary>Writes the 32 bytes to the start of <paramref name="destination"/>.</summary>
    public void CopyTo(Span<byte> destination)
    {
        BinaryPrimitives.WriteUInt64BigEndian(destination, _3);
        BinaryPrimitives.WriteUInt64BigEndian(destination[8..], _2);
        BinaryPrimitives.WriteUInt64BigEndian(destination[16..], _1);
        BinaryPrimitives.WriteUInt64BigEndian(destination[24..], _0);
    }

    /// <summary>A new array of the 32 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[Size];
        CopyTo(bytes);
        return bytes;
    }

    /// <summary>Lower-case hexadecimal with <c>0x</c>.</summary>
    public override string ToString() => Hex.Encode(ToArray());
}
