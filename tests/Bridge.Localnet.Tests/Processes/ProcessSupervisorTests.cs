using System.Diagnostics;
using Bridge.Localnet.Processes;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.Processes;

public sealed class ProcessSupervisorTests : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("supervisor").FullName;
    private readonly List<string> _reports = [];
    private ProcessSupervisor _supervisor = null!;

    public Task InitializeAsync()
    {
        _supervisor = new(new ProcessSpawner(), TimeProvider.System, text =>
        {
            lock (_reports) _reports.Add(text);
        });
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _supervisor.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task Start_MissingProgram_IsReportedByTheLogOfItsStarter()
    {
        var child = await _supervisor.StartAsync(Shell("missing", "exec /no/such/program"), OnDeath.EndEverything);
        (await child.Exited).ShouldNotBe(0);
        (await _supervisor.Fatal).ShouldContain("/no/such/program");
    }

    [Fact]
    public async Task Run_NonZeroEnd_ThrowsWithTheEndOfTheLog()
    {
        var error = await Should.ThrowAsync<LocalnetException>(() => _supervisor.RunAsync(Shell("failing", "echo reason >&2; exit 3"), CancellationToken.None));
        error.Message.ShouldContain("failing ended with 3");
        error.Message.ShouldContain("reason");
    }

    [Fact]
    public async Task Run_Cancelled_StopsTheProgram()
    {
        using var cancelled = new CancellationTokenSource(TimeSpan.FromMilliseconds(100));
        await Should.ThrowAsync<OperationCanceledException>(() => _supervisor.RunAsync(Shell("sleeping", "exec sleep 600"), cancelled.Token));
    }

    [Fact]
    public async Task Start_ProgramKilledWithRestart_RunsAgainUnderANewPid()
    {
        var child = await _supervisor.StartAsync(Shell("daemon", "exec sleep 600"), OnDeath.Restart);
        var restarted = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        _supervisor.Changed += (_, _) =>
        {
            if (_supervisor.Pids.TryGetValue("daemon", out var pid) && pid != child.Pid) restarted.TrySetResult(pid);
        };
        Kill(child.Pid);
        (await restarted.Task.WaitAsync(TimeSpan.FromSeconds(10))).ShouldNotBe(child.Pid);
        lock (_reports) _reports.ShouldContain(text => text.Contains("daemon ended with 137", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Start_ProgramThatIsKeptDown_IsStartedAgainWhenItIsNotAnyMore()
    {
        var (isDown, asked) = (true, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var supervisor = new ProcessSupervisor(new ProcessSpawner(), TimeProvider.System, _ => { }, name =>
        {
            name.ShouldBe("daemon");
            asked.TrySetResult();
            return Volatile.Read(ref isDown);
        });
        var child = await supervisor.StartAsync(Shell("daemon", "exec sleep 600"), OnDeath.Restart);
        Kill(child.Pid);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(10));
        supervisor.Pids.ShouldBeEmpty();
        var restarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        supervisor.Changed += (_, _) => restarted.TrySetResult();
        Volatile.Write(ref isDown, false);
        await restarted.Task.WaitAsync(TimeSpan.FromSeconds(10));
        supervisor.Pids.Keys.ShouldBe(["daemon"]);
    }

    [Fact]
    public async Task Start_ProgramKilledWithReport_StaysDead()
    {
        var child = await _supervisor.StartAsync(Shell("daemon", "exec sleep 600"), OnDeath.Report);
        var changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _supervisor.Changed += (_, _) => changed.TrySetResult();
        Kill(child.Pid);
        await changed.Task.WaitAsync(TimeSpan.FromSeconds(10));
        _supervisor.Pids.Keys.ShouldNotContain("daemon");
    }

    [Fact]
    public async Task Dispose_ProgramThatIgnoresTerminate_IsKilled()
    {
        var child = await _supervisor.StartAsync(Shell("stubborn", "trap '' TERM; echo ready; while true; do sleep 0.1; done"), OnDeath.Restart);
        await child.FirstLine;
        await _supervisor.DisposeAsync();
        IsAlive(child.Pid).ShouldBeFalse();
    }

    [Fact]
    public async Task Spawner_EndsWithoutStoppingAnything_TakesItsProgramsAlong()
    {
        var spawner = new ProcessSpawner();
        var process = await spawner.StartAsync(Shell("orphan", "echo ready; exec sleep 600"));
        (await process.StandardOutput.ReadLineAsync()).ShouldBe("ready");
        spawner.Dispose();
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(10));
        process.ExitCode.ShouldBe(137);
    }

    [Fact]
    public void RestartDelay_DyingYoung_DoublesUpToABoundAndStartsOverAfterALongLife()
    {
        var delay = new RestartDelay();
        var delays = Enumerable.Range(0, 7).Select(_ => delay.After(TimeSpan.Zero).TotalMilliseconds).ToArray();
        delays.ShouldBe([250, 500, 1000, 2000, 4000, 5000, 5000]);
        delay.After(TimeSpan.FromMinutes(1)).TotalMilliseconds.ShouldBe(250);
    }

    private ProcessSpec Shell(string name, string script) => new(name, "bash", ["-c", script]) { WorkingDirectory = _directory, LogPath = Path.Combine(_directory, name + ".log") };

    private static void Kill(int pid)
    {
        using var process = Process.GetProcessById(pid);
        process.Kill();
    }

    private static bool IsAlive(int pid) => Directory.Exists($"/proc/{pid}");
}
