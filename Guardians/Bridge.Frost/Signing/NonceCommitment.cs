using Bridge.Frost.Curve;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Frost.Signing;

/// <summary>A participant's public commitments to its two one-time nonces: D (hiding) and E (binding), RFC 9591 section 5.1.</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Hiding">D.</param>
/// <param name="Binding">E.</param>
public sealed record NonceCommitment(ParticipantId Participant, Point Hiding, Point Binding)
{
    /// <summary>Length of the encoding D ‖ E.</summary>
    public const int Size = 2 * Point.Size;

    /// <summary>Reads D ‖ E; whose they are says the connection, never the bytes.</summary>
    /// <exception cref="ProtocolException">Other length, or not points.</exception>
    public static NonceCommitment From(ParticipantId participant, ReadOnlySpan<byte> bytes) => bytes.Length == Size
        ? new(participant, Point.From(bytes[..Point.Size]), Point.From(bytes[Point.Size..]))
        : throw new ProtocolException($"commitment should be {Size} bytes and is {bytes.Length}");

    /// <summary>D ‖ E, 66 bytes.</summary>
    public byte[] ToArray() => [.. Hiding.Encoded, .. Binding.Encoded];

    /// <summary>Reads the guardian API's form.</summary>
    /// <exception cref="ProtocolException">Identifier zero, or a field that is not a point.</exception>
    public static NonceCommitment From(CommitmentMessage message) =>
        new(ParticipantId.From(message.Guardian), Point.Parse(message.Hiding), Point.Parse(message.Binding));

    /// <summary>The guardian API's form.</summary>
    public CommitmentMessage ToMessage() => new(Participant.Value, Hiding.ToString(), Binding.ToString());
}

/// <summary>A participant's answer of round two: z_i (RFC 9591, section 5.2).</summary>
/// <param name="Participant">Whose.</param>
/// <param name="Value">z_i.</param>
public sealed record SignatureShare(ParticipantId Participant, Scalar Value)
{
    /// <summary>Reads the guardian API's form.</summary>
    /// <exception cref="ProtocolException">Identifier zero, or a share that is not 32 bytes below the group order.</exception>
    public static SignatureShare From(SignResponse response) =>
        new(ParticipantId.From(response.Guardian), Scalar.From(Hex.Decode(response.Share)));

    /// <summary>The guardian API's form.</summary>
    public SignResponse ToMessage() => new(Participant.Value, Value.ToString());
}
