using Bridge.Protocol;

namespace Bridge.Dashboard.Readings;

/// <summary>How old what is shown of each chain is. What was never read is as old as this server: never known is worse than known long ago.</summary>
internal sealed class ReadAges(Network network, IReadOnlyDictionary<ChainId, HistoryReader> readers, TimeProvider time)
{
    private readonly DateTimeOffset _started = time.GetUtcNow();

    public IEnumerable<(string Chain, string Reading, TimeSpan Age)> Now()
    {
        var now = time.GetUtcNow();
        TimeSpan Age(DateTimeOffset? readAt) => now - (readAt ?? _started);
        foreach (var board in network.Boards)
        {
            yield return (board.Name, "levels", board.Levels.Values.Max(reading => Age(reading.At(now).ReadAt)));
            yield return (board.Name, "holds", Age(board.Holds.At(now).ReadAt));
            if (board.Assets.Count > 0) yield return (board.Name, "limits", board.Limits.Values.Max(reading => Age(reading.At(now).ReadAt)));
            if (board.Assets.Count > 0) yield return (board.Name, "reserves", board.Backing.Values.Max(reading => Age(reading.At(now).ReadAt)));
            // One source that answers is enough to know the head.
            yield return (board.Name, "head", board.Heads.Min(reading => Age(reading.At(now).ReadAt)));
            yield return (board.Name, "locks", Age(readers[board.Chain].CaughtUp.At(now).ReadAt));
        }
    }
}
