namespace Bridge.Cli.Tests;

/// <summary>A clock whose periodic timers fire when the test says so; everything else is the system's.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly List<(TimerCallback Callback, object? State)> _periodic = [];

    public void Fire()
    {
        foreach (var (callback, state) in _periodic.ToList()) callback(state);
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (period == Timeout.InfiniteTimeSpan) return System.CreateTimer(callback, state, dueTime, period);
        _periodic.Add((callback, state));
        return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }
}
