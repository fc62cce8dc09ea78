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
}
