using System.Collections.Concurrent;

namespace Bridge.Localnet.Proxies;

/// <summary>A fault in force, with what it has done so far.</summary>
internal sealed class ActiveFault(Fault fault)
{
    private int _left = fault.Times ?? int.MaxValue;

    public Fault Fault { get; } = fault;

    /// <summary>The first answer to each call since the fault was set.</summary>
    public ConcurrentDictionary<string, byte[]> FirstAnswers { get; } = new(StringComparer.Ordinal);

    /// <summary>Calls it was applied to.</summary>
    public int Applied => (Fault.Times ?? int.MaxValue) - Volatile.Read(ref _left);

    /// <summary>Counts a call; false when it has been applied as often as it should.</summary>
    public bool TryApply() => Fault.Times is null ? Interlocked.Decrement(ref _left) != int.MinValue : Interlocked.Decrement(ref _left) >= 0;
}

/// <summary>The faults in force on one proxy.</summary>
internal sealed class FaultTable
{
    private volatile ActiveFault[] _faults = [];

    /// <summary>True when every call passes untouched.</summary>
    public bool IsEmpty => _faults.Length == 0;

    public IReadOnlyList<ActiveFault> All => _faults;

    public void Add(Fault fault)
    {
        lock (this) _faults = [.. _faults, new(fault)];
    }

    public void Clear()
    {
        lock (this) _faults = [];
    }

    /// <summary>The fault to apply to a call, or null.</summary>
    public ActiveFault? Match(string method, string client)
    {
        foreach (var active in _faults)
        {
            if (active.Fault.Method != "*" && !string.Equals(active.Fault.Method, method, StringComparison.Ordinal)) continue;
            if (active.Fault.Client is { } only && client != only && !client.StartsWith($"{only}/", StringComparison.Ordinal)) continue;
            if (active.TryApply()) return active;
        }

        return null;
    }
}
