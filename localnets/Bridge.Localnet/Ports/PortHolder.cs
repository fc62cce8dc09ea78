using System.Globalization;

namespace Bridge.Localnet.Ports;

/// <summary>Who listens on a port, from /proc: for an error message.</summary>
internal static class PortHolder
{
    private const string Listening = "0A";

    /// <summary>The process and its directory; null when it is another user's, or gone already.</summary>
    public static (int Pid, string? Directory)? Of(int port)
    {
        var sockets = Inodes(port).Select(inode => $"socket:[{inode}]").ToHashSet(StringComparer.Ordinal);
        if (sockets.Count == 0) return null;
        foreach (var process in Directory.EnumerateDirectories("/proc").Where(path => int.TryParse(Path.GetFileName(path), NumberStyles.None, CultureInfo.InvariantCulture, out _)))
        {
            try
            {
                if (Directory.EnumerateFiles(Path.Combine(process, "fd")).Any(descriptor => sockets.Contains(new FileInfo(descriptor).LinkTarget ?? "")))
                    return (int.Parse(Path.GetFileName(process), CultureInfo.InvariantCulture), new FileInfo(Path.Combine(process, "cwd")).LinkTarget);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Another user's, or it has ended.
            }
        }

        return null;
    }

    // Columns: number, local address:port, remote, state, …, the tenth is the inode.
    private static IEnumerable<string> Inodes(int port) => ((string[])["/proc/net/tcp", "/proc/net/tcp6"]).Where(File.Exists).SelectMany(File.ReadLines).Skip(1)
        .Select(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(columns => columns.Length > 9 && columns[3] == Listening && columns[1].EndsWith($":{port:X4}", StringComparison.Ordinal))
        .Select(columns => columns[9]);
}
