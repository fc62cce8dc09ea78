using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Hosting;

/// <summary>Asks, before this guardian listens, whether somebody answers at its own public address with its own key: a copy of it on another machine.</summary>
public static class OwnAddress
{
    /// <summary>True when the holder of <paramref name="own"/> answers at <paramref name="url"/>. Silence proves nothing, and is no reason not to start.</summary>
    public static async Task<bool> AnswersAsync(Uri url, X509Certificate2 own, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var pins = new HashSet<TlsPin> { TlsPin.Of(own) };
        var isOwn = false;
        using var timeout = new CancellationTokenSource(limit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using var client = new TcpClient();
            await client.ConnectAsync(url.Host, url.Port, either.Token);
            await using var tls = new SslStream(client.GetStream());
            await tls.AuthenticateAsClientAsync(
                new SslClientAuthenticationOptions
                {
                    TargetHost = url.Host,
                    EnabledSslProtocols = SslProtocols.Tls13,
                    // The handshake proves that the other end has the key; there is nothing to say to it.
                    RemoteCertificateValidationCallback = (_, certificate, _, _) => isOwn = PinnedTls.IsPinned(certificate, pins),
                },
                either.Token);
        }
        catch (Exception e) when (e is SocketException or AuthenticationException or IOException)
        {
            return isOwn;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return isOwn;
        }

        return isOwn;
    }
}
