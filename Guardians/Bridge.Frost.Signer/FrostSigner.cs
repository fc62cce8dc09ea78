using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer.Secrets;
using Bridge.Frost.Signing;

namespace Bridge.Frost.Signer;

/// <summary>How a request for a share ended: <see cref="Completed"/> or <see cref="Refused"/>. Either way the nonces are gone.</summary>
public abstract record SigningResult
{
    private SigningResult() { }

    /// <summary>The share to send.</summary>
    /// <param name="Share">z_i.</param>
    public sealed record Completed(SignatureShare Share) : SigningResult;

    /// <summary>The package is not one that these nonces may sign.</summary>
    /// <param name="Reason">Why.</param>
    public sealed record Refused(SigningRefusal Reason) : SigningResult;
}

/// <summary>Why a signer does not answer a package.</summary>
public enum SigningRefusal
{
    /// <summary>This participant is not among the signers.</summary>
    NotInPackage = 1,

    /// <summary>The package carries other commitments for this participant than it made.</summary>
    OtherCommitment = 2,

    /// <summary>The package or the nonces belong to another key, or to another state of this key's shares.</summary>
    OtherKey = 3,
}

/// <summary>
/// The two rounds of a signer (RFC 9591, sections 5.1 and 5.2).
/// </summary>
/// <remarks>
/// Round one makes nonces and publishes their commitments; nothing about the message is needed, so it can be done ahead. Round two consumes
/// them. The caller decides what to sign, records that intent durably, builds the <see cref="SigningPackage"/> from its own message, and only
/// then calls <see cref="Sign"/>; this class knows no message it should not sign.
/// </remarks>
public static class FrostSigner
{
    /// <summary>Round one: fresh nonces and their commitments (RFC 9591, section 5.1).</summary>
    public static SigningNonces Commit(KeyPackage key)
    {
        Span<byte> randomness = stackalloc byte[2 * Scalar.Size];
        try
        {
            RandomNumberGenerator.Fill(randomness);
            return Commit(key, randomness);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(randomness);
        }
    }

    /// <summary>Round two: this participant's share of the signature (RFC 9591, section 5.2). Consumes <paramref name="nonces"/> whatever happens.</summary>
    /// <exception cref="NoncesConsumedException">The nonces were used before, here or on another thread.</exception>
    public static SigningResult Sign(KeyPackage key, SigningNonces nonces, SigningPackage package)
    {
        using var pair = nonces.Take();

        // SECURITY: nonces and package of another key could mix two epochs into one equation; a share from before a refresh does not fit the group's verifying
        // share, and an honest signer would be called a cheat.
        if (!nonces.VerifyingShare.Equals(key.VerifyingShare) || !package.Group.Key.Equals(key.Group.Key) || package.Group.Threshold != key.Group.Threshold
            || !package.Group.VerifyingShares.TryGetValue(key.Participant, out var expected) || !expected.Equals(key.VerifyingShare))
            return new SigningResult.Refused(SigningRefusal.OtherKey);
        if (package.CommitmentOf(key.Participant) is not { } own) return new SigningResult.Refused(SigningRefusal.NotInPackage);
        // SECURITY: RFC 9591, section 5.2: a signer checks that its own commitment is the one it made.
        if (own != nonces.Commitment) return new SigningResult.Refused(SigningRefusal.OtherCommitment);

        // z_i = d + ρ·e + λ·c·s
        var factor = package.LagrangeCoefficientOf(key.Participant) * package.Challenge;
        using var share = key.Secret.Copy();
        share.Multiply(factor);
        pair.Binding.Multiply(package.BindingFactorOf(key.Participant));
        share.Add(pair.Binding);
        share.Add(pair.Hiding);
        return new SigningResult.Completed(new(key.Participant, share.Publish()));
    }

    // The vectors give the randomness: 32 bytes for d, 32 for e.
    internal static SigningNonces Commit(KeyPackage key, ReadOnlySpan<byte> randomness) => new(
        key,
        SecretScalar.Nonce(randomness[..Scalar.Size], key.Secret),
        SecretScalar.Nonce(randomness[Scalar.Size..], key.Secret));
}
