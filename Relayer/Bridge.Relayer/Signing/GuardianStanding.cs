using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Signing;

/// <summary>Which guardians are worth asking: those caught in a fault rest for a while, and who answered last is remembered for the health page.</summary>
internal sealed class GuardianStanding(IReadOnlyList<ushort> guardians, RelayerOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<ushort, (GuardianFault Fault, DateTimeOffset Until)> _excluded = [];
    private readonly HashSet<ushort> _live = [];

    /// <summary>Guardians that answered when last asked.</summary>
    public int LiveCount
    {
        get
        {
            lock (_gate) return _live.Count;
        }
    }

    /// <summary>Guardians that are not asked now, and why.</summary>
    public IReadOnlyList<Culprit> Excluded
    {
        get
        {
            lock (_gate) return [.. _excluded.Where(entry => entry.Value.Until > time.GetUtcNow()).Select(entry => new Culprit(entry.Key, entry.Value.Fault))];
        }
    }

    public bool IsLive(ushort guardian)
    {
        lock (_gate) return _live.Contains(guardian);
    }

    public void Answered(ushort guardian, bool isLive)
    {
        lock (_gate)
        {
            if (isLive) _live.Add(guardian);
            else _live.Remove(guardian);
        }
    }

    public void Exclude(Culprit culprit)
    {
        lock (_gate) _excluded[culprit.Guardian] = (culprit.Fault, time.GetUtcNow() + TimeSpan.FromMilliseconds(options.ExclusionMilliseconds));
    }

    public IReadOnlyList<ushort> Eligible()
    {
        lock (_gate) return [.. guardians.Where(guardian => !_excluded.TryGetValue(guardian, out var entry) || entry.Until <= time.GetUtcNow())];
    }
}
