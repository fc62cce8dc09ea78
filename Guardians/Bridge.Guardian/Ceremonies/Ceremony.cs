using System.Buffers.Binary;
using System.Text;
using Bridge.Frost;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Repair;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Ceremonies;

/// <summary>A member of a ceremony.</summary>
/// <param name="Index">FROST identifier.</param>
/// <param name="Url">Where it serves the ceremony.</param>
/// <param name="Pin">Its TLS key.</param>
/// <param name="Identity">EVM-style address of its identity key.</param>
public sealed record CeremonyMember(ushort Index, Uri Url, TlsPin Pin, Bytes32 Identity);

/// <summary>A checked ceremony.</summary>
/// <remarks>
/// <c>Id</c> binds everything the members have to agree on before they start:
/// <code>
/// keccak256("bridge/ceremony/v1" hash 32 ‖ bridge id 32 ‖ epoch 4 ‖ threshold 4 ‖ session 32 ‖ n 4
///           ‖ n × (index 2 ‖ pin 32 ‖ identity 32 ‖ keccak256(url) 32) ‖ kind 1 ‖ subject 32)
/// subject: zero for keygen, else keccak256(hash of the key's state 32 ‖ recipient 2 ‖ successor's encoded group ‖ chains 2 each)
/// </code>
/// A guardian with another file has another id, and the others do not answer it.
/// </remarks>
public sealed record Ceremony
{
    /// <summary>Most members: far more than one deployment has, and it bounds every loop.</summary>
    public const int MaximumMembers = 256;

    private Ceremony(CeremonyFile file, IReadOnlyList<CeremonyMember> members, KeyState? current)
    {
        (File, Members, Current) = (file, members, current);
        (Bridge, Epoch, Session) = (BridgeId.From(Bytes32.Parse(file.BridgeId)), GuardianEpoch.From(file.Epoch), Bytes32.Parse(file.Session));
        MadeAt = TimeOf(Session);
        Id = ComputeId();
    }

    /// <summary>As it was written.</summary>
    public CeremonyFile File { get; }

    /// <summary>What for.</summary>
    public CeremonyKind Kind => File.Kind;

    /// <summary>The deployment.</summary>
    public BridgeId Bridge { get; }

    /// <summary>Epoch of the key that it is about.</summary>
    public GuardianEpoch Epoch { get; }

    /// <summary>How many must sign.</summary>
    public int Threshold => File.Threshold;

    /// <summary>Another for each attempt.</summary>
    public Bytes32 Session { get; }

    /// <summary>When the session was made, by the clock of who made it. Part of the session, so it cannot be said otherwise later.</summary>
    public DateTimeOffset MadeAt { get; }

    /// <summary>Who takes part, ascending.</summary>
    public IReadOnlyList<CeremonyMember> Members { get; }

    /// <summary>The key as it is; null when a new one is made.</summary>
    public KeyState? Current { get; }

    /// <summary>What the members agree on.</summary>
    public Bytes32 Id { get; }

    /// <summary>Everybody but <paramref name="index"/>.</summary>
    public IEnumerable<CeremonyMember> Others(ushort index) => Members.Where(member => member.Index != index);

    /// <summary>Checks a file.</summary>
    /// <exception cref="ProtocolException">A field out of its bounds, or parts that contradict each other.</exception>
    public static Ceremony From(CeremonyFile file)
    {
        if (file.Members.Count is < 2 or > MaximumMembers) throw new ProtocolException($"a ceremony should have 2 to {MaximumMembers} members and has {file.Members.Count}");
        if (Bytes32.Parse(file.Session).IsZero) throw new ProtocolException("session should be a time and random bytes, 32 in all, and is zero");
        var members = file.Members.Select(Member).OrderBy(member => member.Index).ToList();
        // SECURITY: one key or one address under two indexes would be one guardian with two votes.
        if (members.DistinctBy(member => member.Index).Count() != members.Count) throw new ProtocolException("two members have one index");
        if (members.DistinctBy(member => member.Pin).Count() != members.Count) throw new ProtocolException("two members have one TLS pin");
        if (members.DistinctBy(member => member.Identity).Count() != members.Count) throw new ProtocolException("two members have one identity");
        if (members.DistinctBy(member => member.Url).Count() != members.Count) throw new ProtocolException("two members have one url");
        return new Ceremony(file, members, file.Kind == CeremonyKind.Keygen ? CheckNew(file, members) : CheckCurrent(file, members));
    }

    /// <summary>What a key generation or refresh is bound to.</summary>
    public KeyGenerationContext KeyContext() => Kind switch
    {
        CeremonyKind.Keygen => KeyGenerationContext.From(Bridge, Epoch, Session, Threshold, Identities),
        CeremonyKind.Refresh => KeyGenerationContext.ForRefresh(Bridge, Session, Current!, Identities),
        _ => throw new ProtocolException($"a {Kind} makes no new shares"),
    };

    /// <summary>What a repair is bound to.</summary>
    public RepairContext RepairContext() => Kind == CeremonyKind.Repair
        ? Frost.Repair.RepairContext.From(Bridge, Session, Current!, ParticipantId.From(File.Recipient!.Value), Identities)
        : throw new ProtocolException($"a {Kind} repairs nothing");

    private static DateTimeOffset TimeOf(Bytes32 session)
    {
        var milliseconds = (long)(BinaryPrimitives.ReadUInt64BigEndian(session.ToArray()) >> 16);
        return DateTimeOffset.FromUnixTimeMilliseconds(Math.Min(milliseconds, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()));
    }

