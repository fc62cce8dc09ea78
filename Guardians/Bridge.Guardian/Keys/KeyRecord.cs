using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Frost.Signer;
using Bridge.Protocol;

namespace Bridge.Guardian.Keys;

/// <summary>Where a share came from. Stored: never renumber.</summary>
public enum KeyOrigin
{
    /// <summary>Key generation.</summary>
    Keygen = 1,

    /// <summary>Proactive refresh: the same key, new shares.</summary>
    Refresh = 2,

    /// <summary>Repair of a lost share by others.</summary>
    Repair = 3,
}

/// <summary>What may be known in public about a share that this guardian holds or held.</summary>
/// <remarks>It lies beside its share in the encrypted key file, where nobody can change it, and in <c>keys.json</c> for people.</remarks>
public sealed record KeyRecord
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter<KeyOrigin>(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    /// <summary>Epoch of the group key.</summary>
    public required uint Epoch { get; init; }

    /// <summary>0 after key generation, one more with each refresh: shares of two generations do not sign together.</summary>
    public required uint Generation { get; init; }

    /// <summary>Where it came from.</summary>
    public required KeyOrigin Origin { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset MadeAt { get; init; }

    /// <summary>Hash of the ceremony's messages; the same at every member.</summary>
    public required string Transcript { get; init; }

    /// <summary>How many must sign.</summary>
    public required int Threshold { get; init; }

    /// <summary>How many hold a share.</summary>
    public required int Members { get; init; }

    /// <summary>The key that the chains know.</summary>
    public required string GroupKey { get; init; }

    /// <summary>This guardian's share times G.</summary>
    public required string VerifyingShare { get; init; }

    /// <summary>When the share was wiped; null while it is held.</summary>
    public DateTimeOffset? RetiredAt { get; init; }

    /// <summary>The epoch as a value.</summary>
    [JsonIgnore]
    public GuardianEpoch Key => GuardianEpoch.From(Epoch);

    /// <summary>The record of a share.</summary>
    public static KeyRecord Of(KeyPackage share, KeyOrigin origin, DateTimeOffset now) => new()
    {
        Epoch = share.Epoch.Value,
        Generation = share.Version.Generation,
        Origin = origin,
        MadeAt = now,
        Transcript = share.Version.Transcript.ToString(),
        Threshold = share.Group.Threshold,
        Members = share.Group.Count,
        GroupKey = share.Group.GroupKey.ToString(),
        VerifyingShare = share.VerifyingShare.ToString(),
    };

    /// <summary>True when this is about that share.</summary>
    public bool IsOf(KeyPackage share) => this with { RetiredAt = null } == Of(share, Origin, MadeAt);

    internal static KeyRecord Read(ReadOnlySpan<byte> json) =>
        JsonSerializer.Deserialize<KeyRecord>(json, Json) ?? throw new ProtocolException("a key record is empty");

    internal byte[] ToBytes() => JsonSerializer.SerializeToUtf8Bytes(this, Json);
}
