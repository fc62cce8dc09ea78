using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bridge.Frost.Curve;

/// <summary>Numbers as 64-bit limbs, least significant first, and reduction modulo n. Variable time: public values only.</summary>
internal static class Limbs
{
    // 2^256 - n (SEC 2, section 2.4.1), so 2^256 ≡ this number modulo n. Its third limb is 1.
    private const ulong Fold0 = 0x402DA1732FC9BEBF, Fold1 = 0x4551231950B75FC4;

    internal static ReadOnlySpan<ulong> Order => [0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF];

    internal static void Read(ReadOnlySpan<byte> bigEndian, Span<ulong> limbs)
    {
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[(bigEndian.Length - (8 * (i + 1)))..]);
    }

    internal static bool IsBelowOrder(ReadOnlySpan<ulong> limbs)
    {
        for (var i = 3; i >= 0; i--)
        {
            if (limbs[i] != Order[i]) return limbs[i] < Order[i];
        }

        return false;
    }

    /// <summary>Adds four limbs in place and returns the carry.</summary>
    internal static ulong Add(Span<ulong> sum, ReadOnlySpan<ulong> other)
    {
        ulong carry = 0;
        for (var i = 0; i < 4; i++) sum[i] = Add(sum[i], other[i], ref carry);
        return carry;
    }

    /// <summary>Subtracts four limbs in place; the borrow is dropped.</summary>
    internal static void Subtract(Span<ulong> difference, ReadOnlySpan<ulong> other)
    {
        ulong borrow = 0;
        for (var i = 0; i < 4; i++)
        {
            var (minuend, subtrahend) = (difference[i], other[i]);
            var step = minuend - subtrahend;
            difference[i] = step - borrow;
            borrow = (minuend < subtrahend ? 1UL : 0UL) | (step < borrow ? 1UL : 0UL);
        }
    }

    /// <summary>product = left · right, four limbs each, eight out.</summary>
    internal static void Multiply(Span<ulong> product, ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        var (b0, b1, b2, b3) = (right[0], right[1], right[2], right[3]);
        var (p0, p1, p2, p3) = (0UL, 0UL, 0UL, 0UL);
        for (var i = 0; i < 4; i++)
        {
            // One row: the lowest limb is done, the others move down.
            ulong carry = 0;
            p0 = Step(left[i], b0, p0, ref carry);
            p1 = Step(left[i], b1, p1, ref carry);
            p2 = Step(left[i], b2, p2, ref carry);
            p3 = Step(left[i], b3, p3, ref carry);
            product[i] = p0;
            (p0, p1, p2, p3) = (p1, p2, p3, carry);
        }

        (product[4], product[5], product[6], product[7]) = (p0, p1, p2, p3);
    }

    /// <summary>Reduces eight limbs modulo n in place: the result is in the lower four, the upper four are zero.</summary>
    internal static void Reduce(Span<ulong> wide)
    {
        // From the top: a limb at 2^(64·k) goes away and comes back times 2^256 - n at 2^(64·(k-4)). What that carries into it again is folded once more.
        for (var k = 7; k >= 4; k--)
        {
            while (wide[k] is var high and not 0)
            {
                ulong carry = 0;
                wide[k] = 0;
                wide[k - 4] = Step(high, Fold0, wide[k - 4], ref carry);
                wide[k - 3] = Step(high, Fold1, wide[k - 3], ref carry);
                wide[k - 2] = Step(high, 1, wide[k - 2], ref carry);
                wide[k - 1] = Add(wide[k - 1], 0, ref carry);
                wide[k] = carry;
            }
        }

        if (!IsBelowOrder(wide)) Subtract(wide, Order);
    }

    // a·b + addend + carry, which two limbs always hold. Carries are as good as random: added, not branched on, they cost a tenth.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        high += low < addend ? 1UL : 0UL;
        low += carry;
        high += low < carry ? 1UL : 0UL;
        carry = high;
        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Add(ulong a, ulong b, ref ulong carry)
    {
        var low = a + carry;
        var high = low < carry ? 1UL : 0UL;
        low += b;
        carry = high + (low < b ? 1UL : 0UL);
        return low;
    }
}