    private IEnumerable<KeyGenerationMember> Identities =>
        Members.Select(member => new KeyGenerationMember(ParticipantId.From(member.Index), PartyAddress.From(member.Identity)));

    private static KeyState? CheckNew(CeremonyFile file, List<CeremonyMember> members)
    {
        // SECURITY: a threshold of 0 would let anybody sign and of 1 any one guardian (W9); above n nobody could.
        if (file.Threshold < 2 || file.Threshold > members.Count) throw new ProtocolException($"threshold should be 2 to the {members.Count} members and is {file.Threshold}");
        if (file.Group is not null || file.Recipient is not null || file.Successor is not null || file.Chains is not null)
            throw new ProtocolException("a keygen should name no group, recipient, successor or chains");
        return null;
    }

    private static KeyState CheckCurrent(CeremonyFile file, List<CeremonyMember> members)
    {
        var current = (file.Group ?? throw new ProtocolException($"a {file.Kind} should hold the group.json of the key that it is about")).ToState();
        if (current.Version.Epoch.Value != file.Epoch || current.Group.Threshold != file.Threshold)
            throw new ProtocolException($"the group is {current.Group.Threshold} of {current.Group.Count} of epoch {current.Version.Epoch}, the ceremony says threshold {file.Threshold}, epoch {file.Epoch}");
        if (members.Find(member => !current.Group.VerifyingShares.ContainsKey(ParticipantId.From(member.Index))) is { } stranger)
            throw new ProtocolException($"guardian {stranger.Index} holds no share of epoch {file.Epoch}");
        switch (file.Kind)
        {
            case CeremonyKind.Refresh when members.Count != current.Group.Count:
                throw new ProtocolException($"a refresh needs all {current.Group.Count} holders and names {members.Count}");
            case CeremonyKind.Repair when file.Recipient is not { } recipient || !members.Exists(member => member.Index == recipient):
                throw new ProtocolException("a repair should name a recipient that is among its members");
            case CeremonyKind.Repair when members.Count - 1 < file.Threshold:
                throw new ProtocolException($"a repair needs {file.Threshold} helpers and names {members.Count - 1}");
            case CeremonyKind.Rotate when members.Count < file.Threshold:
                throw new ProtocolException($"a rotation needs {file.Threshold} of the key in force and names {members.Count}");
            case CeremonyKind.Rotate:
                CheckSuccessor(file);
                break;
        }

        if (file.Kind != CeremonyKind.Repair && file.Recipient is not null) throw new ProtocolException($"a {file.Kind} has no recipient");
        if (file.Kind != CeremonyKind.Rotate && (file.Successor is not null || file.Chains is not null)) throw new ProtocolException($"a {file.Kind} has no successor");
        return current;
    }

    private static void CheckSuccessor(CeremonyFile file)
    {
        if (file.Successor is not { } successor) throw new ProtocolException("a rotation should hold the certificate of the key that takes over");
        // SECURITY: the bridge is handed over only to a key of which every new holder has signed that it has its share (W10).
        if (!successor.IsValid()) throw new ProtocolException("the certificate of the new key is not signed by all of its holders");
        if (successor.Ceremony.Kind != CeremonyKind.Keygen || successor.Ceremony.BridgeId != file.BridgeId || successor.Group.Epoch != file.Epoch + 1)
            throw new ProtocolException($"the new key should be made for epoch {file.Epoch + 1} of this bridge");
        if (file.Chains is not { Count: > 0 } || file.Chains.Distinct().Count() != file.Chains.Count) throw new ProtocolException("a rotation should name its chains, each once");
    }

    private static CeremonyMember Member(GuardianDeployment member)
    {
        if (!Uri.TryCreate(member.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            throw new ProtocolException($"url of guardian {member.Index} should be an https address and is \"{member.Url}\"");
        return new CeremonyMember(ParticipantId.From(member.Index).Value, url, TlsPin.Parse(member.TlsPin), PartyAddress.FromEvm(Hex.Decode(member.Identity)).Value);
    }

    private Bytes32 ComputeId()
    {
        var bytes = new byte[108 + (Members.Count * 98) + 33];
        var span = bytes.AsSpan();
        Keccak256.Hash("bridge/ceremony/v1").CopyTo(span);
        Bridge.Value.CopyTo(span[32..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[64..], Epoch.Value);
        BinaryPrimitives.WriteInt32BigEndian(span[68..], Threshold);
        Session.CopyTo(span[72..]);
        BinaryPrimitives.WriteInt32BigEndian(span[104..], Members.Count);
        span = span[108..];
        foreach (var member in Members)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span, member.Index);
            member.Pin.Value.CopyTo(span[2..]);
            member.Identity.CopyTo(span[34..]);
            Keccak256.Hash(Encoding.UTF8.GetBytes(member.Url.AbsoluteUri)).CopyTo(span[66..]);
            span = span[98..];
        }

        span[0] = (byte)Kind;
        if (Current is not null) Subject(Current).CopyTo(span[1..]);
        return Keccak256.Hash(bytes);
    }

    private Bytes32 Subject(KeyState current)
    {
        var bytes = new List<byte>(current.Hash.ToArray());
        var recipient = File.Recipient ?? 0;
        bytes.AddRange([(byte)(recipient >> 8), (byte)recipient]);
        if (File.Successor is { } successor) bytes.AddRange(successor.Group.ToState().Group.Encode());
        foreach (var chain in File.Chains ?? []) bytes.AddRange([(byte)(chain >> 8), (byte)chain]);
        return Keccak256.Hash([.. bytes]);
    }
}
