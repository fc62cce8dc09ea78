using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

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

    /// <summary>Whether everything runs and the demonstration is over, as <c>localnet.json</c> beside the deployment says.</summary>
    /// <exception cref="CliException">The file is another one.</exception>
    public bool IsReady
    {
        get
        {
            var facts = Path.Combine(Path.GetDirectoryName(_deployment)!, "localnet.json");
            if (!File.Exists(facts) || File.GetLastWriteTimeUtc(facts) < _since) return false;
            try
            {
                return JsonDocument.Parse(File.ReadAllText(facts)).RootElement.GetProperty("ready").GetBoolean();
            }
            catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
            {
                throw new CliException($"{facts} is no localnet's", "the localnet writes it anew at each start: ./localnets/run.sh", e);
            }
        }
    }

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
    public static StartingLocalnet? Find(string localnets, string deployment) => Read(localnets, deployment) is { HasStarted: false, IsRunning: true } starting ? starting : null;

    /// <summary>The localnet that wrote a deployment, while its daemons start and while it shows its demonstration; null when it is ready, has ended, or there is none.</summary>
    public static StartingLocalnet? FindUnready(string deployment) =>
        Path.GetDirectoryName(Path.GetDirectoryName(deployment)) is { } localnets && Read(localnets, deployment) is { HasStarted: true, IsReady: false, IsRunning: true } starting ? starting : null;

    private static StartingLocalnet? Read(string localnets, string deployment)
    {
        var marker = Path.Combine(localnets, ".starting");
        if (!File.Exists(marker) || !int.TryParse(File.ReadAllText(marker).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var process)) return null;
        return new StartingLocalnet(process, deployment, File.GetLastWriteTimeUtc(marker));
    }
}
