using System.Numerics;

namespace Bridge.Chains.Evm.Transactions;

/// <summary>Recursive length prefix, encoding only (Ethereum yellow paper, appendix B).</summary>
internal static class Rlp
{
    internal static byte[] Bytes(ReadOnlySpan<byte> value) => value.Length == 1 && value[0] < 0x80 ? [value[0]] : [.. Prefix(value.Length, 0x80), .. value];

    /// <summary>A number without leading zeros; zero is the empty string.</summary>
    internal static byte[] Number(BigInteger value) => Bytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));

    internal static byte[] List(params ReadOnlySpan<byte[]> encoded)
    {
        var content = new List<byte>();
        foreach (var item in encoded) content.AddRange(item);
        return [.. Prefix(content.Count, 0xc0), .. content];
    }

    private static byte[] Prefix(int length, byte kind)
    {
        if (length <= 55) return [(byte)(kind + length)];
        var bytes = ((BigInteger)length).ToByteArray(isUnsigned: true, isBigEndian: true);
        return [(byte)(kind + 55 + bytes.Length), .. bytes];
    }
}
