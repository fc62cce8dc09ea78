using System.Buffers.Binary;
using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;

namespace Bridge.Frost.Repair;

/// <summary>
/// What everyone in a repair broadcasts first: a key to encrypt to and, from a helper, commitments to the parts into which it splits λ_i·s_i, one
/// part for each helper, ascending.
/// <code>
/// offset  size  field
/// 0       2     participant
/// 2       2     number of commitments m: the helpers, or 0 from the recipient
/// 4       33·m  commitments Δ_ij = δ_ij·G
/// 4+33·m  33    encryption key of this ceremony
/// </code>
/// </summary>
/// <param name="Participant">Whose.</param>
/// <param name="Commitments">Δ_ij.</param>
/// <param name="EncryptionKey">Lives for this ceremony only.</param>
public sealed record RepairPackage(ParticipantId Participant, IReadOnlyList<Point> Commitments, Point EncryptionKey)
{
    private const int FixedSize = 4 + Point.Size;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ProtocolException">Other form, or a point that is none.</exception>
    public static RepairPackage Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedSize) throw new ProtocolException($"repair package should be at least {FixedSize} bytes and is {body.Length}");
        var count = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        if (count > GroupPublicKey.MaximumParticipants)
            throw new ProtocolException($"a repair should have at most {GroupPublicKey.MaximumParticipants} helpers and has {count}");
        if (body.Length != FixedSize + (count * Point.Size))
            throw new ProtocolException($"repair package of {count} should be {FixedSize + (count * Point.Size)} bytes and is {body.Length}");
        var points = new Point[count + 1];
        for (var i = 0; i < points.Length; i++) points[i] = Point.From(body.Slice(4 + (i * Point.Size), Point.Size));
        return new(ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(body)), points[..count], points[count]);
    }

    /// <summary>The body, to be signed.</summary>
    public byte[] Encode()
    {
        var body = new byte[FixedSize + (Commitments.Count * Point.Size)];
        BinaryPrimitives.WriteUInt16BigEndian(body, Participant.Value);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), checked((ushort)Commitments.Count));
        var rest = body.AsSpan(4);
        foreach (var point in Commitments.Append(EncryptionKey))
        {
            point.Encoded.CopyTo(rest);
            rest = rest[Point.Size..];
        }

        return body;
    }

    /// <summary>True when the parts are as many as they should be and add up to λ_i times the sender's verifying share.</summary>
    public bool Fits(RepairContext context)
    {
        if (Participant == context.Recipient) return Commitments.Count == 0;
        // SECURITY: parts of anything but the sender's own share would give the recipient a share that signs nothing, with nobody to blame.
        return Commitments.Count == context.Helpers.Count
            && Point.Sum([.. Commitments]) is { } sum
            && sum.Equals(context.Current.Group.VerifyingShares[Participant].Multiply(context.CoefficientOf(Participant)));
    }
}
