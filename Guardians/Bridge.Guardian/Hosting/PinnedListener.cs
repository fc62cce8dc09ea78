using System.Net;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Https;

namespace Bridge.Guardian.Hosting;

/// <summary>A TLS 1.3 listener that completes a handshake only with the holders of pinned keys.</summary>
public static class PinnedListener
{
    /// <summary>Largest request body in bytes: the commitments of 256 guardians fit several times.</summary>
    public const int MaximumBodyBytes = 128 * 1024;

    /// <summary>Bounds of everything a connected party can make the server hold.</summary>
    public static void SetLimits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MaximumBodyBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 8 * 1024;
        kestrel.Limits.MaxRequestHeaderCount = 32;
        kestrel.Limits.MaxRequestLineSize = 2 * 1024;
        kestrel.Limits.MaxConcurrentConnections = 512;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
    }

    /// <summary>Listens for the holders of <paramref name="allowed"/>.</summary>
    public static void ListenPinned(this KestrelServerOptions kestrel, Uri address, X509Certificate2 own, IReadOnlySet<TlsPin> allowed) =>
        kestrel.Listen(EndPoint(address), listen => listen.UseHttps(new HttpsConnectionAdapterOptions
        {
            ServerCertificate = own,
            SslProtocols = SslProtocols.Tls13,
            // SECURITY: no certificate or one that is not pinned ends the handshake: a stranger cannot even make us parse a request (M34).
            ClientCertificateMode = ClientCertificateMode.RequireCertificate,
            ClientCertificateValidation = (certificate, _, _) => PinnedTls.IsPinned(certificate, allowed),
            CheckCertificateRevocation = false,
            HandshakeTimeout = TimeSpan.FromSeconds(10),
        }));

    /// <summary>Listens in plain HTTP, for health.</summary>
    public static void ListenPlain(this KestrelServerOptions kestrel, Uri address) => kestrel.Listen(EndPoint(address));

    private static IPEndPoint EndPoint(Uri address) => new(IPAddress.Parse(address.Host.Trim('[', ']')), address.Port);
}
