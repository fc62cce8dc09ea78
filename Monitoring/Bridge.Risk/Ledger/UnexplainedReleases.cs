using Bridge.Protocol;
using Bridge.Risk.Events;

namespace Bridge.Risk.Ledger;

/// <summary>Releases without a final lock: others were faster, this reader's view of the source is behind, or there is none.</summary>
/// <remarks>
/// One is over with its final lock, or when it vanished itself. It is disproved when its source was read whole, beginning after the release was seen, and shows no such lock; when it
/// shows one that is not final, as soon as finality has passed the newest block of that read.
/// </remarks>
public sealed class UnexplainedReleases
{
    private readonly Dictionary<TransferId, Unexplained> _waiting = [];
    private readonly List<(ReleaseSeen Release, Transfer? Seen)> _disproved = [];

    /// <summary>Those that wait for their lock, or for their source to be read.</summary>
    public IEnumerable<ReleaseSeen> Waiting => _waiting.Values.Select(one => one.Release);

    /// <summary>How many wait.</summary>
    public int Count => _waiting.Count;

    /// <summary>The one whose lock became final in the last event, whatever that lock says; null when there is none.</summary>
    public ReleaseSeen? Answered { get; private set; }

    /// <summary>Those that the last event disproved, each with the lock of its name that was seen and is not final, if there is one.</summary>
    public IReadOnlyList<(ReleaseSeen Release, Transfer? Seen)> Disproved => _disproved;

    internal void Begin()
    {
        Answered = null;
        _disproved.Clear();
    }

    internal void Add(ReleaseSeen release) => _waiting[release.Id] = new(release);

    internal void Answer(TransferId id)
    {
        if (_waiting.Remove(id, out var one)) Answered = one.Release;
    }

    internal void Vanish(TransferId id) => _waiting.Remove(id);

    internal void Judge(LocksRead read, Func<TransferId, Transfer?> find)
    {
        if (_waiting.Count == 0) return;
        // Only a read that began after the release was seen can speak about it.
        foreach (var one in _waiting.Values.Where(one => one.Release.Id.Lane.Source == read.Chain && one.Release.At <= read.BegunAt).ToList())
        {
            var seen = find(one.Release.Id);
            if (seen is not null && RiskLedger.Says(seen, one.Release) && (one.FinalBy is not { } by || read.Final < by))
            {
                one.FinalBy ??= read.Newest;
                continue;
            }

            // SECURITY: released, and the source as it was read afterwards knows nothing of it (M73).
            _waiting.Remove(one.Release.Id);
            _disproved.Add((one.Release, seen));
        }
    }

    private sealed class Unexplained(ReleaseSeen release)
    {
        public ReleaseSeen Release => release;

        public ulong? FinalBy { get; set; }
    }
}
