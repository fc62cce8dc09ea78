using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;

namespace Bridge.Dashboard.Users;

/// <summary>Time-based one-time codes (RFC 6238) as authenticator programs make them: HMAC-SHA-1, steps of 30 seconds, six digits.</summary>
internal static class Totp
{
    /// <summary>Bytes of a secret: the length of the hash (RFC 4226, section 4, R6).</summary>
    public const int SecretSize = 20;

    private const int StepSeconds = 30;
    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

    /// <summary>The step of a time. RFC 6238, section 4.2.</summary>
    public static long StepOf(DateTimeOffset time) => time.ToUnixTimeSeconds() / StepSeconds;

    /// <summary>The code of a step. RFC 4226, section 5.3.</summary>
    [SuppressMessage("Security", "CA5350:Do Not Use Weak Cryptographic Algorithms", Justification = "RFC 6238 as authenticator programs do it; HMAC does not rest on collisions.")]
    public static string Code(ReadOnlySpan<byte> secret, long step, int digits = 6)
    {
        Span<byte> counter = stackalloc byte[8];
        BinaryPrimitives.WriteInt64BigEndian(counter, step);
        Span<byte> hash = stackalloc byte[HMACSHA1.HashSizeInBytes];
        HMACSHA1.HashData(secret, counter, hash);
        var offset = hash[^1] & 0x0f;
        var number = BinaryPrimitives.ReadUInt32BigEndian(hash[offset..]) & 0x7fff_ffff;
        return (number % (uint)Math.Pow(10, digits)).ToString(CultureInfo.InvariantCulture).PadLeft(digits, '0');
    }

    /// <summary>The step whose code this is: now, one before or one after (RFC 6238, section 5.2); null when it is none of them.</summary>
    public static long? Match(ReadOnlySpan<byte> secret, string code, DateTimeOffset now)
    {
        long? found = null;
        for (var step = StepOf(now) - 1; step <= StepOf(now) + 1; step++)
        {
            if (CryptographicOperations.FixedTimeEquals(System.Text.Encoding.UTF8.GetBytes(Code(secret, step)), System.Text.Encoding.UTF8.GetBytes(code))) found = step;
        }

        return found;
    }

    /// <summary>Base32 without padding, as authenticator programs take it. RFC 4648, section 6.</summary>
    public static string ToBase32(ReadOnlySpan<byte> bytes)
    {
        var text = new System.Text.StringBuilder();
        var (bits, count) = (0, 0);
        foreach (var value in bytes)
        {
            (bits, count) = ((bits << 8) | value, count + 8);
            for (; count >= 5; count -= 5) text.Append(Alphabet[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        return count == 0 ? text.ToString() : text.Append(Alphabet[(bits << (5 - count)) & 31]).ToString();
    }

    /// <summary>The address that authenticator programs read as a QR code.</summary>
    public static string Uri(string user, string deployment, ReadOnlySpan<byte> secret) =>
        $"otpauth://totp/{System.Uri.EscapeDataString($"Bridge {deployment}:{user}")}?secret={ToBase32(secret)}&issuer={System.Uri.EscapeDataString($"Bridge {deployment}")}";

    /// <summary>The secret in what <see cref="Uri"/> made; null when it is none.</summary>
    public static byte[]? SecretOf(string uri)
    {
        const string Mark = "secret=";
        var at = uri.StartsWith("otpauth://totp/", StringComparison.Ordinal) ? uri.IndexOf(Mark, StringComparison.Ordinal) : -1;
        if (at < 0) return null;
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var value in uri[(at + Mark.Length)..].TakeWhile(c => c != '&').Select(c => Alphabet.IndexOf(c, StringComparison.Ordinal)))
        {
            if (value < 0) return null;
            (bits, count) = (((bits << 5) | value) & 0xffff, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)(bits >> count));
        }

        return [.. bytes];
    }
}
