using System.Collections.Concurrent;
using Bridge.Frost;
using Bridge.Protocol;

namespace Bridge.Relayer.Signing;

/// <summary>One group key of the guardians, its epoch, and those who hold its shares.</summary>
internal sealed record GuardianKeySet(GuardianEpoch Epoch, GroupPublicKey Group, IReadOnlyList<IGuardianClient> Guardians);

/// <summary>Under which key a message to each chain is signed: the one that is in force there.</summary>
/// <remarks>
/// A relayer starts with the key of its deployment file. When a chain puts another one in force (a rotation), the file is read again; the keys known before
/// stay known, because the other chain may change over later. Until a chain was asked, the key of the file counts. The chain decides alone which signature it
/// takes; this only keeps guardians from being asked for what it would refuse.
/// </remarks>
/// <param name="first">The key of the deployment file at the start.</param>
/// <param name="reload">Reads the file again; null when it cannot be read.</param>
/// <param name="coordinator">Makes the coordinator of a key.</param>
internal sealed class KeyBook(GuardianKeySet first, Func<GuardianKeySet?> reload, Func<GuardianKeySet, SigningCoordinator> coordinator)
{
    private readonly ConcurrentDictionary<GuardianEpoch, (GuardianKeySet Set, SigningCoordinator Coordinator)> _sets =
        new([KeyValuePair.Create(first.Epoch, (first, coordinator(first)))]);

    private readonly ConcurrentDictionary<ChainId, GuardianEpoch> _inForce = [];

    /// <summary>The coordinator that signs for a chain.</summary>
    public SigningCoordinator For(ChainId chain) => _sets[_inForce.GetValueOrDefault(chain, first.Epoch)].Coordinator;

    /// <summary>Takes what a chain says. Null when messages to it can be signed from now on, else what is wrong, for people.</summary>
    public string? Note(ChainId chain, GuardianEpoch epoch, GroupKey key)
    {
        if (!_sets.ContainsKey(epoch) && reload() is { } read) _sets.TryAdd(read.Epoch, (read, coordinator(read)));
        if (!_sets.TryGetValue(epoch, out var known)) return $"that of epoch {epoch}, which this relayer's deployment file does not have: give it the file with the key in force";
        // SECURITY: a signature under another key of the same epoch is worth nothing there, and a file that says so is not this deployment's (M58).
        if (known.Set.Group.GroupKey != key) return $"that of epoch {epoch} is not the one in this relayer's deployment file";
        _inForce[chain] = epoch;
        return null;
    }
}
