using System.Buffers.Binary;
using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer;

/// <summary>
/// One guardian's share of the group's key with all that belongs to it. The secret is pinned, never shown, and zeroed on dispose. It exists
/// only when secret · G is the participant's verifying share.
/// </summary>
public sealed class KeyPackage : IDisposable
{
    private const int HeaderSize = 1 + 2 + KeyVersion.Size + Scalar.Size;
    private const int SecretOffset = HeaderSize - Scalar.Size;
    private const byte EncodingVersion = 2;

    private KeyPackage(ParticipantId participant, KeyVersion version, GroupPublicKey group, SecretScalar secret) =>
        (Participant, Version, Group, Secret) = (participant, version, group, secret);

    /// <summary>Whose share.</summary>
    public ParticipantId Participant { get; }

    /// <summary>Which group key and which state of its shares.</summary>
    public KeyVersion Version { get; }

    /// <summary>Which group key, in the bridge's count.</summary>
    public GuardianEpoch Epoch => Version.Epoch;

    /// <summary>The public half.</summary>
    public GroupPublicKey Group { get; }

    /// <summary>What all holders have in common.</summary>
    public KeyState State => new(Group, Version);

    /// <summary>This participant's verifying share.</summary>
    public Point VerifyingShare => Group.VerifyingShares[Participant];

    internal SecretScalar Secret { get; }

    /// <summary>Takes a 32-byte secret share that no ceremony of this library made; the caller zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Not a member, or the secret is not this member's share.</exception>
    public static KeyPackage From(ParticipantId participant, GuardianEpoch epoch, GroupPublicKey group, ReadOnlySpan<byte> secretShare) =>
        From(participant, new KeyVersion(epoch, 0, Bytes32.Zero), group, SecretScalar.From(secretShare));

    /// <summary>Reads what <see cref="Encode"/> wrote; the caller zeroes its own copy.</summary>
    /// <exception cref="ProtocolException">Other form, or parts that do not belong together. The message shows no secret.</exception>
    public static KeyPackage Decode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length <= HeaderSize) throw new ProtocolException($"key package should be more than {HeaderSize} bytes and is {bytes.Length}");
        if (bytes[0] != EncodingVersion) throw new ProtocolException($"key package should be version {EncodingVersion} and is {bytes[0]}");
        return From(
            ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(bytes[1..])),
            KeyVersion.From(bytes[3..SecretOffset]),
            GroupPublicKey.Decode(bytes[HeaderSize..]),
            SecretScalar.From(bytes[SecretOffset..HeaderSize]));
    }

    /// <summary>
    /// For a key file only; whoever asks zeroes the result.
    /// <code>
    /// offset  size  field
    /// 0       1     version = 2
    /// 1       2     participant
    /// 3       4     epoch
    /// 7       4     generation
    /// 11      32    transcript
    /// 43      32    secret share
    /// 75      …     group public key
    /// </code>
    /// </summary>
    public byte[] Encode()
    {
        var group = Group.Encode();
        var bytes = GC.AllocateArray<byte>(HeaderSize + group.Length, pinned: true);
        bytes[0] = EncodingVersion;
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(1), Participant.Value);
        Version.ToArray().CopyTo(bytes.AsSpan(3));
        Secret.Bytes.CopyTo(bytes.AsSpan(SecretOffset));
        group.CopyTo(bytes, HeaderSize);
        return bytes;
    }

    /// <summary>Public parts only.</summary>
    public override string ToString() => $"share {Participant} of epoch {Epoch}, generation {Version.Generation}, {Group}, secret <redacted>";

    /// <inheritdoc/>
    public void Dispose() => Secret.Dispose();

    internal static KeyPackage From(ParticipantId participant, KeyVersion version, GroupPublicKey group, SecretScalar secret)
    {
        // SECURITY: a share of another key would make every signature of this guardian fail, and itself the culprit.
        if (group.VerifyingShares.TryGetValue(participant, out var expected) && secret.ToPoint().Equals(expected))
            return new(participant, version with { Epoch = GuardianEpoch.From(version.Epoch.Value) }, group, secret);
        secret.Dispose();
        throw new ProtocolException($"secret share should be that of participant {participant} in {group}");
    }
}
