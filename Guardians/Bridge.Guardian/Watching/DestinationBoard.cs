using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Guardian.Watching;

/// <summary>What the destinations last said about transfers whose refund was requested. In memory: after a start nothing is known until they are asked.</summary>
public sealed class DestinationBoard
{
    private readonly ConcurrentDictionary<TransferId, DestinationState> _states = new();

    /// <summary>Null when the destination was not asked since the start, or could not be asked last time.</summary>
    public DestinationState? this[TransferId id] => _states.TryGetValue(id, out var state) ? state : null;

    /// <summary>The destination's word.</summary>
    public void Set(TransferId id, DestinationState state) => _states[id] = state;

    /// <summary>It could not be asked: what it said before may have changed.</summary>
    public void Forget(TransferId id) => _states.TryRemove(id, out _);
}
