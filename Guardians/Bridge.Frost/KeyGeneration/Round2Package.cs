using System.Buffers.Binary;

namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// One participant's share for another, encrypted. It repeats the sender's transcript, so that receiving all of them is also the echo of round 1:
/// everybody has told everybody what it heard.
/// <code>
/// offset  size  field
/// 0       2     sender
/// 2       2     recipient
/// 4       32    transcript of round 1 as the sender saw it
/// 36      24    nonce
/// 60      48    XChaCha20-Poly1305 of the share 32; the first 36 bytes are associated data
/// </code>
/// </summary>
/// <param name="Sender">From.</param>
/// <param name="Recipient">To.</param>
/// <param name="Transcript">See <see cref="KeyGenerationTranscript"/>.</param>
/// <param name="Ciphertext">Nonce and encrypted share, 72 bytes.</param>
public sealed record Round2Package(ParticipantId Sender, ParticipantId Recipient, Bytes32 Transcript, ReadOnlyMemory<byte> Ciphertext)
{
    /// <summary>Length of the body.</summary>
    public const int Size = HeaderSize + CiphertextSize;

    internal const int HeaderSize = 36;
    internal const int CiphertextSize = 72;

    /// <summary>Reads the body.</summary>
    /// <exception cref="ProtocolException">Other length, or an identifier is zero.</exception>
    public static Round2Package Decode(ReadOnlySpan<byte> body) => body.Length == Size
        ? new(
            ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(body)),
            ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(body[2..])),
            Bytes32.From(body[4..HeaderSize]),
            body[HeaderSize..].ToArray())
        : throw new ProtocolException($"round 2 package should be {Size} bytes and is {body.Length}");

    /// <summary>The body, to be signed.</summary>
    public byte[] Encode() => [.. Header(Sender, Recipient, Transcript), .. Ciphertext.Span];

    internal static byte[] Header(ParticipantId sender, ParticipantId recipient, Bytes32 transcript)
    {
        var header = new byte[HeaderSize];
        BinaryPrimitives.WriteUInt16BigEndian(header, sender.Value);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), recipient.Value);
        transcript.CopyTo(header.AsSpan(4));
        return header;
    }
}

/// <summary>The hash by which participants see that they heard the same round 1.</summary>
public static class KeyGenerationTranscript
{
    /// <summary>keccak256 of: context 32 ‖ keccak256 of each round 1 body, ascending by participant.</summary>
    public static Bytes32 Hash(KeyGenerationContext context, IEnumerable<Round1Package> packages) =>
        Hash(context, packages.OrderBy(package => package.Participant).Select(package => package.Encode()));

    internal static Bytes32 Hash(CeremonyContext context, IEnumerable<byte[]> ascendingBodies) =>
        Keccak256.Hash([.. context.Hash.ToArray(), .. ascendingBodies.SelectMany(body => Keccak256.Hash(body).ToArray())]);
}
