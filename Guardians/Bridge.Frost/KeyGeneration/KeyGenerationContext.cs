using System.Buffers.Binary;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost.KeyGeneration;

/// <summary>One who takes part in a key generation.</summary>
/// <param name="Participant">Its FROST identifier.</param>
/// <param name="Identity">The EVM-style address of its identity key, which signs all it sends.</param>
public readonly record struct KeyGenerationMember(ParticipantId Participant, PartyAddress Identity);

/// <summary>
/// What every participant of one key generation has agreed on beforehand. Every proof, share and signature of the ceremony is bound to its hash,
/// so nothing of another ceremony, deployment or epoch is accepted.
/// </summary>
public sealed class KeyGenerationContext
{
    private readonly SortedDictionary<ParticipantId, PartyAddress> _members;

    private KeyGenerationContext(BridgeId bridge, GuardianEpoch epoch, Bytes32 session, int threshold, SortedDictionary<ParticipantId, PartyAddress> members)
    {
        (Bridge, Epoch, Session, Threshold, _members) = (bridge, epoch, session, threshold, members);
        Hash = ComputeHash();
    }

    /// <summary>The deployment.</summary>
    public BridgeId Bridge { get; }

    /// <summary>The epoch that the new key will have.</summary>
    public GuardianEpoch Epoch { get; }

    /// <summary>32 bytes that no earlier ceremony had.</summary>
    public Bytes32 Session { get; }

    /// <summary>How many will have to sign.</summary>
    public int Threshold { get; }

    /// <summary>Who takes part, ascending, with their identities.</summary>
    public IReadOnlyDictionary<ParticipantId, PartyAddress> Members => _members;

    /// <summary>
    /// keccak256 of: keccak256("bridge/frost/keygen/v1") 32 ‖ bridge id 32 ‖ epoch 4 ‖ session 32 ‖ threshold 2 ‖ n 2 ‖ per member, ascending:
    /// participant 2 ‖ identity 32.
    /// </summary>
    public Bytes32 Hash { get; }

    /// <summary>Makes the context.</summary>
    /// <exception cref="ProtocolException">Zero ids, a member or an identity twice, or a threshold that is not 2 to n.</exception>
    public static KeyGenerationContext From(
        BridgeId bridge, GuardianEpoch epoch, Bytes32 session, int threshold, IEnumerable<KeyGenerationMember> members)
    {
        // SECURITY: a default here would let two ceremonies share their messages (W1, W9).
        if (session.IsZero) throw new ProtocolException("key generation session should not be zero");
        var sorted = new SortedDictionary<ParticipantId, PartyAddress>();
        var identities = new HashSet<PartyAddress>();
        foreach (var (participant, identity) in members)
        {
            if (!sorted.TryAdd(participant.EnsureValid(), PartyAddress.From(identity.Value)))
                throw new ProtocolException($"participant {participant} is listed twice");
            // SECURITY: one person with two identifiers would hold two shares.
            if (!identities.Add(identity)) throw new ProtocolException($"identity {identity} is listed twice");
        }

        if (sorted.Count > GroupPublicKey.MaximumParticipants)
            throw new ProtocolException($"a group should have at most {GroupPublicKey.MaximumParticipants} participants and has {sorted.Count}");
        if (threshold < 2 || threshold > sorted.Count) throw new ProtocolException($"threshold should be 2 to {sorted.Count} and is {threshold}");
        return new(BridgeId.From(bridge.Value), GuardianEpoch.From(epoch.Value), session, threshold, sorted);
    }

    /// <inheritdoc/>
    public override string ToString() => $"key generation {Hash}, {Threshold} of {_members.Count}, epoch {Epoch}";

    private Bytes32 ComputeHash()
    {
        var bytes = new byte[104 + (_members.Count * 34)];
        Keccak256.Hash("bridge/frost/keygen/v1").CopyTo(bytes);
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

        return Keccak256.Hash(bytes);
    }
}
