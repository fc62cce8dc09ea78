using Bridge.Protocol;

namespace Bridge.Chains.Solana.Keys;

/// <summary>Base58 in the Bitcoin alphabet, as Solana writes addresses, signatures and hashes.</summary>
internal static class Base58
{
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    /// <summary>The text of <paramref name="bytes"/>; each leading zero byte is a leading "1".</summary>
    public static string Encode(ReadOnlySpan<byte> bytes)
    {
        var zeros = 0;
        while (zeros < bytes.Length && bytes[zeros] == 0) zeros++;
        Span<byte> digits = stackalloc byte[(bytes.Length * 138 / 100) + 1]; // log(256) / log(58) < 1.38
        digits.Clear();
        var used = 0;
        foreach (var value in bytes[zeros..])
        {
            var carry = (int)value;
            for (var i = 0; i < used || carry != 0; i++)
            {
                carry += 256 * digits[i];
                digits[i] = (byte)(carry % 58);
                carry /= 58;
                used = Math.Max(used, i + 1);
            }
        }

        return string.Create(zeros + used, digits[..used].ToArray(), (text, number) =>
        {
            text.Fill(Alphabet[0]);
            for (var i = 0; i < number.Length; i++) text[^(i + 1)] = Alphabet[number[i]];
        });
    }

    /// <summary>Reads exactly <paramref name="length"/> bytes.</summary>
    /// <exception cref="ProtocolException">A character outside the alphabet, or another length.</exception>
    public static byte[] Decode(string text, int length) =>
        TryDecode(text, length, out var bytes) && bytes.Length == length ? bytes : throw Refused(text, length);

    /// <summary>Reads at most <paramref name="maxLength"/> bytes; false for more, or for a character outside the alphabet.</summary>
    public static bool TryDecode(string text, int maxLength, out byte[] bytes)
    {
        bytes = [];
        // Longer than any value of this length: refused before the quadratic work, so that a hostile answer costs nothing.
        if (text.Length > (maxLength * 138 / 100) + 1) return false;
        var number = new byte[maxLength];
        var zeros = 0;
        while (zeros < text.Length && text[zeros] == Alphabet[0]) zeros++;
        var used = 0;
        foreach (var character in text.AsSpan(zeros))
        {
            var carry = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (carry < 0) return false;
            for (var i = 0; i < used || carry != 0; i++)
            {
                if (i == maxLength) return false;
                carry += 58 * number[maxLength - 1 - i];
                number[maxLength - 1 - i] = (byte)carry;
                carry >>= 8;
                used = Math.Max(used, i + 1);
            }
        }

        if (zeros + used > maxLength) return false;
        bytes = number[(maxLength - zeros - used)..];
        return true;
    }

    private static ProtocolException Refused(string text, int length) =>
        new($"text should be base58 of {length} bytes: \"{(text.Length <= 100 ? text : text[..97] + "...")}\"");
}
