using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bridge.Testing;

/// <summary>
/// A port of 127.0.0.1 for a process that has to be told one. From below the range that Linux hands out by itself (net.ipv4.ip_local_port_range), so that no
/// connection or other listener is given it between choosing and binding.
/// </summary>
public static class FreePort
{
    private const int First = 15_000;
    private const int End = 32_768;
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>A port that was free when asked, and was not given in this process before.</summary>
    public static int Next()
    {
        while (true)
        {
            var port = RandomNumberGenerator.GetInt32(First, End);
            if (!Given.TryAdd(port, true)) continue;
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException e) when (e.SocketErrorCode == SocketError.AddressAlreadyInUse)
            {
                // Taken: another one.
            }
        }
    }
}
