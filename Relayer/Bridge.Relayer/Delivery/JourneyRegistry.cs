using Bridge.Protocol;
using Bridge.Relayer.Queue;

namespace Bridge.Relayer.Delivery;

/// <summary>The batches this relayer works on now.</summary>
internal sealed class JourneyRegistry
{
    private readonly Lock _gate = new();
    private readonly List<QueueEntry> _entries = [];

    public int Count
    {
        get
        {
            lock (_gate) return _entries.Count;
        }
    }

    public IReadOnlyList<QueueEntry> Entries
    {
        get
        {
            lock (_gate) return [.. _entries];
        }
    }

    public IReadOnlyList<BatchId> Batches(Lane lane)
    {
        lock (_gate) return [.. _entries.Where(entry => entry.Batch.Lane == lane).Select(entry => entry.Batch)];
    }

    public Admission TryEnter(QueueEntry entry)
    {
        lock (_gate)
        {
            if (_entries.Exists(known => ReferenceEquals(known.Queue, entry.Queue) && string.Equals(known.Key, entry.Key, StringComparison.Ordinal))) return Admission.SameEntry;
            if (_entries.Exists(known => known.Batch.Overlaps(entry.Batch))) return Admission.Overlaps;
            _entries.Add(entry);
            return Admission.Entered;
        }
    }

    public void Leave(QueueEntry entry)
    {
        lock (_gate) _entries.Remove(entry);
    }
}

/// <summary>Whether a batch may be worked on here.</summary>
internal enum Admission
{
    /// <summary>Yes, and it is entered.</summary>
    Entered = 1,

    /// <summary>The very entry is being worked on: it was handed out twice.</summary>
    SameEntry = 2,

    /// <summary>Another batch with some of its transfers is being worked on.</summary>
    Overlaps = 3,
}
