namespace Bridge.Cli.Tests;

/// <summary>A clock that runs <paramref name="times"/> as fast as the system's.</summary>
internal sealed class FastTime(int times) : TimeProvider
{
    private readonly DateTimeOffset _began = System.GetUtcNow();

    public override DateTimeOffset GetUtcNow() => _began + ((System.GetUtcNow() - _began) * times);

    public override long GetTimestamp() => System.GetTimestamp() * times;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : dueTime / times, period == Timeout.InfiniteTimeSpan ? period : period / times);
}
