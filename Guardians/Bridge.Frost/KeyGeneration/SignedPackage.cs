using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// The envelope of everything a participant sends in a ceremony: body ‖ identity signature 65, over keccak256(kind 32 ‖ context 32 ‖ body).
/// The signature makes a bad package evidence against its sender, and two different ones of one kind evidence of equivocation: <see cref="CeremonyEvidence"/>.
/// </summary>
public static class SignedPackage
{
    /// <summary>Length of the signature at the end.</summary>
    public const int SignatureSize = 65;

    internal static readonly Bytes32 Round1 = Keccak256.Hash("bridge/frost/keygen/round1/v1");
    internal static readonly Bytes32 Round2 = Keccak256.Hash("bridge/frost/keygen/round2/v1");
    internal static readonly Bytes32 Confirmation = Keccak256.Hash("bridge/frost/keygen/confirmation/v1");

    internal static readonly Bytes32 TrialCommitments = Keccak256.Hash("bridge/frost/trial/commitments/v1");
    internal static readonly Bytes32 TrialShares = Keccak256.Hash("bridge/frost/trial/shares/v1");
    internal static readonly Bytes32 RepairRound1 = Keccak256.Hash("bridge/frost/repair/round1/v1");
    internal static readonly Bytes32 RepairPart = Keccak256.Hash("bridge/frost/repair/part/v1");
    internal static readonly Bytes32 RepairSum = Keccak256.Hash("bridge/frost/repair/sum/v1");

    internal static byte[] Seal(Bytes32 kind, CeremonyContext context, ReadOnlySpan<byte> body, EcdsaKey identity) =>
        [.. body, .. identity.Sign(Digest(kind, context, body)).ToArray()];

    internal static bool TryOpen(Bytes32 kind, CeremonyContext context, ParticipantId sender, ReadOnlySpan<byte> bytes, out ReadOnlySpan<byte> body)
    {
        body = default;
        if (bytes.Length <= SignatureSize || bytes[^1] > 3 || !context.Members.TryGetValue(sender, out var identity)) return false;
        body = bytes[..^SignatureSize];
        // SECURITY: without this anyone on the wire could speak, and have others blamed, in a participant's name.
        return EcdsaKey.RecoverEvmAddress(Digest(kind, context, body), EcdsaSignature.From(bytes[^SignatureSize..])) is { } address
            && PartyAddress.FromEvm(address) == identity;
    }

    private static Bytes32 Digest(Bytes32 kind, CeremonyContext context, ReadOnlySpan<byte> body)
    {
        var bytes = new byte[64 + body.Length];
        kind.CopyTo(bytes);
        context.Hash.CopyTo(bytes.AsSpan(32));
        body.CopyTo(bytes.AsSpan(64));
        return Keccak256.Hash(bytes);
    }
}
