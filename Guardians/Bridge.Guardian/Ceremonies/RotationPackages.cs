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
        [.. commitments.SelectMany(commitment => (byte[])[.. commitment.Hiding.Encoded, .. commitment.Binding.Encoded])];

    public static IReadOnlyList<NonceCommitment> DecodeCommitments(ParticipantId sender, ReadOnlySpan<byte> bytes, int chains)
    {
        if (bytes.Length != chains * 2 * Point.Size) throw new ProtocolException($"commitments for {chains} chains should be {chains * 2 * Point.Size} bytes and are {bytes.Length}");
        var commitments = new NonceCommitment[chains];
        for (var i = 0; i < chains; i++)
        {
            var pair = bytes.Slice(i * 2 * Point.Size, 2 * Point.Size);
            commitments[i] = new NonceCommitment(sender, Point.From(pair[..Point.Size]), Point.From(pair[Point.Size..]));
        }

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
