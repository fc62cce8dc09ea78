using System.Collections.Concurrent;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Watching;

/// <summary>Which epoch's key is in force on each chain, as the chain itself says; written by <see cref="EpochWorker"/>, read by signing.</summary>
/// <remarks>The chain decides when a rotation takes effect, never this guardian's clock: a signature under a key that is not in force there is worth nothing, or worse, waits.</remarks>
public sealed class ChainEpochs
{
    private readonly ConcurrentDictionary<ChainId, GuardianEpoch> _epochs = new();

    /// <summary>The epoch in force on a chain, null before it was read.</summary>
    public GuardianEpoch? this[ChainId chain] => _epochs.TryGetValue(chain, out var epoch) ? epoch : null;

    /// <summary>Notes what a chain says. An epoch that goes back is a source that is behind, and is ignored.</summary>
    public bool Note(ChainId chain, GuardianEpoch epoch)
    {
        var changed = false;
        _epochs.AddOrUpdate(
            chain,
            _ =>
            {
                changed = true;
                return epoch;
            },
            (_, before) =>
            {
                changed = epoch.Value > before.Value;
                return changed ? epoch : before;
            });
        return changed;
    }

    /// <summary>Why nothing is signed for a destination under a key, null when it is.</summary>
    public (RefusalReason Reason, string Detail)? Refusal(ChainId destination, GuardianEpoch key) => this[destination] switch
    {
        // SECURITY: what is not known is not assumed (W9).
        null => (RefusalReason.InsufficientSources, $"the epoch in force on chain {destination} was not read yet since the start"),
        // SECURITY: a key that waits for its turn, or that could still be vetoed, signs nothing ahead (W8).
        { } inForce when key.Value > inForce.Value => (RefusalReason.UnknownEpoch, $"epoch {key} is not in force on chain {destination} yet: {inForce} is"),
        // The key before may be on its way during the chain's overlap; the chain knows when that is over. Older ones are worth nothing (M58).
        { } inForce when key.Value + 1UL < inForce.Value => (RefusalReason.UnknownEpoch, $"epoch {key} was rotated away on chain {destination}: {inForce} is in force"),
        _ => null,
    };
}
