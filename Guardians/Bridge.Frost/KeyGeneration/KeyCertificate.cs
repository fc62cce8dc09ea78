namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// All participants' signatures over one outcome: transcript and group public key, new or refreshed. A key without it is not to be used: someone may hold no share.
/// A confirmation's body is: participant 2 ‖ transcript 32 ‖ encoded group public key.
/// </summary>
/// <param name="Group">The key.</param>
/// <param name="Transcript">Of the ceremony that made it.</param>
/// <param name="Confirmations">Each participant's signed confirmation.</param>
public sealed record KeyCertificate(GroupPublicKey Group, Bytes32 Transcript, IReadOnlyDictionary<ParticipantId, byte[]> Confirmations)
{
    /// <summary>True when every member of the ceremony signed exactly this outcome.</summary>
    public bool Verify(KeyGenerationContext context) =>
        context.Members.Keys.All(member => Confirmations.TryGetValue(member, out var bytes) && IsConfirmation(context, member, Transcript, Group, bytes));

    internal static byte[] Body(ParticipantId participant, Bytes32 transcript, GroupPublicKey group) =>
        [(byte)(participant.Value >> 8), (byte)participant.Value, .. transcript.ToArray(), .. group.Encode()];

    // SECURITY: a confirmation of another transcript or key would let a split ceremony pass as one.
    internal static bool IsConfirmation(KeyGenerationContext context, ParticipantId member, Bytes32 transcript, GroupPublicKey group, ReadOnlySpan<byte> bytes) =>
        SignedPackage.TryOpen(SignedPackage.Confirmation, context, member, bytes, out var body) && body.SequenceEqual(Body(member, transcript, group));
}
