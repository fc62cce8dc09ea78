using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Ceremonies;

/// <summary>What a ceremony is for. Part of what the members agree on: never renumber.</summary>
public enum CeremonyKind
{
    /// <summary>A new key.</summary>
    Keygen = 1,

    /// <summary>New shares of the same key.</summary>
    Refresh = 2,

    /// <summary>A lost share again.</summary>
    Repair = 3,

    /// <summary>The key in force hands over to a new one.</summary>
    Rotate = 4,
}

/// <summary>The ceremony file, the same for every member: <c>{"kind","bridgeId","epoch","threshold","session","members":[…]}</c> and what the kind adds.</summary>
public sealed record CeremonyFile
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        RespectRequiredConstructorParameters = true,
        RespectNullableAnnotations = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter<CeremonyKind>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>What for. Default: a new key.</summary>
    public CeremonyKind Kind { get; init; } = CeremonyKind.Keygen;

    /// <summary>Bridge id, 32 bytes.</summary>
    public required string BridgeId { get; init; }

    /// <summary>Epoch of the key that is made, refreshed, repaired or handed over.</summary>
    public required uint Epoch { get; init; }

    /// <summary>How many must sign.</summary>
    public required int Threshold { get; init; }

    /// <summary>32 bytes, see <see cref="NewSession"/>: a ceremony that is run again has another session.</summary>
    public required string Session { get; init; }

    /// <summary>The <c>public.json</c> of everybody who takes part.</summary>
    public required IReadOnlyList<GuardianDeployment> Members { get; init; }

    /// <summary>Refresh, repair, rotate: the key as it is, the members' <c>group.json</c>.</summary>
    public GroupFile? Group { get; init; }

    /// <summary>Repair: who lost its share.</summary>
    public ushort? Recipient { get; init; }

    /// <summary>Rotate: the certificate of the key that takes over.</summary>
    public CertificateFile? Successor { get; init; }

    /// <summary>Rotate: the chains to which the handing over is signed.</summary>
    public IReadOnlyList<ushort>? Chains { get; init; }

    /// <summary>A session that nobody has had before: milliseconds since 1970 6 ‖ random 26, as hexadecimal.</summary>
    public static string NewSession(DateTimeOffset now)
    {
        var session = RandomNumberGenerator.GetBytes(32);
        BinaryPrimitives.WriteUInt16BigEndian(session, (ushort)(now.ToUnixTimeMilliseconds() >> 32));
        BinaryPrimitives.WriteUInt32BigEndian(session.AsSpan(2), (uint)now.ToUnixTimeMilliseconds());
        return Hex.Encode(session);
    }

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ProtocolException">Not a ceremony; the message names the file and what is wrong.</exception>
    public static Ceremony Load(string path)
    {
        try
        {
            return Parse(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException or ProtocolException)
        {
            throw new ProtocolException($"cannot read the ceremony from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllBytes(path, [.. ToBytes(), (byte)'\n']);

    internal static Ceremony Parse(ReadOnlySpan<byte> json) =>
        Ceremony.From(JsonSerializer.Deserialize<CeremonyFile>(json, Json) ?? throw new ProtocolException("it is empty"));

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
