using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>What a complaint about a share comes to.</summary>
public enum ComplaintVerdict
{
    /// <summary>The accused signed a share that does not fit its commitments.</summary>
    AccusedIsGuilty = 1,

    /// <summary>The complaint proves nothing against the accused.</summary>
    Unfounded = 2,
}

/// <summary>
/// Evidence that anyone can check: the accused's signed round 2 package and the complainant's encryption secret of this ceremony, which opens it.
/// </summary>
/// <remarks>
/// The secret also opens every other share to and from the complainant. That gives nothing away: it exists only when the complainant's stage has
/// aborted, the complainant never confirms, and without its confirmation no key of this ceremony comes into use.
/// </remarks>
/// <param name="Complainant">Who received the share.</param>
/// <param name="Accused">Who sent it.</param>
/// <param name="Package">As received, signature included.</param>
/// <param name="EncryptionSecret">The complainant's, published by the complaint.</param>
public sealed record ShareComplaint(ParticipantId Complainant, ParticipantId Accused, ReadOnlyMemory<byte> Package, Scalar EncryptionSecret)
{
    /// <summary>Judges by the round 1 packages of all participants, as the judge heard them.</summary>
    public ComplaintVerdict Judge(KeyGenerationContext context, IReadOnlyCollection<Round1Package> packages)
    {
        var complainant = packages.FirstOrDefault(package => package.Participant == Complainant);
        var accused = packages.FirstOrDefault(package => package.Participant == Accused);
        // SECURITY: with another secret, another sender's or another recipient's package anything fails to open; none of it is the accused's doing.
        if (complainant is null || accused is null || !complainant.EncryptionKey.Equals(Point.FromScalar(EncryptionSecret))
            || !SignedPackage.TryOpen(SignedPackage.Round2, context, Accused, Package.Span, out var body) || body.Length != Round2Package.Size)
            return ComplaintVerdict.Unfounded;

        var package = Round2Package.Decode(body);
        if (package.Sender != Accused || package.Recipient != Complainant || package.Transcript != KeyGenerationTranscript.Hash(context, packages))
            return ComplaintVerdict.Unfounded;

        using var secret = SecretScalar.From(EncryptionSecret.ToArray());
        using var share = ShareEncryption.Decrypt(context, package, secret, accused.EncryptionKey);
        return share is not null && share.ToPoint().Equals(accused.ShareCommitmentOf(context, Complainant))
            ? ComplaintVerdict.Unfounded
            : ComplaintVerdict.AccusedIsGuilty;
    }
}
