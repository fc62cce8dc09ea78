using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Keygen;

/// <summary>The ceremony file, the same for every guardian: <c>{"bridgeId","epoch","threshold","session","members":[…]}</c>.</summary>
public sealed record CeremonyFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Bridge id, 32 bytes.</summary>
    public required string BridgeId { get; init; }

    /// <summary>Epoch of the key to be made.</summary>
    public required uint Epoch { get; init; }

    /// <summary>How many must sign.</summary>
    public required int Threshold { get; init; }

    /// <summary>32 random bytes: a ceremony that is run again has another session.</summary>
    public required string Session { get; init; }

    /// <summary>Everybody's <c>public.json</c>.</summary>
    public required IReadOnlyList<GuardianDeployment> Members { get; init; }

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ProtocolException">Not a ceremony; the message names the file and what is wrong.</exception>
    public static Ceremony Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<CeremonyFile>(File.ReadAllText(path), Json) ?? throw new ProtocolException("it is empty");
            return Ceremony.From(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ProtocolException)
        {
            throw new ProtocolException($"cannot read the ceremony from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}

/// <summary>A member of a ceremony.</summary>
/// <param name="Index">FROST identifier.</param>
/// <param name="Url">Where it serves.</param>
/// <param name="Pin">Its TLS key.</param>
/// <param name="Identity">EVM-style address of its identity key.</param>
public sealed record CeremonyMember(ushort Index, Uri Url, TlsPin Pin, Bytes32 Identity);

/// <summary>A checked ceremony.</summary>
/// <remarks>
/// <c>Id</c> binds everything the members have to agree on before they start:
/// <code>
/// keccak256("bridge/ceremony/v1" hash 32 ‖ bridge id 32 ‖ epoch 4 ‖ threshold 4 ‖ session 32 ‖ n 4
///           ‖ n × (index 2 ‖ pin 32 ‖ identity 32 ‖ keccak256(url) 32))
/// </code>
/// A guardian with another file has another id, and the others do not answer it.
/// </remarks>
public sealed record Ceremony(BridgeId Bridge, GuardianEpoch Epoch, int Threshold, Bytes32 Session, IReadOnlyList<CeremonyMember> Members)
{
    /// <summary>Most members: far more than one deployment has, and it bounds every loop.</summary>
    public const int MaximumMembers = 256;

    /// <summary>What the members agree on.</summary>
    public Bytes32 Id { get; } = IdOf(Bridge, Epoch, Threshold, Session, Members);

    /// <summary>Everybody but <paramref name="index"/>.</summary>
    public IEnumerable<CeremonyMember> Others(ushort index) => Members.Where(member => member.Index != index);

    /// <summary>Checks a file.</summary>
    /// <exception cref="ProtocolException">A field out of its bounds.</exception>
    public static Ceremony From(CeremonyFile file)
    {
        if (file.Members.Count is < 2 or > MaximumMembers) throw new ProtocolException($"a ceremony should have 2 to {MaximumMembers} members and has {file.Members.Count}");
        // SECURITY: a threshold of 0 would let anybody sign and of 1 any one guardian (W9); above n nobody could.
        if (file.Threshold < 2 || file.Threshold > file.Members.Count)
            throw new ProtocolException($"threshold should be 2 to the {file.Members.Count} members and is {file.Threshold}");
        var session = Bytes32.Parse(file.Session);
        if (session.IsZero) throw new ProtocolException("session should be 32 random bytes and is zero");
        var members = file.Members.Select(Member).OrderBy(member => member.Index).ToList();
        for (var i = 0; i < members.Count; i++)
        {
            if (members[i].Index != i + 1) throw new ProtocolException($"members should have the indexes 1 to {members.Count}, each once");
        }

        // SECURITY: one key or one address under two indexes would be one guardian with two votes.
        if (members.DistinctBy(member => member.Pin).Count() != members.Count) throw new ProtocolException("two members have one TLS pin");
        if (members.DistinctBy(member => member.Identity).Count() != members.Count) throw new ProtocolException("two members have one identity");
        if (members.DistinctBy(member => member.Url).Count() != members.Count) throw new ProtocolException("two members have one url");
        return new Ceremony(BridgeId.From(Bytes32.Parse(file.BridgeId)), GuardianEpoch.From(file.Epoch), file.Threshold, session, members);
    }

    private static CeremonyMember Member(GuardianDeployment member)
    {
        if (!Uri.TryCreate(member.Url, UriKind.Absolute, out var url) || url.Scheme != Uri.UriSchemeHttps)
            throw new ProtocolException($"url of guardian {member.Index} should be an https address and is \"{member.Url}\"");
        return new CeremonyMember(member.Index, url, TlsPin.Parse(member.TlsPin), PartyAddress.FromEvm(Hex.Decode(member.Identity)).Value);
    }

    private static Bytes32 IdOf(BridgeId bridge, GuardianEpoch epoch, int threshold, Bytes32 session, IReadOnlyList<CeremonyMember> members)
    {
        var bytes = new byte[32 + 32 + 4 + 4 + 32 + 4 + (members.Count * 98)];
        var span = bytes.AsSpan();
        Keccak256.Hash("bridge/ceremony/v1").CopyTo(span);
        bridge.Value.CopyTo(span[32..]);
        BinaryPrimitives.WriteUInt32BigEndian(span[64..], epoch.Value);
        BinaryPrimitives.WriteInt32BigEndian(span[68..], threshold);
        session.CopyTo(span[72..]);
        BinaryPrimitives.WriteInt32BigEndian(span[104..], members.Count);
        span = span[108..];
        foreach (var member in members)
        {
            BinaryPrimitives.WriteUInt16BigEndian(span, member.Index);
            member.Pin.Value.CopyTo(span[2..]);
            member.Identity.CopyTo(span[34..]);
            Keccak256.Hash(Encoding.UTF8.GetBytes(member.Url.AbsoluteUri)).CopyTo(span[66..]);
            span = span[98..];
        }

        return Keccak256.Hash(bytes);
    }
}
