namespace Bridge.Frost.KeyGeneration;

/// <summary>How a stage of key generation ended: <see cref="Completed"/> with what comes next, or <see cref="Aborted"/>, which ends the ceremony.</summary>
/// <typeparam name="T">The next stage, or the key.</typeparam>
public abstract record KeyGenerationResult<T>
{
    private KeyGenerationResult() { }

    /// <summary>Everything was as it should be.</summary>
    /// <param name="Value">What comes next.</param>
    public sealed record Completed(T Value) : KeyGenerationResult<T>;

    /// <summary>The ceremony is over; a new one needs a new session.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Culprits">Whom it concerns, ascending. Whether their signed bytes prove misbehaviour says the reason.</param>
    public sealed record Aborted(KeyGenerationAbortReason Reason, IReadOnlyList<ParticipantId> Culprits) : KeyGenerationResult<T>;
}

/// <summary>Why a key generation ended without a key.</summary>
public enum KeyGenerationAbortReason
{
    /// <summary>Nothing was received from these. Silence proves nothing.</summary>
    MissingPackages = 1,

    /// <summary>What came in the name of these is not signed by their identity for this ceremony. Anyone may have sent it.</summary>
    UnauthenticatedPackages = 2,

    /// <summary>Signed by these and not readable: wrong length, a point that is none (as the identity), another sender or recipient inside.</summary>
    MalformedPackages = 3,

    /// <summary>The commitment vector is not exactly as long as the threshold.</summary>
    InvalidCommitments = 4,

    /// <summary>The proof of knowledge does not verify in this ceremony.</summary>
    InvalidProofs = 5,

    /// <summary>These heard another round 1. Compare the signed round 1 packages: <see cref="CeremonyEvidence.IsEquivocation"/> finds who told two stories.</summary>
    TranscriptsDiffer = 6,

    /// <summary>The share does not decrypt or does not fit its sender's commitments.</summary>
    InvalidShares = 7,

    /// <summary>The sum of all polynomials is no usable key although every share fits: chance, one in 2^256, and nobody's doing.</summary>
    UnusableKey = 8,

    /// <summary>These confirmed another outcome.</summary>
    OutcomesDiffer = 9,
}

/// <summary>What to make of an abort.</summary>
public static class KeyGenerationAbortReasons
{
    /// <summary>True when the culprits' own signed bytes prove that they did not follow the protocol.</summary>
    public static bool IsMisbehaviour(this KeyGenerationAbortReason reason) => reason is
        KeyGenerationAbortReason.MalformedPackages or KeyGenerationAbortReason.InvalidCommitments
        or KeyGenerationAbortReason.InvalidProofs or KeyGenerationAbortReason.InvalidShares;
}
