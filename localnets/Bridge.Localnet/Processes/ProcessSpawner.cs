using System.Collections.Concurrent;
using System.ComponentModel;
using System.Diagnostics;

namespace Bridge.Localnet.Processes;

/// <summary>Starts programs that cannot outlive this process, however it ends.</summary>
/// <remarks>
/// Every program is started through <c>setsid setpriv --pdeathsig KILL</c>: the kernel kills it when its parent is gone, and a Ctrl-C in the
/// terminal reaches only this process, which then stops them in order. The kernel's "parent" is the thread that forked, so one thread that
/// lives until the end does all the forking; a thread of the pool would take its programs along when it is retired.
/// </remarks>
internal sealed class ProcessSpawner : IDisposable
{
    private readonly BlockingCollection<Action> _work = [];

    public ProcessSpawner() => new Thread(Run) { IsBackground = true, Name = "process spawner" }.Start();

    /// <summary>Starts the program with all three standard streams redirected.</summary>
    /// <exception cref="LocalnetException">The program is missing or cannot be executed.</exception>
    public Task<Process> StartAsync(ProcessSpec spec)
    {
        var started = new TaskCompletionSource<Process>(TaskCreationOptions.RunContinuationsAsynchronously);
        _work.Add(() =>
        {
            try
            {
                started.SetResult(Start(spec));
            }
            catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
            {
                started.SetException(new LocalnetException($"cannot start {spec.Name} ({spec.FileName}): {e.Message}", e));
            }
        });
        return started.Task;
    }

    /// <summary>Ends the forking thread; the kernel then kills whatever still runs.</summary>
    public void Dispose() => _work.CompleteAdding();

    private static Process Start(ProcessSpec spec)
    {
        var start = new ProcessStartInfo("setsid")
        {
            WorkingDirectory = spec.WorkingDirectory,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var argument in (string[])["setpriv", "--pdeathsig", "KILL", "--", spec.FileName, .. spec.Arguments]) start.ArgumentList.Add(argument);
        foreach (var (name, value) in spec.Environment) start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("no process was started");
    }

    private void Run()
    {
        foreach (var work in _work.GetConsumingEnumerable()) work();
        _work.Dispose();
    }
}
