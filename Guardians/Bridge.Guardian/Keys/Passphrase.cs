using System.Security.Cryptography;
using Bridge.Protocol;

namespace Bridge.Guardian.Keys;

/// <summary>The operator's passphrase, read from a file: never an argument, never an environment variable. Pinned, never shown, zeroed on dispose.</summary>
public sealed class Passphrase : IDisposable
{
    private const int MaximumBytes = 1024;

    private readonly byte[] _bytes;
    private readonly int _length;

    private Passphrase(byte[] bytes, int length) => (_bytes, _length) = (bytes, length);

    /// <summary>The bytes.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, _length);

    /// <summary>Reads the file; line ends at its end do not count.</summary>
    /// <exception cref="ProtocolException">Missing, empty or longer than 1,024 bytes.</exception>
    public static Passphrase Read(string path)
    {
        var bytes = GC.AllocateArray<byte>(MaximumBytes + 2, pinned: true);
        try
        {
            using var file = File.OpenRead(path);
            var length = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            while (length > 0 && bytes[length - 1] is (byte)'\n' or (byte)'\r') length--;
            // SECURITY: an empty passphrase would encrypt with nothing (W9).
            if (length is 0 or > MaximumBytes) throw new ProtocolException($"the passphrase in {path} should be 1 to {MaximumBytes} bytes");
            return new Passphrase(bytes, length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ProtocolException)
        {
            CryptographicOperations.ZeroMemory(bytes);
            throw e as ProtocolException ?? new ProtocolException($"cannot read the passphrase from {path}: {e.Message}", e);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => "<redacted>";

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_bytes);
}
