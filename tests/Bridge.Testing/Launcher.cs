using System.Diagnostics;

namespace Bridge.Testing;

/// <summary>The local network's launcher as a process, with a state directory and free ports of its own. It ends when this process ends: its standard input closes.</summary>
public sealed class Launcher : IAsyncDisposable
{
    private readonly Process _process;
    private readonly ProcessOutput _output;
    private readonly bool _ownsState;

    private Launcher(Process process, string state, bool ownsState) => (_process, _output, State, _ownsState) = (process, new(process), state, ownsState);

    /// <summary>Everything the run writes.</summary>
    public string State { get; }

    /// <summary>Whether it has ended, by itself or not.</summary>
    public bool HasEnded => _process.HasExited;

    /// <summary>What it said so far.</summary>
    public string Output => _output.ToString();

    /// <summary>Starts one with a state directory of its own.</summary>
    public static Launcher Start(params IEnumerable<string> arguments) => Start(arguments, new Dictionary<string, string>());

    /// <summary>Starts one whose programs find more in their environment.</summary>
    public static Launcher Start(IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment) =>
        StartIn(Path.Combine(Directory.CreateTempSubdirectory("localnet").FullName, "run"), ownsState: true, arguments, environment);

    /// <summary>Starts one in a directory that somebody else may use, and leaves it there.</summary>
    public static Launcher StartIn(string state, params IEnumerable<string> arguments) => StartIn(state, ownsState: false, arguments, new Dictionary<string, string>());

    private static Launcher StartIn(string state, bool ownsState, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        string[] ports = ["--evm-port", "--solana-port", "--redis-port", "--guardian-port", "--health-port", "--relayer-port", "--dashboard-port", "--witness-port"];
        var start = new ProcessStartInfo("dotnet") { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var argument in (string[])[Program(), "--until-input-ends", "--state", state, .. ports.SelectMany(port => (string[])[port, "0"]), .. arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment) start.Environment[name] = value;
        return new(Process.Start(start)!, state, ownsState);
    }

    /// <summary>SIGKILL: nothing is tidied up.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Waits for the end and returns the exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan limit)
    {
        using var timeout = new CancellationTokenSource(limit, TimeProvider.System);
        await _process.WaitForExitAsync(timeout.Token);
        return _process.ExitCode;
    }

    /// <summary>Has it end in order, and deletes what it wrote.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.StandardInput.Close();
            await WaitForExitAsync(TimeSpan.FromSeconds(60));
        }

        _process.Dispose();
        if (_ownsState && Directory.Exists(State)) Directory.Delete(Path.GetDirectoryName(State)!, recursive: true);
    }

    private static string Program() => RepositoryRoot.Combine(
        "localnets", "Bridge.Localnet", "bin", AppContext.BaseDirectory.Contains("/Release/", StringComparison.Ordinal) ? "Release" : "Debug", "net10.0", "Bridge.Localnet.dll");
}
