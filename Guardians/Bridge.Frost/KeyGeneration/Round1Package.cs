using System.Buffers.Binary;
using Bridge.Frost.Curve;

namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// What a participant broadcasts first: commitments to its polynomial, a proof that it knows the secret, and a key to encrypt its shares to.
/// Form only; whether it fits the ceremony says <see cref="Check"/>.
/// <code>
/// offset   size  field
/// 0        2     participant
/// 2        2     number of commitments m
/// 4        33·m  commitments φ_0 to φ_(m-1); in a refresh φ_1 to φ_m
/// 4+33·m   65    proof of knowledge R ‖ μ
/// 69+33·m  33    encryption key of this ceremony
/// </code>
/// </summary>
/// <param name="Participant">Whose.</param>
/// <param name="Commitments">φ_k = a_k·G.</param>
/// <param name="Proof">Of the first coefficient committed to.</param>
/// <param name="EncryptionKey">Lives for this ceremony only.</param>
public sealed record Round1Package(ParticipantId Participant, IReadOnlyList<Point> Commitments, ProofOfKnowledge Proof, Point EncryptionKey)
{
    private const int FixedSize = 4 + ProofOfKnowledge.Size + Point.Size;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ProtocolException">Other form, or a point that is none (the identity has no encoding).</exception>
    public static Round1Package Decode(ReadOnlySpan<byte> body)
    {
        if (body.Length < FixedSize) throw new ProtocolException($"round 1 package should be at least {FixedSize} bytes and is {body.Length}");
        var count = BinaryPrimitives.ReadUInt16BigEndian(body[2..]);
        if (count > GroupPublicKey.MaximumParticipants)
            throw new ProtocolException($"a polynomial should have at most {GroupPublicKey.MaximumParticipants} commitments and has {count}");
        var end = 4 + (count * Point.Size);
        if (body.Length != FixedSize + end - 4) throw new ProtocolException($"round 1 package of {count} should be {FixedSize + end - 4} bytes and is {body.Length}");
        var commitments = new Point[count];
        for (var i = 0; i < count; i++) commitments[i] = Point.From(body.Slice(4 + (i * Point.Size), Point.Size));
        return new(
            ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(body)),
            commitments,
            ProofOfKnowledge.From(body[end..(end + ProofOfKnowledge.Size)]),
            Point.From(body[(end + ProofOfKnowledge.Size)..]));
    }

    /// <summary>The body, to be signed.</summary>
    public byte[] Encode()
    {
        var body = new byte[FixedSize + (Commitments.Count * Point.Size)];
        BinaryPrimitives.WriteUInt16BigEndian(body, Participant.Value);
        BinaryPrimitives.WriteUInt16BigEndian(body.AsSpan(2), checked((ushort)Commitments.Count));
        var rest = body.AsSpan(4);
        foreach (var commitment in Commitments)
        {
            commitment.Encoded.CopyTo(rest);
            rest = rest[Point.Size..];
        }

        Proof.ToArray().CopyTo(rest);
        EncryptionKey.Encoded.CopyTo(rest[ProofOfKnowledge.Size..]);
        return body;
    }

    /// <summary>Null when the package is right for this ceremony, else what its sender did.</summary>
    public KeyGenerationAbortReason? Check(KeyGenerationContext context)
    {
        // SECURITY: a longer vector raises the threshold for everyone, a shorter one lowers this share's (M37); in a refresh a constant term moves the key.
        if (Commitments.Count != context.CommitmentCount) return KeyGenerationAbortReason.InvalidCommitments;
        // SECURITY: without the proof the last to speak chooses the group key (rogue key); the context stops a replay.
        return Proof.Verify(Participant, Commitments[0], context.Hash.ToArray()) ? null : KeyGenerationAbortReason.InvalidProofs;
    }

    /// <summary>f(x)·G from the commitments, or null when it is the identity.</summary>
    public Point? ShareCommitmentOf(KeyGenerationContext context, ParticipantId recipient) =>
        Polynomials.Evaluate([.. Commitments], recipient, context.LowestDegree);
}
