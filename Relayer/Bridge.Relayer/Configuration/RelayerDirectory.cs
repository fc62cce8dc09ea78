using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Transport;

namespace Bridge.Relayer.Configuration;

/// <summary>
/// What a relayer keeps on disk: settings, the certificate it shows to guardians and the keys that pay fees. Secrets are files of mode 0600;
/// they hold no power over funds of the bridge, only the fee money on their own accounts.
/// </summary>
internal sealed class RelayerDirectory(string path)
{
    public string Options => Path.Combine(path, "relayer.json");

    public string Certificate => Path.Combine(path, "tls.pfx");

    public string PublicFacts => Path.Combine(path, "public.json");

    /// <summary>The fee key of a chain family ("evm", "solana"): 32 bytes as hexadecimal text.</summary>
    public string FeeKey(string family) => Path.Combine(path, $"fees.{family}.key");

    public void Create() => SecretFile.CreateFolder(path);

    public X509Certificate2 LoadCertificate()
    {
        var bytes = SecretFile.Read(Certificate, File.ReadAllBytes);
        try
        {
            return PinnedTls.LoadCertificate(bytes);
        }
        catch (CryptographicException e)
        {
            throw new ConfigurationException([$"{Certificate} is no certificate this relayer wrote: {e.Message}"]);
        }
    }

    public byte[] LoadFeeKey(string family) => SecretFile.ReadKey(FeeKey(family));
}
