using Bridge.Chains;

namespace Bridge.Guardian.Watching;

/// <summary>What wakes the watchers of one chain before their time. New heads do, where each is worth a look (<see cref="IChainFamily.IsEachHeadWorthALook"/>).</summary>
public sealed class ChainWakes
{
    private readonly TimeSpan _poll;
    private readonly HeadWatcher? _heads;

    /// <summary>Wakes nobody before <see cref="RunAsync"/>.</summary>
    public ChainWakes(IChainFamily family, string rpcUrl, TimeSpan poll, TimeProvider time)
    {
        _poll = poll;
        if (!family.IsEachHeadWorthALook) return;
        _heads = new(stop => family.WatchHeadsAsync(rpcUrl, stop), time);
        _heads.Wake(Locks);
        _heads.Wake(Outflow);
    }

    /// <summary>Wakes the watcher of locks.</summary>
    public Signal Locks { get; } = new();

    /// <summary>Wakes the watcher of what leaves.</summary>
    public Signal Outflow { get; } = new();

    /// <summary>The time between two looks at locks now.</summary>
    public TimeSpan Poll => _heads?.Between(_poll) ?? _poll;

    /// <summary>Watches heads until it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellationToken) => _heads?.RunAsync(cancellationToken) ?? Task.CompletedTask;
}
