using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>A successor that the key in force has signed, and that takes its place from <paramref name="ReadyAt"/> on unless somebody vetoes it.</summary>
/// <param name="Epoch">Its epoch.</param>
/// <param name="Key">The key.</param>
/// <param name="Digest">What the key in force signed; a veto names it.</param>
/// <param name="ReadyAt">From then on it can be activated.</param>
public sealed record PendingGuardianKey(GuardianEpoch Epoch, GroupKey Key, Bytes32 Digest, DateTimeOffset ReadyAt);

/// <summary>
/// Takes a signed rotation to one chain, and later its activation, with a key that only pays fees: the signature is the permission. Both methods wait until
/// the transaction is in a block and return it, and throw <see cref="RiskRefusedException"/> when the chain says no and
/// <see cref="ChainReadException"/> when nothing is known.
/// </summary>
public interface IKeyRotator
{
    /// <summary>The chain it sends to.</summary>
    ChainId Chain { get; }

    /// <summary>What waits for its activation, newest state; null when nothing does.</summary>
    Task<PendingGuardianKey?> ReadPendingAsync(CancellationToken cancellationToken);

    /// <summary>Presents a successor: it waits for the chain's delay.</summary>
    Task<string> RotateAsync(GuardianEpoch epoch, GroupKey key, GroupSignature signature, CancellationToken cancellationToken);

    /// <summary>Puts the pending key into force. The one before stays good for the chain's overlap.</summary>
    Task<string> ActivateAsync(CancellationToken cancellationToken);
}
