using System.Security.Cryptography;
using System.Text;

namespace Bridge.Dashboard.Users;

/// <summary>Argon2id through libsodium; a hash carries its salt and cost in itself (<c>$argon2id$v=19$m=65536,t=3,p=1$…</c>).</summary>
internal static unsafe class PasswordHash
{
    /// <summary>Shortest and longest password in characters.</summary>
    public const int MinLength = 12, MaxLength = 200;

    // 64 MiB and three passes: above OWASP's least (19 MiB, 2), and two at once fit a small server (Password Storage Cheat Sheet, 2025).
    private const ulong Passes = 3;
    private const int MemoryBytes = 64 * 1024 * 1024;

    private static readonly Lazy<string> Nobody = new(() => Make(Convert.ToHexString(RandomNumberGenerator.GetBytes(16))));

    /// <summary>Hashes a new password.</summary>
    public static string Make(string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var encoded = new byte[NativeSodium.EncodedSize];
        fixed (byte* input = bytes)
        fixed (byte* output = encoded)
        {
            if (NativeSodium.crypto_pwhash_str(output, input, (ulong)bytes.Length, Passes, MemoryBytes) != 0) throw new CryptographicException("Argon2id could not get its memory");
        }

        CryptographicOperations.ZeroMemory(bytes);
        return Encoding.ASCII.GetString(encoded).TrimEnd('\0');
    }

    /// <summary>True when the password is the one. Null costs the same time and is never true: a name that nobody has cannot be told from a wrong password.</summary>
    public static bool Verify(string? hash, string password)
    {
        var bytes = Encoding.UTF8.GetBytes(password);
        var encoded = new byte[NativeSodium.EncodedSize];
        var written = Encoding.ASCII.GetBytes(hash ?? Nobody.Value, encoded);
        bool matches;
        fixed (byte* input = bytes)
        fixed (byte* stored = encoded)
        {
            matches = written < encoded.Length && NativeSodium.crypto_pwhash_str_verify(stored, input, (ulong)bytes.Length) == 0;
        }

        CryptographicOperations.ZeroMemory(bytes);
        return matches && hash is not null;
    }
}
