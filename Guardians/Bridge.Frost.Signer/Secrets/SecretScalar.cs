using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.Signer.Secrets;

/// <summary>
/// A secret integer between 1 and n - 1 in pinned memory, zeroed on dispose. Its operations change it in place and are libsecp256k1's
/// constant-time ones. Zero cannot be represented: an operation that would yield it throws, which honest randomness never meets.
/// </summary>
internal sealed unsafe class SecretScalar : IDisposable
{
    // 2^192, by which the upper half of a 48-byte number is moved up.
    private static readonly byte[] TwoTo192 = [0, 0, 0, 0, 0, 0, 0, 1, .. new byte[24]];

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Scalar.Size, pinned: true);
    private bool _disposed;

    private SecretScalar(ReadOnlySpan<byte> bytes) => bytes.CopyTo(_bytes);

    internal ReadOnlySpan<byte> Bytes
    {
        get
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            return _bytes;
        }
    }

    /// <summary>Takes 32 bytes; the caller zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Other length, zero, or not below the group order. The message does not show the value.</exception>
    internal static SecretScalar From(ReadOnlySpan<byte> bytes) => bytes.Length == Scalar.Size
        ? TryFrom(bytes) ?? throw new ProtocolException("secret should be between 1 and the group order minus 1")
        : throw new ProtocolException($"secret should be {Scalar.Size} bytes and is {bytes.Length}");

    /// <summary>Takes 32 bytes, or null when they are zero or not below the group order.</summary>
    internal static SecretScalar? TryFrom(ReadOnlySpan<byte> bytes)
    {
        var scalar = new SecretScalar(bytes);
        fixed (byte* secret = scalar._bytes)
        {
            if (NativeSecp256k1.secp256k1_ec_seckey_verify(NativeSecp256k1.Context, secret) == 1) return scalar;
        }

        scalar.Dispose();
        return null;
    }

    /// <summary>Uniform, by 48 random bytes modulo n.</summary>
    internal static SecretScalar Random()
    {
        Span<byte> wide = stackalloc byte[Ciphersuite.ExpandedSize];
        try
        {
            RandomNumberGenerator.Fill(wide);
            return Reduce(wide);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(wide);
        }
    }

    /// <summary>nonce_generate of RFC 9591, section 4.1: H3(32 random bytes ‖ secret), so that a broken generator alone does not reveal it.</summary>
    internal static SecretScalar Nonce(ReadOnlySpan<byte> randomness, SecretScalar secret)
    {
        Span<byte> input = stackalloc byte[2 * Scalar.Size];
        Span<byte> wide = stackalloc byte[Ciphersuite.ExpandedSize];
        try
        {
            randomness.CopyTo(input);
            secret.Bytes.CopyTo(input[Scalar.Size..]);
            Ciphersuite.ExpandNonce(input, wide);
            return Reduce(wide);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(input);
            CryptographicOperations.ZeroMemory(wide);
        }
    }

    internal SecretScalar Copy() => new(Bytes);

    /// <summary>this · G; constant time.</summary>
    internal Point ToPoint()
    {
        NativePoint native;
        fixed (byte* secret = Bytes)
        {
            if (NativeSecp256k1.secp256k1_ec_pubkey_create(NativeSecp256k1.Context, (byte*)&native, secret) != 1) throw Refused();
        }

        return new(native);
    }

    internal void Add(SecretScalar other)
    {
        fixed (byte* secret = Bytes, tweak = other.Bytes)
        {
            if (NativeSecp256k1.secp256k1_ec_seckey_tweak_add(NativeSecp256k1.Context, secret, tweak) != 1) throw Refused();
        }
    }

    /// <summary>Multiplies by a public number other than zero.</summary>
    internal void Multiply(Scalar factor)
    {
        fixed (byte* secret = Bytes, tweak = factor.ToArray())
        {
            if (NativeSecp256k1.secp256k1_ec_seckey_tweak_mul(NativeSecp256k1.Context, secret, tweak) != 1) throw Refused();
        }
    }

    /// <summary>SHA-256 of the compressed point this · <paramref name="point"/>; constant time.</summary>
    internal void SharedSecret(Point point, Span<byte> output)
    {
        var native = point.Native;
        fixed (byte* secret = Bytes, result = output)
        {
            if (NativeSecp256k1.secp256k1_ecdh(NativeSecp256k1.Context, result, (byte*)&native, secret, 0, 0) != 1) throw Refused();
        }
    }

    /// <summary>Gives the value away as public and zeroes this.</summary>
    internal Scalar Publish()
    {
        var value = Scalar.From(Bytes);
        Dispose();
        return value;
    }

    public override string ToString() => "<redacted>";

    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    // RFC 9380, section 5.2 with L = 48, in constant time: 48 bytes are a·2^192 + b with both halves below n.
    private static SecretScalar Reduce(ReadOnlySpan<byte> wide)
    {
        Span<byte> half = stackalloc byte[Scalar.Size];
        try
        {
            half.Clear();
            wide[..24].CopyTo(half[8..]);
            var result = From(half);
            fixed (byte* secret = result._bytes, tweak = TwoTo192)
            {
                if (NativeSecp256k1.secp256k1_ec_seckey_tweak_mul(NativeSecp256k1.Context, secret, tweak) != 1) throw Refused();
            }

            wide[24..].CopyTo(half[8..]);
            fixed (byte* secret = result._bytes, tweak = half)
            {
                if (NativeSecp256k1.secp256k1_ec_seckey_tweak_add(NativeSecp256k1.Context, secret, tweak) != 1) throw Refused();
            }

            return result;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(half);
        }
    }

    private static CryptographicException Refused() => new("a secret became zero");
}
