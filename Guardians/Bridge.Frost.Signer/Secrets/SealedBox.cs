using System.Security.Cryptography;

namespace Bridge.Frost.Signer.Secrets;

/// <summary>XChaCha20-Poly1305 (libsodium): nonce 24 ‖ ciphertext ‖ tag 16, with associated data.</summary>
internal static unsafe class SealedBox
{
    internal const int Overhead = NativeSodium.NonceSize + NativeSodium.TagSize;

    internal static byte[] Seal(ReadOnlySpan<byte> key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> plaintext)
    {
        NativeSodium.EnsureReady();
        RequireKey(key);
        var box = new byte[plaintext.Length + Overhead];
        // A random nonce of 24 bytes does not repeat, whatever the number of boxes.
        RandomNumberGenerator.Fill(box.AsSpan(0, NativeSodium.NonceSize));
        fixed (byte* k = key, data = associated, message = plaintext, output = box)
        {
            if (NativeSodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
                    output + NativeSodium.NonceSize, null, message, (ulong)plaintext.Length, data, (ulong)associated.Length, 0, output, k) != 0)
                throw new CryptographicException("libsodium refused to encrypt");
        }

        return box;
    }

    /// <summary>Decrypts into <paramref name="plaintext"/>, whose length must fit; false when anything was changed or the key is another.</summary>
    internal static bool TryOpen(ReadOnlySpan<byte> key, ReadOnlySpan<byte> associated, ReadOnlySpan<byte> box, Span<byte> plaintext)
    {
        NativeSodium.EnsureReady();
        RequireKey(key);
        if (box.Length < Overhead || plaintext.Length != box.Length - Overhead) return false;
        fixed (byte* k = key, data = associated, input = box, output = plaintext)
        {
            return NativeSodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                output, null, 0, input + NativeSodium.NonceSize, (ulong)(box.Length - NativeSodium.NonceSize), data, (ulong)associated.Length, input, k) == 0;
        }
    }

    private static void RequireKey(ReadOnlySpan<byte> key)
    {
        if (key.Length != NativeSodium.KeySize) throw new ArgumentException($"key should be {NativeSodium.KeySize} bytes", nameof(key));
    }
}
