using System.Security.Cryptography;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Keys;

/// <summary>
/// A Solana account's Ed25519 key (RFC 8032). The secret stands in one pinned array, so that the garbage collector leaves no copies, and is
/// zeroed on dispose; a signature after that throws.
/// </summary>
public sealed class Ed25519Key : IDisposable
{
    private const int SignatureSize = 64;

    private readonly byte[] _secretKey = GC.AllocateArray<byte>(64, pinned: true);
    private int _disposed;

    /// <summary>Makes the key of a 32-byte seed. The caller keeps and zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Other length.</exception>
    public Ed25519Key(ReadOnlySpan<byte> seed)
    {
        if (seed.Length != 32) throw new ProtocolException($"Ed25519 seed should be 32 bytes and is {seed.Length}");
        Span<byte> publicKey = stackalloc byte[32];
        NativeSodium.KeyPair(seed, publicKey, _secretKey);
        Address = SolanaAddress.From(publicKey);
    }

    /// <summary>The public key.</summary>
    public SolanaAddress Address { get; }

    /// <summary>A new random key.</summary>
    public static Ed25519Key Generate()
    {
        var seed = GC.AllocateArray<byte>(32, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(seed);
            return new(seed);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(seed);
        }
    }

    /// <summary>The 64-byte signature of <paramref name="message"/>.</summary>
    /// <exception cref="ObjectDisposedException">The key was zeroed.</exception>
    public byte[] Sign(ReadOnlySpan<byte> message)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _disposed) != 0, this);
        var signature = new byte[SignatureSize];
        NativeSodium.Sign(message, _secretKey, signature);
        return signature;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0) CryptographicOperations.ZeroMemory(_secretKey);
    }

    /// <summary>Never the secret.</summary>
    public override string ToString() => $"{Address} (secret <redacted>)";
}
