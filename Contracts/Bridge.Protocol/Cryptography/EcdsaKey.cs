using System.Security.Cryptography;

namespace Bridge.Protocol.Cryptography;

/// <summary>A recoverable ECDSA signature over secp256k1: r ‖ s (low s) and the recovery id 0 to 3.</summary>
/// <param name="R">r, big-endian.</param>
/// <param name="S">s, big-endian, at most n/2.</param>
/// <param name="RecoveryId">Which of the candidate points is the key's.</param>
public readonly record struct EcdsaSignature(Bytes32 R, Bytes32 S, byte RecoveryId)
{
    /// <summary>r ‖ s ‖ recovery id, 65 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = new byte[65];
        R.CopyTo(bytes);
        S.CopyTo(bytes.AsSpan(32));
        bytes[64] = RecoveryId;
        return bytes;
    }

    /// <summary>Reads r ‖ s ‖ recovery id.</summary>
    /// <exception cref="ProtocolException">Other length or recovery id above 3.</exception>
    public static EcdsaSignature From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 65) throw new ProtocolException($"ECDSA signature should be 65 bytes and is {bytes.Length}");
        return bytes[64] > 3
            ? throw new ProtocolException($"recovery id should be 0 to 3 and is {bytes[64]}")
            : new(Bytes32.From(bytes[..32]), Bytes32.From(bytes[32..64]), bytes[64]);
    }
}

/// <summary>
/// A secp256k1 key that signs alone: an EVM account, a guardian's identity, a risk officer. Nonces are RFC 6979. The secret is pinned,
/// never shown and zeroed on dispose.
/// </summary>
public sealed unsafe class EcdsaKey : IDisposable
{
    private readonly byte[] _secret = GC.AllocateArray<byte>(32, pinned: true);
    private readonly byte[] _publicKey = new byte[65];
    private bool _disposed;

    private EcdsaKey(ReadOnlySpan<byte> secret)
    {
        secret.CopyTo(_secret);
        var point = stackalloc byte[NativeSecp256k1.PublicKeySize];
        fixed (byte* s = _secret, output = _publicKey)
        {
            if (NativeSecp256k1.secp256k1_ec_pubkey_create(NativeSecp256k1.Context, point, s) != 1)
                throw new ProtocolException("secret key should be between 1 and the group order minus 1");
            nuint length = 65;
            _ = NativeSecp256k1.secp256k1_ec_pubkey_serialize(NativeSecp256k1.Context, output, &length, point, NativeSecp256k1.Uncompressed);
        }
    }

    /// <summary>Takes a 32-byte secret; the caller zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Other length, zero, or not below the group order.</exception>
    public static EcdsaKey From(ReadOnlySpan<byte> secret) =>
        secret.Length == 32 ? new(secret) : throw new ProtocolException($"secret key should be 32 bytes and is {secret.Length}");

    /// <summary>A fresh random key.</summary>
    public static EcdsaKey Generate()
    {
        Span<byte> secret = stackalloc byte[32];
        try
        {
            RandomNumberGenerator.Fill(secret);
            return new(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Uncompressed public key without its prefix: x ‖ y, 64 bytes.</summary>
    public ReadOnlyMemory<byte> PublicKey => _publicKey.AsMemory(1);

    /// <summary>The EVM address: the last 20 bytes of keccak256(x ‖ y).</summary>
    public byte[] EvmAddress() => AddressOf(PublicKey.Span);

    /// <summary>Signs a 32-byte digest.</summary>
    public EcdsaSignature Sign(Bytes32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var signature = stackalloc byte[NativeSecp256k1.RecoverableSignatureSize];
        Span<byte> compact = stackalloc byte[64];
        int recoveryId;
        fixed (byte* s = _secret, message = digest.ToArray(), output = compact)
        {
            if (NativeSecp256k1.secp256k1_ecdsa_sign_recoverable(NativeSecp256k1.Context, signature, message, s, 0, 0) != 1)
                throw new CryptographicException("libsecp256k1 refused to sign");
            _ = NativeSecp256k1.secp256k1_ecdsa_recoverable_signature_serialize_compact(NativeSecp256k1.Context, output, &recoveryId, signature);
        }

        return new(Bytes32.From(compact[..32]), Bytes32.From(compact[32..]), (byte)recoveryId);
    }

    /// <summary>The EVM address that made <paramref name="signature"/> over <paramref name="digest"/>, or null when none could have.</summary>
    public static byte[]? RecoverEvmAddress(Bytes32 digest, EcdsaSignature signature)
    {
        var native = stackalloc byte[NativeSecp256k1.RecoverableSignatureSize];
        var point = stackalloc byte[NativeSecp256k1.PublicKeySize];
        Span<byte> serialized = stackalloc byte[65];
        fixed (byte* compact = signature.ToArray(), message = digest.ToArray(), output = serialized)
        {
            if (NativeSecp256k1.secp256k1_ecdsa_recoverable_signature_parse_compact(NativeSecp256k1.Context, native, compact, signature.RecoveryId) != 1
                || NativeSecp256k1.secp256k1_ecdsa_recover(NativeSecp256k1.Context, point, native, message) != 1)
                return null;
            nuint length = 65;
            _ = NativeSecp256k1.secp256k1_ec_pubkey_serialize(NativeSecp256k1.Context, output, &length, point, NativeSecp256k1.Uncompressed);
        }

        return AddressOf(serialized[1..]);
    }

    /// <summary>Copies the secret out, for a key file only.</summary>
    public void ExportSecret(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _secret.CopyTo(destination);
    }

    /// <inheritdoc/>
    public override string ToString() => "<redacted>";

    /// <inheritdoc/>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_secret);
    }

    private static byte[] AddressOf(ReadOnlySpan<byte> publicKey) => Keccak256.Hash(publicKey).ToArray()[12..];
}
