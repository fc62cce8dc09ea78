using System.Collections.Concurrent;

namespace Bridge.Localnet.Processes;

/// <summary>What happens when a program ends by itself.</summary>
internal enum OnDeath
{
    /// <summary>Nothing can go on without it (a chain node keeps no data): the local network ends.</summary>
    EndEverything = 1,

    /// <summary>It is started again after a growing delay.</summary>
    Restart = 2,

    /// <summary>It is reported and stays dead.</summary>
    Report = 3,
}

/// <summary>Runs the programs of the local network: starts them, reports and restarts those that die, stops all of them in reverse order.</summary>
/// <param name="spawner">Starts them.</param>
/// <param name="time">For delays.</param>
/// <param name="report">Told what happens.</param>
/// <param name="isKeptDown">Whether a program that ended, by its name, is not to be started again yet; null: none is.</param>
internal sealed class ProcessSupervisor(ProcessSpawner spawner, TimeProvider time, Action<string> report, Func<string, bool>? isKeptDown = null) : IAsyncDisposable
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(250);

    private readonly ConcurrentDictionary<string, ChildProcess> _running = new(StringComparer.Ordinal);
    private readonly List<(string Name, Task Watch)> _watches = [];
    private readonly CancellationTokenSource _stopping = new(); // without a timer: nothing to dispose
    private readonly TaskCompletionSource<string> _fatal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes with the reason when a program died without which nothing can go on.</summary>
    public Task<string> Fatal => _fatal.Task;

    /// <summary>Raised after the set of running programs has changed.</summary>
    public event EventHandler? Changed;

    /// <summary>Name and pid of every program that runs now.</summary>
    public IReadOnlyDictionary<string, int> Pids => _running.ToDictionary(entry => entry.Key, entry => entry.Value.Pid, StringComparer.Ordinal);

    /// <summary>Starts a program and keeps watching it.</summary>
    public async Task<ChildProcess> StartAsync(ProcessSpec spec, OnDeath onDeath)
    {
        var child = await LaunchAsync(spec);
        _watches.Add((spec.Name, WatchAsync(child, onDeath)));
        return child;
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="LocalnetException">It ended with another code than 0.</exception>
    public async Task RunAsync(ProcessSpec spec, CancellationToken cancellationToken)
    {
        using var child = await ChildProcess.StartAsync(spawner, spec);
        await using var stop = cancellationToken.Register(() => _ = child.StopAsync());
        var code = await child.Exited;
        cancellationToken.ThrowIfCancellationRequested();
        if (code != 0) throw new LocalnetException($"{spec.Name} ended with {code}; {spec.LogPath} ends with:\n{ChildProcess.LogTail(spec.LogPath)}");
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested) return;
        await _stopping.CancelAsync();
        // Daemons first, then what they talk to: nobody is left complaining about a node that is gone.
        foreach (var group in _watches.AsEnumerable().Reverse().Select(watch => watch.Name).Chunk(8))
            await Task.WhenAll(group.Select(name => _running.TryGetValue(name, out var child) ? child.StopAsync() : Task.CompletedTask));
        await Task.WhenAll(_watches.Select(watch => watch.Watch));
        spawner.Dispose();
    }

    private async Task<ChildProcess> LaunchAsync(ProcessSpec spec)
    {
        var child = await ChildProcess.StartAsync(spawner, spec);
        _running[spec.Name] = child;
        Changed?.Invoke(this, EventArgs.Empty);
        return child;
    }

    private async Task WatchAsync(ChildProcess child, OnDeath onDeath)
    {
        var delay = new RestartDelay();
        while (true)
        {
            var started = time.GetTimestamp();
            var code = await child.Exited;
            _running.TryRemove(KeyValuePair.Create(child.Spec.Name, child));
            child.Dispose();
            if (_stopping.IsCancellationRequested) return;
            Changed?.Invoke(this, EventArgs.Empty);
            switch (onDeath)
            {
                case OnDeath.EndEverything:
                    _fatal.TrySetResult($"{child.Spec.Name} ended with {code}; {child.Spec.LogPath} ends with:\n{ChildProcess.LogTail(child.Spec.LogPath)}");
                    return;
                case OnDeath.Report:
                    report($"{child.Spec.Name} ended with {code}; its log is {child.Spec.LogPath}");
                    return;
                default:
                    var pause = delay.After(time.GetElapsedTime(started));
                    report($"{child.Spec.Name} ended with {code}, starting it again in {pause.TotalMilliseconds:0} ms");
                    do
                    {
                        if (!await PauseAsync(pause)) return;
                        pause = LookAgain;
                    }
                    while (isKeptDown?.Invoke(child.Spec.Name) == true);
                    child = await LaunchAsync(child.Spec);
                    break;
            }
        }
    }

    private async Task<bool> PauseAsync(TimeSpan pause)
    {
        try
        {
            await Task.Delay(pause, time, _stopping.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
