using Bridge.Protocol.Transport;
using Microsoft.AspNetCore.Http;

namespace Bridge.Guardian.Hosting;

/// <summary>Who may call: relayers ask for signatures, the other guardians only read observations. Everybody else does not get past the handshake.</summary>
public sealed class Callers(IReadOnlySet<TlsPin> relayers, IReadOnlySet<TlsPin> peers)
{
    /// <summary>Everybody the TLS handshake lets in.</summary>
    public IReadOnlySet<TlsPin> Allowed { get; } = relayers.Union(peers).ToHashSet();

    /// <summary>The caller's pin when it is a relayer, null otherwise.</summary>
    public TlsPin? Relayer(HttpContext context) => Pin(context) is { } pin && relayers.Contains(pin) ? pin : null;

    /// <summary>The caller's pin when it is a relayer or a guardian, null otherwise.</summary>
    public TlsPin? Known(HttpContext context) => Pin(context) is { } pin && Allowed.Contains(pin) ? pin : null;

    // SECURITY: null on the plain health listener, so no request gets from there to the signing API, whatever Host header it carries.
    private static TlsPin? Pin(HttpContext context) => context.Connection.ClientCertificate is { } certificate ? TlsPin.Of(certificate) : null;
}
