using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bridge.Dashboard.Users;

/// <summary>Password hashing of Debian's libsodium (1.0.18). Every call returns 0 for success.</summary>
internal static unsafe partial class NativeSodium
{
    /// <summary>crypto_pwhash_STRBYTES: the encoded hash with its zero.</summary>
    internal const int EncodedSize = 128;

    private const string Library = "libsodium.so.23";

    static NativeSodium()
    {
        if (sodium_init() < 0) throw new CryptographicException("libsodium refused to start");
    }

    [LibraryImport(Library)] private static partial int sodium_init();

    [LibraryImport(Library)]
    internal static partial int crypto_pwhash_str(byte* output, byte* password, ulong passwordLength, ulong operations, nuint memoryBytes);

    [LibraryImport(Library)]
    internal static partial int crypto_pwhash_str_verify(byte* encoded, byte* password, ulong passwordLength);
}
