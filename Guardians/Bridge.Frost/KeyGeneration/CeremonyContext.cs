using System.Buffers.Binary;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.KeyGeneration;

/// <summary>One who takes part in a ceremony.</summary>
/// <param name="Participant">Its FROST identifier.</param>
/// <param name="Identity">The EVM-style address of its identity key, which signs all it sends.</param>
public readonly record struct KeyGenerationMember(ParticipantId Participant, PartyAddress Identity);

/// <summary>
/// What everyone in a ceremony has agreed on beforehand. Every proof, share and signature of the ceremony is bound to its hash, so nothing of another
/// ceremony, kind of ceremony, deployment or epoch is accepted.
/// </summary>
public abstract class CeremonyContext
{
    private readonly SortedDictionary<ParticipantId, PartyAddress> _members = [];

    private protected CeremonyContext(
        string label, BridgeId bridge, GuardianEpoch epoch, Bytes32 session, int threshold, IEnumerable<KeyGenerationMember> members, ReadOnlySpan<byte> subject)
    {
        // SECURITY: a default here would let two ceremonies share their messages (W1, W9).
        if (session.IsZero) throw new ProtocolException("key generation session should not be zero");
        var identities = new HashSet<PartyAddress>();
        foreach (var (participant, identity) in members)
        {
            if (!_members.TryAdd(participant.EnsureValid(), PartyAddress.From(identity.Value)))
                throw new ProtocolException($"participant {participant} is listed twice");
            // SECURITY: one person with two identifiers would hold two shares.
            if (!identities.Add(identity)) throw new ProtocolException($"identity {identity} is listed twice");
        }

        if (_members.Count > GroupPublicKey.MaximumParticipants)
            throw new ProtocolException($"a group should have at most {GroupPublicKey.MaximumParticipants} participants and has {_members.Count}");
        if (threshold < 2 || threshold > _members.Count) throw new ProtocolException($"threshold should be 2 to {_members.Count} and is {threshold}");
        (Bridge, Epoch, Session, Threshold) = (BridgeId.From(bridge.Value), GuardianEpoch.From(epoch.Value), session, threshold);
        Hash = ComputeHash(label, subject);
    }

    /// <summary>The deployment.</summary>
    public BridgeId Bridge { get; }

    /// <summary>The epoch of the key that the ceremony is about.</summary>
    public GuardianEpoch Epoch { get; }

    /// <summary>32 bytes that no earlier ceremony had.</summary>
    public Bytes32 Session { get; }

    /// <summary>How many have to sign with the key.</summary>
    public int Threshold { get; }

    /// <summary>Who takes part, ascending, with their identities.</summary>
    public IReadOnlyDictionary<ParticipantId, PartyAddress> Members => _members;

    /// <summary>
    /// keccak256 of: keccak256(label) 32 ‖ bridge id 32 ‖ epoch 4 ‖ session 32 ‖ threshold 2 ‖ n 2 ‖ per member, ascending: participant 2 ‖ identity 32;
    /// then what the kind of ceremony adds.
    /// </summary>
    public Bytes32 Hash { get; }

    /// <exception cref="ProtocolException">Not a member, or the identity key is not the member's.</exception>
    internal void EnsureIdentity(ParticipantId participant, EcdsaKey identity)
    {
        if (!_members.TryGetValue(participant, out var expected)) throw new ProtocolException($"participant {participant} is not of this ceremony");
        if (PartyAddress.FromEvm(identity.EvmAddress()) != expected) throw new ProtocolException($"identity key should be that of participant {participant}");
    }

    private protected static bool AreParticipantsOf(GroupPublicKey group, IEnumerable<KeyGenerationMember> members) =>
        members.Select(member => member.Participant).Order().SequenceEqual(group.Participants);

    private Bytes32 ComputeHash(string label, ReadOnlySpan<byte> subject)
    {
        var bytes = new byte[104 + (_members.Count * 34) + subject.Length];
        Keccak256.Hash(label).CopyTo(bytes);
        Bridge.Value.CopyTo(bytes.AsSpan(32));
        BinaryPrimitives.WriteUInt32BigEndian(bytes.AsSpan(64), Epoch.Value);
        Session.CopyTo(bytes.AsSpan(68));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(100), (ushort)Threshold);
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(102), (ushort)_members.Count);
        var rest = bytes.AsSpan(104);
        foreach (var (participant, identity) in _members)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, participant.Value);
            identity.Value.CopyTo(rest[2..]);
            rest = rest[34..];
        }

        subject.CopyTo(rest);
        return Keccak256.Hash(bytes);
    }
}
