using System.Diagnostics;
using System.Globalization;

namespace Bridge.Cli;

/// <summary>
/// A localnet that is being started: <c>run.sh</c> leaves its process id in <c>localnets/.starting</c> before it builds, and the launcher that it becomes keeps the id to the end. It
/// has started when there is a deployment file newer than that.
/// </summary>
internal sealed class StartingLocalnet
{
    // A start time is reckoned from the boot, and may seem a little later than it was.
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(1);

    private readonly string _deployment;
    private readonly DateTime _since;

    private StartingLocalnet(int process, string deployment, DateTime since) => (Process, _deployment, _since) = (process, deployment, since);

    public int Process { get; }

    /// <summary>Whether its deployment is there.</summary>
    public bool HasStarted => File.Exists(_deployment) && File.GetLastWriteTimeUtc(_deployment) >= _since;

    /// <summary>Whether the process is the one that left its id: another of that id is younger than the file.</summary>
    public bool IsRunning
    {
        get
        {
            try
            {
                using var process = System.Diagnostics.Process.GetProcessById(Process);
                return process.StartTime.ToUniversalTime() <= _since + Margin;
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It is gone, or went while it was looked at.
                return false;
            }
        }
    }

    /// <summary>The localnet of a repository while it is being started; null when none is.</summary>
    public static StartingLocalnet? Find(string localnets, string deployment)
    {
        var marker = Path.Combine(localnets, ".starting");
        if (!File.Exists(marker) || !int.TryParse(File.ReadAllText(marker).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return null;
        var starting = new StartingLocalnet(process, deployment, File.GetLastWriteTimeUtc(marker));
        return !starting.HasStarted && starting.IsRunning ? starting : null;
    }
}
