using System.Collections.Concurrent;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Releases;

/// <summary>
/// Decides when a consumed bit is final on a node that answers with its newest state whatever it was asked for: a bit that was set in a state of
/// slot c is final once the finalised slot has reached c. Kept in memory: after a restart it takes one more finality to say yes.
/// </summary>
internal sealed class FinalBits
{
    /// <summary>More than a relayer has in flight; forgetting one only costs it another wait.</summary>
    private const int MostRemembered = 100_000;

    private readonly ConcurrentDictionary<TransferId, ulong> _firstSeen = new();

    /// <summary>True when <paramref name="id"/>, seen consumed in a state of <paramref name="contextSlot"/>, is so for good.</summary>
    public bool IsFinal(TransferId id, ulong contextSlot, ulong finalizedSlot)
    {
        // SECURITY: only a state at or below the finalised slot ends a transfer (W3).
        if (contextSlot <= finalizedSlot) return true;
        if (_firstSeen.Count >= MostRemembered) _firstSeen.Clear();
        return _firstSeen.GetOrAdd(id, contextSlot) <= finalizedSlot;
    }

    /// <summary>Forgets a bit that is not set (any more): a fork took its release back.</summary>
    public void Forget(TransferId id) => _firstSeen.TryRemove(id, out _);
}
