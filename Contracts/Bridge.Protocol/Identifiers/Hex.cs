namespace Bridge.Protocol;

/// <summary>Hexadecimal text: written with <c>0x</c> in lower case, read with or without it in any case.</summary>
public static class Hex
{
    /// <summary>Lower-case hexadecimal with <c>0x</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>Reads hexadecimal text.</summary>
    /// <exception cref="ProtocolException">An odd number of digits or a character that is no digit.</exception>
    public static byte[] Decode(string text)
    {
        var digits = text.AsSpan();
        if (digits.StartsWith("0x", StringComparison.OrdinalIgnoreCase)) digits = digits[2..];
        try
        {
            return Convert.FromHexString(digits);
        }
        catch (FormatException e)
        {
            throw new ProtocolException($"text should be hexadecimal, two digits a byte: \"{Shorten(text)}\"", e);
        }
    }

    private static string Shorten(string text) => text.Length <= 80 ? text : text[..77] + "...";
}
