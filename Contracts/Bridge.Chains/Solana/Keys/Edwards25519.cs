using System.Numerics;

namespace Bridge.Chains.Solana.Keys;

/// <summary>
/// Whether 32 bytes are a point of edwards25519, as Solana decides it: a y coordinate for which an x exists. Points of small order and outside
/// the prime-order group count as points; a y of p or more is reduced first; the sign bit does not matter.
/// </summary>
internal static class Edwards25519
{
    private static readonly BigInteger Prime = BigInteger.Pow(2, 255) - 19;

    // RFC 8032, section 5.1: d = -121665/121666.
    private static readonly BigInteger D = Prime - (121665 * BigInteger.ModPow(121666, Prime - 2, Prime) % Prime);

    private static readonly BigInteger HalfOrder = (Prime - 1) / 2;

    /// <summary>True when the bytes decompress to a point.</summary>
    public static bool IsPoint(ReadOnlySpan<byte> bytes)
    {
        Span<byte> coordinate = stackalloc byte[32];
        bytes.CopyTo(coordinate);
        coordinate[31] &= 0x7f;
        var y = new BigInteger(coordinate, isUnsigned: true) % Prime;
        var square = y * y % Prime;
        // RFC 8032, section 5.1.3: x^2 = u/v; it has a root when u·v is zero or a square (Euler's criterion). v is never zero: -1/d is no square.
        var u = (square - 1 + Prime) % Prime;
        var v = ((D * square) + 1) % Prime;
        var product = u * v % Prime;
        return product.IsZero || BigInteger.ModPow(product, HalfOrder, Prime).IsOne;
    }
}
