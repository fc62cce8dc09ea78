using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol;
using Bridge.Protocol.Transport;

namespace Bridge.Dashboard.Configuration;

/// <summary>
/// What a dashboard keeps on disk. Secret files have mode 0600: the sentinel key can only tighten, the fee keys only pay fees, the certificate only reads
/// guardians' observations; <c>users.json</c> holds password hashes and TOTP secrets.
/// </summary>
internal sealed class DashboardDirectory(string path)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Options => Path.Combine(path, "dashboard.json");

    public string SentinelKey => Path.Combine(path, "sentinel.key");

    public string Certificate => Path.Combine(path, "tls.pfx");

    public string PublicFacts => Path.Combine(path, "public.json");

    public string Users => Path.Combine(path, "users.json");

    /// <summary>Audit log, papers, breaker history: cannot be made again.</summary>
    public string Records => Path.Combine(path, "records.db");

    /// <summary>Transfers and samples: read from the chains again when it is lost.</summary>
    public string History => Path.Combine(path, "history.db");

    /// <summary>The fee key of a chain family ("evm", "solana"): 32 bytes as hexadecimal text.</summary>
    public string FeeKey(string family) => Path.Combine(path, $"fees.{family}.key");

    public void Create()
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        Directory.CreateDirectory(path, OwnerOnly | UnixFileMode.UserExecute);
    }

    /// <summary>One process at a time: two would write the same audit log.</summary>
    /// <exception cref="ConfigurationException">Another process holds it.</exception>
    public FileStream Lock()
    {
        try
        {
            return new FileStream(Path.Combine(path, "dashboard.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"another dashboard runs in {path}, or the folder cannot be written: {e.Message}"]);
        }
    }

    public X509Certificate2 LoadCertificate() => PinnedTls.LoadCertificate(ReadSecret(Certificate, File.ReadAllBytes));

    public static byte[] LoadKey(string file)
    {
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

    /// <summary>Writes over a secret file, whole or not at all.</summary>
    public static void ReplaceSecret(string file, ReadOnlySpan<byte> bytes)
    {
        var fresh = file + ".new";
        File.Delete(fresh);
        WriteSecret(fresh, bytes);
        File.Move(fresh, file, overwrite: true);
    }

    /// <summary>Reads a file that nobody else may read.</summary>
    /// <exception cref="ConfigurationException">Missing, or open to others.</exception>
    public static T ReadSecret<T>(string file, Func<string, T> read)
    {
        if (OperatingSystem.IsWindows()) throw NoFileModes();
        try
        {
            // SECURITY: a secret that others on this machine can read is not this server's alone.
            if ((File.GetUnixFileMode(file) & ~OwnerOnly) != UnixFileMode.None)
                throw new ConfigurationException([$"{file} should be readable by its owner only: chmod 600 {file}"]);
            return read(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ConfigurationException([$"cannot read {file}: {e.Message}"]);
        }
    }

    private static ConfigurationException NoFileModes() => new(["secrets need Unix file modes, which this system does not have"]);
}
