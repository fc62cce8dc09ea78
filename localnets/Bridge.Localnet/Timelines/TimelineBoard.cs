using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Localnet.Timelines;

/// <summary>All transfers of a demonstration as they stand now; safe to read while they change.</summary>
internal sealed class TimelineBoard(TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly List<TransferTimeline> _transfers = [];
    private readonly long _started = time.GetTimestamp();

    /// <summary>When the demonstration began, by the wall clock that the relayers use too.</summary>
    public DateTimeOffset Start { get; } = time.GetUtcNow();

    /// <summary>Milliseconds since then.</summary>
    public long Elapsed => (long)time.GetElapsedTime(_started).TotalMilliseconds;

    public IReadOnlyList<TransferTimeline> Snapshot()
    {
        lock (_gate) return [.. _transfers];
    }

    /// <summary>Adds a transfer and returns its place.</summary>
    public int Add(TransferTimeline transfer)
    {
        lock (_gate)
        {
            _transfers.Add(transfer);
            return _transfers.Count - 1;
        }
    }

    public void Locked(int place, TransferId id, string transaction)
    {
        lock (_gate) _transfers[place] = _transfers[place].Locked(id, transaction, Elapsed);
    }

    public void Update(int place, TransferStatus status)
    {
        lock (_gate) _transfers[place] = _transfers[place].With(status, Start);
    }
}
