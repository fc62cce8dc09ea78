using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Bridge.Protocol.Transport;

/// <summary>SHA-256 of a certificate's DER SubjectPublicKeyInfo: who may be at the other end of a connection. There is no certificate authority to trust.</summary>
public readonly record struct TlsPin
{
    private TlsPin(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>The pin of a certificate.</summary>
    public static TlsPin Of(X509Certificate2 certificate) =>
        new(Bytes32.From(SHA256.HashData(certificate.PublicKey.ExportSubjectPublicKeyInfo())));

    /// <summary>Reads 64 hexadecimal digits.</summary>
    /// <exception cref="ProtocolException">Other form, or zero.</exception>
    public static TlsPin Parse(string hex)
    {
        var value = Bytes32.Parse(hex);
        return value.IsZero ? throw new ProtocolException("TLS pin should not be zero") : new(value);
    }

    /// <inheritdoc/>
    public override string ToString() => Value.ToString();
}

/// <summary>Mutually authenticated TLS between parties that know each other's keys beforehand.</summary>
public static class PinnedTls
{
    /// <summary>A fresh self-signed P-256 certificate with its key, as PKCS #12 bytes without a password: the caller protects the file.</summary>
    public static byte[] CreateCertificate(string commonName, DateTimeOffset now)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, critical: true));
        // The pin, not the date, is what is trusted; the dates only have to be acceptable to the TLS library.
        using var certificate = request.CreateSelfSigned(now.AddDays(-1), now.AddYears(20));
        return certificate.Export(X509ContentType.Pkcs12);
    }

    /// <summary>Loads what <see cref="CreateCertificate"/> made.</summary>
    public static X509Certificate2 LoadCertificate(ReadOnlySpan<byte> pkcs12) => X509CertificateLoader.LoadPkcs12(pkcs12, password: null);

    /// <summary>True when the certificate's key is one of <paramref name="allowed"/>. An empty set allows nobody (W9).</summary>
    public static bool IsPinned(X509Certificate? certificate, IReadOnlySet<TlsPin> allowed)
    {
        // SECURITY: the key alone decides; names, dates and chains mean nothing here.
        if (certificate is null) return false;
        using var copy = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return allowed.Contains(TlsPin.Of(copy));
    }

    /// <summary>An HTTP handler that shows <paramref name="own"/> and talks only to the holder of <paramref name="peer"/>.</summary>
    public static SocketsHttpHandler CreateHandler(X509Certificate2 own, TlsPin peer)
    {
        var allowed = new HashSet<TlsPin> { peer };
        return new SocketsHttpHandler
        {
            PooledConnectionLifetime = TimeSpan.FromMinutes(10),
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,
            SslOptions = new SslClientAuthenticationOptions
            {
                ClientCertificates = [own],
                RemoteCertificateValidationCallback = (_, certificate, _, _) => IsPinned(certificate, allowed),
            },
        };
    }
}
