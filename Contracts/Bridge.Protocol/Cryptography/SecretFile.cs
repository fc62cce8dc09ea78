using System.Security.Cryptography;
using System.Text;

namespace Bridge.Protocol.Cryptography;

/// <summary>A secret's file cannot be used as it is. The message names the file and what to do, and shows nothing of what it holds.</summary>
public sealed class SecretFileException(string message) : Exception(message);

/// <summary>Files that a daemon's user alone may read (mode 0600): keys, certificates, hashes of passwords.</summary>
public static class SecretFile
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Makes a folder that only its owner looks into.</summary>
    /// <exception cref="SecretFileException">This system has no file modes.</exception>
    public static void CreateFolder(string path)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>Writes a new file; an existing one is never overwritten.</summary>
    /// <exception cref="IOException">It exists, or cannot be written.</exception>
    /// <exception cref="SecretFileException">This system has no file modes.</exception>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    /// <summary>Writes over a file, whole or not at all.</summary>
    public static void Replace(string file, ReadOnlySpan<byte> bytes)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        Write(fresh, bytes);
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>Reads a file that nobody else may read.</summary>
    /// <exception cref="SecretFileException">Missing, or open to others.</exception>
    public static T Read<T>(string file, Func<string, T> read)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        try
        {
            // SECURITY: a secret that others on this machine can read is theirs too.
            if ((File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None) throw new SecretFileException($"{file} should be readable by its owner only: chmod 600 {file}");
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SecretFileException($"cannot read {file}: {e.Message}");
        }
    }

    /// <summary>Makes a new key of 32 random bytes and shows it to <paramref name="open"/>, which keeps no reference: it is zeroed afterwards.</summary>
    public static T MakeKey<T>(string file, Func<byte[], T> open)
    {
        var secret = GC.AllocateArray<byte>(32, pinned: true);
        try
        {
            RandomNumberGenerator.Fill(secret);
            Write(file, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(secret)));
            return open(secret);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(secret);
        }
    }

    /// <summary>Reads what <see cref="MakeKey"/> wrote: 32 bytes as hexadecimal text.</summary>
    /// <exception cref="SecretFileException">Missing, open to others, or no key.</exception>
    public static byte[] ReadKey(string file)
    {
        try
        {
            return Bytes32.Parse(Read(file, File.ReadAllText).Trim()).ToArray();
        }
        catch (ProtocolException)
        {
            // SECURITY: the parser's message would show part of the secret.
            throw new SecretFileException($"{file} should hold 64 hexadecimal digits");
        }
    }

    private static SecretFileException NoFileModes() => new("secrets need Unix file modes, which this system does not have");
}
