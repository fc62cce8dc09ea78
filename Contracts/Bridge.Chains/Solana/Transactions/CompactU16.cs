using Bridge.Protocol;

namespace Bridge.Chains.Solana.Transactions;

/// <summary>Solana's lengths: 7 bits a byte, low first, the high bit says that more follows; 1 to 3 bytes for 0 to 65,535.</summary>
internal static class CompactU16
{
    /// <summary>Appends <paramref name="value"/>.</summary>
    public static void Write(List<byte> bytes, int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, ushort.MaxValue);
        while (value >= 0x80)
        {
            bytes.Add((byte)(value | 0x80));
            value >>= 7;
        }

        bytes.Add((byte)value);
    }

    /// <summary>Reads a length and moves <paramref name="bytes"/> past it.</summary>
    /// <exception cref="ProtocolException">Cut short, longer than needed, or above 65,535.</exception>
    public static int Read(ref ReadOnlySpan<byte> bytes)
    {
        var value = 0;
        for (var i = 0; i < 3 && i < bytes.Length; i++)
        {
            value |= (bytes[i] & 0x7f) << (7 * i);
            if ((bytes[i] & 0x80) != 0) continue;
            if ((i > 0 && bytes[i] == 0) || value > ushort.MaxValue) break;
            bytes = bytes[(i + 1)..];
            return value;
        }

        throw new ProtocolException("compact length should be 1 to 3 bytes in shortest form");
    }
}
