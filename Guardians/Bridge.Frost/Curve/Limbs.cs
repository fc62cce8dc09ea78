using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Bridge.Frost.Curve;

/// <summary>Numbers as 64-bit limbs, least significant first, and reduction modulo n. Variable time: public values only.</summary>
internal static class Limbs
{
    private static readonly ulong[] GroupOrder = [0xBFD25E8CD0364141, 0xBAAEDCE6AF48A03B, 0xFFFFFFFFFFFFFFFE, 0xFFFFFFFFFFFFFFFF];

    // 2^256 - n (SEC 2, section 2.4.1), so 2^256 ≡ this number modulo n.
    private static readonly ulong[] Fold = [0x402DA1732FC9BEBF, 0x4551231950B75FC4, 1];

    internal static ReadOnlySpan<ulong> Order => GroupOrder;

    internal static void Read(ReadOnlySpan<byte> bigEndian, Span<ulong> limbs)
    {
        for (var i = 0; i < limbs.Length; i++)
            limbs[i] = BinaryPrimitives.ReadUInt64BigEndian(bigEndian[(bigEndian.Length - (8 * (i + 1)))..]);
    }

    internal static bool IsBelowOrder(ReadOnlySpan<ulong> limbs)
    {
        for (var i = 3; i >= 0; i--)
        {
            if (limbs[i] != GroupOrder[i]) return limbs[i] < GroupOrder[i];
        }

        return false;
    }

    /// <summary>Adds four limbs in place and returns the carry.</summary>
    internal static ulong Add(Span<ulong> sum, ReadOnlySpan<ulong> other)
    {
        var carry = UInt128.Zero;
        for (var i = 0; i < 4; i++)
        {
            carry += (UInt128)sum[i] + other[i];
            sum[i] = (ulong)carry;
            carry >>= 64;
        }

        return (ulong)carry;
    }

    /// <summary>Subtracts four limbs in place; the borrow is dropped.</summary>
    internal static void Subtract(Span<ulong> difference, ReadOnlySpan<ulong> other)
    {
        ulong borrow = 0;
        for (var i = 0; i < 4; i++)
        {
            var step = (UInt128)difference[i] - other[i] - borrow;
            difference[i] = (ulong)step;
            borrow = (ulong)(step >> 64) & 1;
        }
    }

    /// <summary>sum += left · right. The caller gives eight limbs, enough for every use here.</summary>
    internal static void MultiplyAdd(Span<ulong> sum, ReadOnlySpan<ulong> left, ReadOnlySpan<ulong> right)
    {
        for (var i = 0; i < left.Length; i++)
        {
            if (left[i] == 0) continue;
            ulong carry = 0;
            for (var j = 0; j < right.Length; j++) sum[i + j] = Step(left[i], right[j], sum[i + j], ref carry);

            for (var k = i + right.Length; carry != 0; k++)
            {
                var slot = sum[k] + carry;
                carry = slot < carry ? 1UL : 0UL;
                sum[k] = slot;
            }
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
        Span<ulong> high = stackalloc ulong[4];
        while ((wide[4] | wide[5] | wide[6] | wide[7]) != 0)
        {
            wide[4..8].CopyTo(high);
            wide[4..8].Clear();
            MultiplyAdd(wide, high, Fold);
        }

        if (!IsBelowOrder(wide)) Subtract(wide, GroupOrder);
    }

    // a·b + addend + carry, which two limbs always hold.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Step(ulong a, ulong b, ulong addend, ref ulong carry)
    {
        var high = Math.BigMul(a, b, out var low);
        low += addend;
        if (low < addend) high++;
        low += carry;
        if (low < carry) high++;
        carry = high;
        return low;
    }
}
