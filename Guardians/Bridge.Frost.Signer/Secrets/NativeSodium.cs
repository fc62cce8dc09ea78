using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bridge.Frost.Signer.Secrets;

/// <summary>The calls of Debian's libsodium (1.0.18) used here. Every call returns 0 for success.</summary>
internal static unsafe partial class NativeSodium
{
    internal const int KeySize = 32;
    internal const int NonceSize = 24;
    internal const int TagSize = 16;
    internal const int SaltSize = 16;
    internal const int Argon2id13 = 2;

    private const string Library = "libsodium.so.23";

    static NativeSodium()
    {
        if (sodium_init() < 0) throw new CryptographicException("libsodium refused to start");
    }

    /// <summary>Starts the library once; the first call of anything here does it.</summary>
    internal static void EnsureReady() { }

    [LibraryImport(Library)] private static partial int sodium_init();

    [LibraryImport(Library)]
    internal static partial int crypto_aead_xchacha20poly1305_ietf_encrypt(
        byte* output, ulong* outputLength, byte* message, ulong messageLength, byte* data, ulong dataLength, nint secretNonce, byte* nonce, byte* key);

    [LibraryImport(Library)]
    internal static partial int crypto_aead_xchacha20poly1305_ietf_decrypt(
        byte* output, ulong* outputLength, nint secretNonce, byte* input, ulong inputLength, byte* data, ulong dataLength, byte* nonce, byte* key);

    [LibraryImport(Library)]
    internal static partial int crypto_pwhash(
        byte* output, ulong outputLength, byte* passphrase, ulong passphraseLength, byte* salt, ulong operations, nuint memoryBytes, int algorithm);
}
