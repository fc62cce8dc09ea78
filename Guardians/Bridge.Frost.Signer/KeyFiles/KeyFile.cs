using System.Buffers.Binary;
using System.Security.Cryptography;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer.KeyFiles;

/// <summary>
/// Named secrets in one file, encrypted under a passphrase with Argon2id and XChaCha20-Poly1305 (libsodium).
/// <code>
/// offset  size  field
/// 0       8     "BRIDGEKF"
/// 8       1     version = 1
/// 9       4     Argon2id passes
/// 13      4     Argon2id memory, KiB
/// 17      16    salt, fresh with every write
/// 33      24    nonce
/// 57      …     encrypted entries and tag 16; the first 33 bytes are associated data
/// </code>
/// </summary>
/// <remarks>
/// The passphrase comes as bytes that the caller read from a file or descriptor and zeroes. A write is whole or not at all: a new file (mode 0600) is flushed
/// to disk and renamed over the old one. A reader refuses a file that others may read.
/// </remarks>
public static unsafe class KeyFile
{
    private const int HeaderSize = 33;
    private const byte Version = 1;
    private const int MaximumSize = 8 * 1024 * 1024;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private static ReadOnlySpan<byte> Magic => "BRIDGEKF"u8;

    /// <summary>Writes <paramref name="entries"/> to <paramref name="path"/>, over an older file, whole or not at all.</summary>
    /// <exception cref="KeyFileException">The file cannot be written.</exception>
    /// <exception cref="ArgumentException">Empty passphrase, or cost out of bounds.</exception>
    public static void Write(string path, ReadOnlySpan<byte> passphrase, SecretEntries entries, KeyFileCost? cost = null)
    {
        var bytes = Seal(passphrase, entries, cost ?? KeyFileCost.Default);
        try
        {
            DurableFile.Replace(path, bytes, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(KeyFileError.NotAccessible, $"key file {path} cannot be written: {e.Message}", e);
        }
    }

    /// <summary>Reads and decrypts <paramref name="path"/>. The result is the caller's to dispose.</summary>
    /// <exception cref="KeyFileException">Any failure; the error says which.</exception>
    public static SecretEntries Read(string path, ReadOnlySpan<byte> passphrase)
    {
        if (OperatingSystem.IsWindows()) throw new PlatformNotSupportedException("key files need Unix file modes");
        byte[] bytes;
        try
        {
            // SECURITY: a file that others can read is a key that others can guess at.
            if ((File.GetUnixFileMode(path) & ~(OwnerOnly | UnixFileMode.UserExecute)) != UnixFileMode.None)
                throw new KeyFileException(KeyFileError.OpenToOthers, $"key file {path} should be readable by its owner only: chmod 600 it");
            if (new FileInfo(path).Length > MaximumSize) throw NotAKeyFile(path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new KeyFileException(KeyFileError.NotAccessible, $"key file {path} cannot be read: {e.Message}", e);
        }

        return Open(path, bytes, passphrase);
    }

    internal static byte[] Seal(ReadOnlySpan<byte> passphrase, SecretEntries entries, KeyFileCost cost)
    {
        if (passphrase.IsEmpty) throw new ArgumentException("passphrase should not be empty", nameof(passphrase));
        if (!cost.IsWithinBounds) throw new ArgumentException("cost should be 1 to 16 passes over 8 MiB to 1 GiB", nameof(cost));
        var header = new byte[HeaderSize];
        Magic.CopyTo(header);
        header[8] = Version;
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(9), cost.Passes);
        BinaryPrimitives.WriteUInt32BigEndian(header.AsSpan(13), cost.MemoryKiB);
        RandomNumberGenerator.Fill(header.AsSpan(17));
        Span<byte> key = stackalloc byte[NativeSodium.KeySize];
        var plaintext = entries.Encode();
        try
        {
            DeriveKey(passphrase, header, cost, key);
            return [.. header, .. SealedBox.Seal(key, header, plaintext)];
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    internal static SecretEntries Open(string path, ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> passphrase)
    {
        if (bytes.Length <= HeaderSize + SealedBox.Overhead || !bytes.StartsWith(Magic) || bytes[8] != Version) throw NotAKeyFile(path);
        var header = bytes[..HeaderSize];
        var cost = new KeyFileCost(BinaryPrimitives.ReadUInt32BigEndian(header[9..]), BinaryPrimitives.ReadUInt32BigEndian(header[13..]));
        if (!cost.IsWithinBounds) throw NotAKeyFile(path);

        Span<byte> key = stackalloc byte[NativeSodium.KeySize];
        var plaintext = GC.AllocateArray<byte>(bytes.Length - HeaderSize - SealedBox.Overhead, pinned: true);
        try
        {
            if (passphrase.IsEmpty) throw WrongPassphraseOrChanged(path);
            DeriveKey(passphrase, header, cost, key);
            return SealedBox.TryOpen(key, header, bytes[HeaderSize..], plaintext) && SecretEntries.TryDecode(plaintext, out var entries)
                ? entries
                : throw WrongPassphraseOrChanged(path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(plaintext);
        }
    }

    private static void DeriveKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> header, KeyFileCost cost, Span<byte> key)
    {
        NativeSodium.EnsureReady();
        fixed (byte* output = key, secret = passphrase, salt = header[17..])
        {
            if (NativeSodium.crypto_pwhash(
                    output, NativeSodium.KeySize, secret, (ulong)passphrase.Length, salt, cost.Passes, (nuint)cost.MemoryKiB * 1024, NativeSodium.Argon2id13) != 0)
                throw new KeyFileException(KeyFileError.OutOfMemory, $"opening or writing a key file takes {cost.MemoryKiB} KiB of memory (Argon2id), which this machine did not give: free some and try again");
        }
    }

    private static KeyFileException NotAKeyFile(string path) =>
        new(KeyFileError.NotAKeyFile, $"{path} is not a key file of version {Version}");

    private static KeyFileException WrongPassphraseOrChanged(string path) =>
        new(KeyFileError.WrongPassphraseOrChanged, $"key file {path} cannot be opened: the passphrase is wrong or the file was changed");
}
