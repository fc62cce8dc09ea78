using System.Net;
using System.Net.Sockets;

namespace Bridge.Localnet.Ports;

/// <summary>Finds and checks TCP ports of 127.0.0.1.</summary>
internal static class PortPlan
{
    /// <summary><paramref name="count"/> consecutive ports from <paramref name="first"/>, or any free ones when it is 0.</summary>
    /// <exception cref="LocalnetException">A port is in use; the message names it and the option that changes it.</exception>
    public static IReadOnlyList<int> Take(int first, int count, string option, string purpose)
    {
        if (first == 0) return Free(count);
        if (first < 1 || first + count - 1 > 65_535) throw new LocalnetException($"{option} should be 1 to {65_536 - count} (or 0 for any free port) and is {first}");
        var ports = Enumerable.Range(first, count).ToArray();
        foreach (var port in ports)
        {
            if (!IsFree(port)) throw new LocalnetException($"port {port} ({purpose}) is in use: stop what listens there, or choose another with {option}");
        }

        return ports;
    }

    /// <summary>Free ports, all different.</summary>
    public static IReadOnlyList<int> Free(int count)
    {
        var listeners = Enumerable.Range(0, count).Select(_ => new TcpListener(IPAddress.Loopback, 0)).ToArray();
        try
        {
            foreach (var listener in listeners) listener.Start();
            return [.. listeners.Select(listener => ((IPEndPoint)listener.LocalEndpoint).Port)];
        }
        finally
        {
            foreach (var listener in listeners) listener.Dispose();
        }
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.AddressAlreadyInUse or SocketError.AccessDenied)
        {
            return false;
        }
    }
}
