using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol;
using Bridge.Protocol.Transport;

namespace Bridge.Relayer.Configuration;

/// <summary>
/// What a relayer keeps on disk: settings, the certificate it shows to guardians and the keys that pay fees. Secrets are files of mode 0600;
/// they hold no power over funds of the bridge, only the fee money on their own accounts.
/// </summary>
internal sealed class RelayerDirectory(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Options => Path.Combine(path, "relayer.json");

    public string Certificate => Path.Combine(path, "tls.pfx");

    public string PublicFacts => Path.Combine(path, "public.json");

    /// <summary>The fee key of a chain family ("evm", "solana"): 32 bytes as hexadecimal text.</summary>
    public string FeeKey(string family) => Path.Combine(path, $"fees.{family}.key");

    public void Create()
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    public X509Certificate2 LoadCertificate()
    {
        var bytes = ReadSecret(Certificate, File.ReadAllBytes);
        try
        {
            return PinnedTls.LoadCertificate(bytes);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException([$"{Certificate} is no certificate this relayer wrote: {e.Message}"]);
        }
    }

    public byte[] LoadFeeKey(string family)
    {
        var file = FeeKey(family);
        try
        {
            return Bytes32.Parse(ReadSecret(file, File.ReadAllText).Trim()).ToArray();
        }
        catch (ProtocolException)
        {
            // The parser's message would show part of the secret.
            throw new ConfigurationException([$"{file} should hold 64 hexadecimal digits"]);
        }
    }

    /// <summary>Writes a new file that only its owner can read; an existing one is never overwritten.</summary>
    public static void WriteSecret(string file, ReadOnlySpan<byte> bytes)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        using var stream = new FileStream(file, new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write, UnixCreateMode = OwnerOnly });
        stream.Write(bytes);
        stream.Flush(flushToDisk: true);
    }

    private static ConfigurationException NoFileModes() => new(["secrets need Unix file modes, which this system does not have"]);

    private static T ReadSecret<T>(string file, Func<string, T> read)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        try
        {
            // SECURITY: a key that others on this machine can read is not this relayer's alone.
            if ((File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None)
                throw new ConfigurationException([$"{file} should be readable by its owner only: chmod 600 {file}"]);
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"cannot read {file}: {e.Message}"]);
        }
    }
}
