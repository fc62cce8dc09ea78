using Bridge.Frost.Curve;

namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// A Schnorr proof that a participant knows the secret behind its first commitment φ_0, so that nobody can choose a φ_0 that cancels the others'
/// (rogue key). σ = (R, μ), c = HDKG(i ‖ φ_0 ‖ R ‖ context), μ = k + a_0·c. With an empty context it is the Zcash Foundation's proof.
/// </summary>
/// <param name="Commitment">R.</param>
/// <param name="Response">μ.</param>
public sealed record ProofOfKnowledge(Point Commitment, Scalar Response)
{
    /// <summary>Length of the encoding R ‖ μ.</summary>
    public const int Size = Point.Size + Scalar.Size;

    /// <summary>Reads R ‖ μ.</summary>
    /// <exception cref="ProtocolException">Other length, R not a point, or μ not below the group order.</exception>
    public static ProofOfKnowledge From(ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(Point.From(bytes[..Point.Size]), Scalar.From(bytes[Point.Size..]))
        : throw new ProtocolException($"proof of knowledge should be {Size} bytes and is {bytes.Length}");

    /// <summary>R = μ·G - c·φ_0.</summary>
    public bool Verify(ParticipantId participant, Point key, ReadOnlySpan<byte> context)
    {
        // One recovery instead of two multiplications.
        return !Response.IsZero
            && FrostVerifier.Recover(key, Response, Challenge(participant, key, Commitment, context)) is { } left && left.Equals(Commitment);
    }

    /// <summary>R ‖ μ, 65 bytes.</summary>
    public byte[] ToArray() => [.. Commitment.Encoded, .. Response.ToArray()];

    internal static Scalar Challenge(ParticipantId participant, Point key, Point commitment, ReadOnlySpan<byte> context) =>
        Ciphersuite.HashKeyGeneration([.. participant.ToScalar().ToArray(), .. key.Encoded, .. commitment.Encoded, .. context]);
}
