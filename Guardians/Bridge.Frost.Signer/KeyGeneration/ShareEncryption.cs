using System.Security.Cryptography;
using System.Text;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>
/// Encrypts a share from one participant to another. Key = HKDF-SHA256(ECDH of both encryption keys of this ceremony, salt = context,
/// info = label ‖ sender 2 ‖ recipient 2 ‖ transcript 32); the header is associated data.
/// </summary>
internal static class ShareEncryption
{
    private static readonly byte[] Label = Encoding.ASCII.GetBytes("bridge/frost/keygen/share/v1");

    internal static byte[] Encrypt(CeremonyContext context, byte[] header, SecretScalar ownKey, Point theirKey, SecretScalar share)
    {
        Span<byte> key = stackalloc byte[NativeSodium.KeySize];
        try
        {
            DeriveKey(context, header, ownKey, theirKey, key);
            return SealedBox.Seal(key, header, share.Bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    /// <summary>The share, or null when the box is not the sender's for this recipient and ceremony, or its content is no share.</summary>
    internal static SecretScalar? Decrypt(CeremonyContext context, Round2Package package, SecretScalar ownKey, Point theirKey)
    {
        Span<byte> key = stackalloc byte[NativeSodium.KeySize], share = stackalloc byte[Scalar.Size];
        try
        {
            var header = Round2Package.Header(package.Sender, package.Recipient, package.Transcript);
            DeriveKey(context, header, ownKey, theirKey, key);
            return SealedBox.TryOpen(key, header, package.Ciphertext.Span, share) ? SecretScalar.TryFrom(share) : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(share);
        }
    }

    private static void DeriveKey(CeremonyContext context, byte[] header, SecretScalar ownKey, Point theirKey, Span<byte> key)
    {
        Span<byte> shared = stackalloc byte[32];
        ownKey.SharedSecret(theirKey, shared);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, shared, key, context.Hash.ToArray(), [.. Label, .. header]);
        CryptographicOperations.ZeroMemory(shared);
    }
}
