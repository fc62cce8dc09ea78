using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

namespace Bridge.Localnet.Ports;

/// <summary>Finds and checks TCP ports of 127.0.0.1 for one run, each for one purpose.</summary>
internal sealed class PortPlan
{
    // Linux hands out 32768 and above by itself (net.ipv4.ip_local_port_range), as local ports of connections too.
    private const int FirstFree = 15_000;
    private const int EndOfFree = 32_768;
    private const int MaxAttempts = 1_000;

    private readonly Dictionary<int, string> _taken = [];

    /// <summary><paramref name="count"/> consecutive ports from <paramref name="first"/>, or any free ones when it is 0.</summary>
    /// <exception cref="LocalnetException">A port is in use, or taken for something else; the message names it and the option that changes it.</exception>
    public IReadOnlyList<int> Take(int first, int count, string option, string purpose)
    {
        if (first == 0) return Free(count, purpose);
        if (first < 1 || first + count - 1 > 65_535) throw new LocalnetException($"{option} should be 1 to {65_536 - count} (or 0 for any free port) and is {first}");
        var ports = Enumerable.Range(first, count).ToArray();
        foreach (var port in ports)
        {
            if (!_taken.TryAdd(port, purpose)) throw new LocalnetException($"port {port} is for two things, {_taken[port]} and {purpose}: choose another with {option}");
            if (IsFree(port)) continue;
            var by = PortHolder.Of(port) is var (pid, directory) ? $" by process {pid}{(directory is null ? "" : $", which runs in {directory}")}" : "";
            throw new LocalnetException($"port {port} ({purpose}) is in use{by}: stop what listens there, or choose another with {option}");
        }

        return ports;
    }

    /// <summary>Free ports, all different, below the range from which the kernel gives ports to clients: nobody is handed one before it is bound.</summary>
    /// <exception cref="LocalnetException">No free port was found.</exception>
    public IReadOnlyList<int> Free(int count, string purpose)
    {
        var found = new HashSet<int>();
        for (var attempt = 0; found.Count < count; attempt++)
        {
            if (attempt == MaxAttempts) throw new LocalnetException($"no {count} free ports between {FirstFree} and {EndOfFree}: stop what listens there, or choose ports with the --…-port options");
            var port = RandomNumberGenerator.GetInt32(FirstFree, EndOfFree);
            if (IsFree(port) && _taken.TryAdd(port, purpose)) found.Add(port);
        }

        return [.. found];
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
