using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Bridge.Chains.Solana.Keys;

/// <summary>The functions of libsodium used here; constant time on secrets.</summary>
internal static partial class NativeSodium
{
    private const string Library = "libsodium.so.23";

    static NativeSodium()
    {
        if (sodium_init() < 0) throw new InvalidOperationException("libsodium could not be initialised");
    }

    /// <summary>Public key and 64-byte secret key (seed ‖ public key) of a 32-byte seed.</summary>
    public static void KeyPair(ReadOnlySpan<byte> seed, Span<byte> publicKey, Span<byte> secretKey)
    {
        Require(seed.Length == 32 && publicKey.Length == 32 && secretKey.Length == 64);
        Require(crypto_sign_ed25519_seed_keypair(publicKey, secretKey, seed) == 0);
    }

    /// <summary>RFC 8032 signature, 64 bytes.</summary>
    public static void Sign(ReadOnlySpan<byte> message, ReadOnlySpan<byte> secretKey, Span<byte> signature)
    {
        Require(secretKey.Length == 64 && signature.Length == 64);
        Require(crypto_sign_ed25519_detached(signature, 0, message, (ulong)message.Length, secretKey) == 0);
    }

    /// <summary>True when the signature is this key's over this message.</summary>
    public static bool Verify(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ReadOnlySpan<byte> publicKey)
    {
        Require(signature.Length == 64 && publicKey.Length == 32);
        return crypto_sign_ed25519_verify_detached(signature, message, (ulong)message.Length, publicKey) == 0;
    }

    private static void Require(bool condition, [CallerMemberName] string call = "")
    {
        if (!condition) throw new ArgumentException($"libsodium: {call} was given a buffer of the wrong length, or refused");
    }

    [LibraryImport(Library)]
    private static partial int sodium_init();

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_seed_keypair(Span<byte> publicKey, Span<byte> secretKey, ReadOnlySpan<byte> seed);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_detached(Span<byte> signature, nint signatureLength, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> secretKey);

    [LibraryImport(Library)]
    private static partial int crypto_sign_ed25519_verify_detached(ReadOnlySpan<byte> signature, ReadOnlySpan<byte> message, ulong messageLength, ReadOnlySpan<byte> publicKey);
}
