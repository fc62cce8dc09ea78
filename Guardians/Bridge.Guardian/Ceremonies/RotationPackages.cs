using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>
/// What signers of a rotation send each other, for each chain in the file's order.
/// <code>
/// round 1: D 33 ‖ E 33     round 2: z 32
/// </code>
/// </summary>
internal static class RotationPackages
{
    public static byte[] Encode(IEnumerable<NonceCommitment> commitments) =>
        [.. commitments.SelectMany(commitment => commitment.ToArray())];

    public static IReadOnlyList<NonceCommitment> DecodeCommitments(ParticipantId sender, ReadOnlySpan<byte> bytes, int chains)
    {
        if (bytes.Length != chains * NonceCommitment.Size) throw new ProtocolException($"commitments for {chains} chains should be {chains * NonceCommitment.Size} bytes and are {bytes.Length}");
        var commitments = new NonceCommitment[chains];
        for (var i = 0; i < chains; i++) commitments[i] = NonceCommitment.From(sender, bytes.Slice(i * NonceCommitment.Size, NonceCommitment.Size));
        return commitments;
    }

    public static IReadOnlyList<SignatureShare> DecodeShares(ParticipantId sender, ReadOnlySpan<byte> bytes, int chains)
    {
        if (bytes.Length != chains * Scalar.Size) throw new ProtocolException($"shares for {chains} chains should be {chains * Scalar.Size} bytes and are {bytes.Length}");
        var shares = new SignatureShare[chains];
        for (var i = 0; i < chains; i++) shares[i] = new SignatureShare(sender, Scalar.From(bytes.Slice(i * Scalar.Size, Scalar.Size)));
        return shares;
    }
}
