using System.Buffers.Binary;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;

namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// What a new or refreshed key signs to show that it can: one message for each of several sets of t participants in which everybody is at least once. The
/// messages have a label of their own, so that none is a message of the bridge.
/// </summary>
public sealed class KeyTrial
{
    private KeyTrial(CeremonyContext context, GroupPublicKey group, Bytes32 transcript)
    {
        ParticipantId[] all = [.. group.Participants];
        var subsets = new List<IReadOnlyList<ParticipantId>>();
        for (var first = 0; first < all.Length; first += group.Threshold)
            subsets.Add([.. Enumerable.Range(first, group.Threshold).Select(i => all[i % all.Length]).Order()]);
        (Group, Subsets) = (group, subsets);
        Messages = [.. Enumerable.Range(0, subsets.Count).Select(i => Keccak256.Hash(
            [.. Keccak256.Hash("bridge/frost/trial/v1").ToArray(), .. context.Hash.ToArray(), .. transcript.ToArray(), (byte)(i >> 8), (byte)i]))];
    }

    /// <summary>The key on trial.</summary>
    public GroupPublicKey Group { get; }

    /// <summary>Who signs which message, ascending within each.</summary>
    public IReadOnlyList<IReadOnlyList<ParticipantId>> Subsets { get; }

    /// <summary>keccak256 of: keccak256("bridge/frost/trial/v1") 32 ‖ context 32 ‖ transcript 32 ‖ number of the set 2.</summary>
    public IReadOnlyList<Bytes32> Messages { get; }

    /// <summary>The trial of a key that all members have confirmed.</summary>
    /// <exception cref="ProtocolException">The certificate is not this ceremony's.</exception>
    public static KeyTrial From(KeyGenerationContext context, KeyCertificate certificate) => certificate.Verify(context)
        ? new(context, certificate.Group, certificate.Transcript)
        : throw new ProtocolException("a key that is tried should be confirmed by all members of its ceremony");

    internal IEnumerable<int> SetsOf(ParticipantId participant) =>
        Enumerable.Range(0, Subsets.Count).Where(set => Subsets[set].Contains(participant));

    /// <summary>participant 2 ‖ per set that it is in: hiding 33 ‖ binding 33.</summary>
    internal static byte[] EncodeCommitments(ParticipantId participant, IEnumerable<NonceCommitment> commitments) =>
        [.. Prefix(participant), .. commitments.SelectMany(commitment => commitment.ToArray())];

    internal IReadOnlyDictionary<int, NonceCommitment> DecodeCommitments(ReadOnlySpan<byte> body)
    {
        var participant = ReadPrefix(body, NonceCommitment.Size, out var sets);
        var result = new Dictionary<int, NonceCommitment>();
        for (var i = 0; i < sets.Length; i++)
            result.Add(sets[i], NonceCommitment.From(participant, body.Slice(2 + (i * NonceCommitment.Size), NonceCommitment.Size)));
        return result;
    }

    /// <summary>participant 2 ‖ hash of all commitments as heard 32 ‖ per set that it is in: share 32.</summary>
    internal static byte[] EncodeShares(ParticipantId participant, Bytes32 heard, IEnumerable<SignatureShare> shares) =>
        [.. Prefix(participant), .. heard.ToArray(), .. shares.SelectMany(share => share.Value.ToArray())];

    internal (Bytes32 Heard, IReadOnlyDictionary<int, SignatureShare> Shares) DecodeShares(ReadOnlySpan<byte> body)
    {
        if (body.Length < 34) throw new ProtocolException($"trial shares should be at least 34 bytes and are {body.Length}");
        byte[] rest = [.. body[..2], .. body[34..]];
        var participant = ReadPrefix(rest, Scalar.Size, out var sets);
        var shares = new Dictionary<int, SignatureShare>();
        for (var i = 0; i < sets.Length; i++) shares.Add(sets[i], new(participant, Scalar.From(rest.AsSpan(2 + (i * Scalar.Size), Scalar.Size))));
        return (Bytes32.From(body[2..34]), shares);
    }

    private static byte[] Prefix(ParticipantId participant) => [(byte)(participant.Value >> 8), (byte)participant.Value];

    private ParticipantId ReadPrefix(ReadOnlySpan<byte> body, int entry, out int[] sets)
    {
        if (body.Length < 2) throw new ProtocolException($"trial package should be at least 2 bytes and is {body.Length}");
        var participant = ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(body));
        sets = [.. SetsOf(participant)];
        if (sets.Length == 0) throw new ProtocolException($"participant {participant} is in no set of this trial");
        return body.Length == 2 + (sets.Length * entry)
            ? participant
            : throw new ProtocolException($"trial package should be {2 + (sets.Length * entry)} bytes and is {body.Length}");
    }
}
