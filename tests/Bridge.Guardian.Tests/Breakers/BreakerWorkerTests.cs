using Bridge.Guardian.Breakers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

public sealed class BreakerWorkerTests : IDisposable
{
    private static readonly TimeSpan Wait = TimeSpan.FromSeconds(10), Spacing = TimeSpan.FromMilliseconds(200), Patience = TimeSpan.FromSeconds(20);

    private readonly ManualTime _time = new();
    private readonly Signal _wake = new();
    private readonly BreakerWorker _worker;
    private int _steps;

    public BreakerWorkerTests() => _worker = new("the test", _ => Task.FromResult(Interlocked.Increment(ref _steps) > 0), Wait, Patience, _time, NullLogger.Instance, wake: _wake);

    public void Dispose() => _worker.Dispose();

    [Fact]
    public async Task Woken_TakesItsNextStepBeforeItsTime()
    {
        await StartAsync();
        _wake.Set();
        _time.Advance(Spacing);
        await StepsAsync(2);
    }

    [Fact]
    public async Task WokenWithoutEnd_KeepsItsSpacing()
    {
        _wake.Set();
        await StartAsync();
        _wake.Set();
        _time.Advance(Spacing / 2);
        _time.IsWaitedFor(Spacing / 2).ShouldBeTrue();
        _steps.ShouldBe(1);
    }

    [Fact]
    public async Task NotWoken_WaitsItsTime()
    {
        await StartAsync();
        _time.Advance(Spacing);
        await WaitedForAsync(Wait - Spacing);
        _steps.ShouldBe(1);
        _time.Advance(Wait - Spacing);
        await StepsAsync(2);
    }

    private async Task StartAsync()
    {
        await _worker.StartAsync(default);
        await StepsAsync(1);
        await WaitedForAsync(Spacing);
    }

    private Task StepsAsync(int count) => Eventually.TrueAsync($"step {count}", Patience, () => Task.FromResult(Volatile.Read(ref _steps) == count));

    private Task WaitedForAsync(TimeSpan wait) => Eventually.TrueAsync($"it waits for {wait}", Patience, () => Task.FromResult(_time.IsWaitedFor(wait)));
}
