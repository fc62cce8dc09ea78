using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Bridge.Localnet.Processes;

/// <summary>A running program: its pid, its log, its end.</summary>
internal sealed partial class ChildProcess : IDisposable
{
    private const int Terminate = 15;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Task _copied;
    private readonly TaskCompletionSource<string> _firstLine = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ChildProcess(ProcessSpec spec, Process process)
    {
        (Spec, _process, Pid) = (spec, process, process.Id);
        Directory.CreateDirectory(Path.GetDirectoryName(spec.LogPath)!);
        _copied = CopyOutputAsync();
        Exited = WaitAsync();
    }

    public ProcessSpec Spec { get; }

    public int Pid { get; }

    /// <summary>Completes with the exit code (128 + signal when killed) once the program has ended and its log is written.</summary>
    public Task<int> Exited { get; }

    /// <summary>The first line of standard output; fails when the program ends without one.</summary>
    public Task<string> FirstLine => _firstLine.Task;

    public static async Task<ChildProcess> StartAsync(ProcessSpawner spawner, ProcessSpec spec) => new(spec, await spawner.StartAsync(spec));

    /// <summary>Asks the program to end, and ends it by force when it does not.</summary>
    public async Task StopAsync()
    {
        if (!Exited.IsCompleted) _ = Kill(Pid, Terminate);
        if (await Task.WhenAny(Exited, Task.Delay(Grace, TimeProvider.System)) != Exited && !_process.HasExited) _process.Kill();
        await Exited;
    }

    /// <summary>The last lines of the log, for an error message.</summary>
    public static string LogTail(string path, int lines = 12) =>
        File.Exists(path) ? string.Join('\n', File.ReadLines(path).TakeLast(lines).Select(line => "    " + line)) : "    (no log)";

    public void Dispose() => _process.Dispose();

    private async Task<int> WaitAsync()
    {
        await _process.WaitForExitAsync();
        await _copied;
        _firstLine.TrySetException(new LocalnetException($"{Spec.Name} ended with {_process.ExitCode} before it was ready:\n{LogTail(Spec.LogPath)}"));
        _ = _firstLine.Task.Exception; // observed: not everybody waits for the line
        return _process.ExitCode;
    }

    private async Task CopyOutputAsync()
    {
        var stream = new FileStream(Spec.LogPath, FileMode.Append, FileAccess.Write, FileShare.ReadWrite);
        await using var log = TextWriter.Synchronized(new StreamWriter(stream) { AutoFlush = true });
        await Task.WhenAll(CopyAsync(_process.StandardOutput, log, line => _firstLine.TrySetResult(line)), CopyAsync(_process.StandardError, log, _ => { }));
    }

    private static async Task CopyAsync(StreamReader from, TextWriter to, Action<string> seen)
    {
        while (await from.ReadLineAsync() is { } line)
        {
            await to.WriteLineAsync(line);
            seen(line);
        }
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int pid, int signal);
}
