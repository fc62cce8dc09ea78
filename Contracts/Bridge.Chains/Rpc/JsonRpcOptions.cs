namespace Bridge.Chains.Rpc;

/// <summary>How a <see cref="JsonRpcClient"/> treats its endpoint. Every setting has a bound, checked when the client is made.</summary>
public sealed record JsonRpcOptions
{
    /// <summary>How long one attempt may take: 10 s by default, 100 ms to 2 min. Beyond that a node is as good as down.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Attempts after the first one, for idempotent calls: 3 by default, 0 to 10.</summary>
    public int Retries { get; init; } = 3;

    /// <summary>Median delay before the first retry; doubles from one to the next, with jitter. 200 ms by default, 1 ms to 30 s.</summary>
    public TimeSpan RetryDelay { get; init; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Largest answer read, in bytes: 32 MiB by default, 1 KiB to 1 GiB. A node cannot fill this process's memory.</summary>
    public int MaxResponseBytes { get; init; } = 32 * 1024 * 1024;

    /// <summary>Attempts within <see cref="BreakerWindow"/> before the circuit breaker judges: 8 by default, at least 2. It opens when half of them failed.</summary>
    public int BreakerThroughput { get; init; } = 8;

    /// <summary>Over which time the circuit breaker counts: 10 s by default, 500 ms to 1 h.</summary>
    public TimeSpan BreakerWindow { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long an open circuit refuses at once, to spare the node and the caller: 2 s by default, 500 ms to 1 h.</summary>
    public TimeSpan BreakerPause { get; init; } = TimeSpan.FromSeconds(2);

    internal void Validate()
    {
        var errors = new List<string>();
        Between(AttemptTimeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(2), nameof(AttemptTimeout));
        Between(Retries, 0, 10, nameof(Retries));
        Between(RetryDelay, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(30), nameof(RetryDelay));
        Between(MaxResponseBytes, 1024, 1 << 30, nameof(MaxResponseBytes));
        Between(BreakerThroughput, 2, int.MaxValue, nameof(BreakerThroughput));
        Between(BreakerWindow, TimeSpan.FromMilliseconds(500), TimeSpan.FromHours(1), nameof(BreakerWindow));
        Between(BreakerPause, TimeSpan.FromMilliseconds(500), TimeSpan.FromHours(1), nameof(BreakerPause));
        if (errors.Count > 0) throw new ArgumentException(string.Join("; ", errors));

        void Between<T>(T value, T least, T most, string name) where T : IComparable<T>
        {
            if (value.CompareTo(least) < 0 || value.CompareTo(most) > 0) errors.Add($"{name} should be {least} to {most} and is {value}");
        }
    }
}
