using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Transport;

namespace Bridge.Dashboard.Configuration;

/// <summary>
/// What a dashboard keeps on disk. Secret files have mode 0600: the sentinel key can only tighten, the fee keys only pay fees, the certificate only reads
/// guardians' observations; <c>users.json</c> holds password hashes and TOTP secrets.
/// </summary>
internal sealed class DashboardDirectory(string path)
{
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

    public void Create() => SecretFile.CreateFolder(path);

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

    public X509Certificate2 LoadCertificate() => PinnedTls.LoadCertificate(SecretFile.Read(Certificate, File.ReadAllBytes));
}
