using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signer;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>
/// <c>group.json</c> and <c>group-EPOCH.json</c>: the public state of a key, the same at every member:
/// <c>{"epoch","generation","threshold","groupKey","transcript","verifyingShares":{"1":…}}</c>.
/// </summary>
public sealed record GroupFile(uint Epoch, uint Generation, int Threshold, string GroupKey, string Transcript, IReadOnlyDictionary<ushort, string> VerifyingShares)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true, RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>The public half of a share.</summary>
    public static GroupFile Of(KeyPackage share) => new(
        share.Epoch.Value, share.Version.Generation, share.Group.Threshold, share.Group.GroupKey.ToString(), share.Version.Transcript.ToString(),
        share.Group.VerifyingShares.ToDictionary(other => other.Key.Value, other => other.Value.ToString()));

    /// <summary>The state as the library knows it.</summary>
    /// <exception cref="ProtocolException">Parts that do not belong together.</exception>
    public KeyState ToState() => new(
        GroupPublicKey.From(Threshold, Point.Parse(GroupKey), VerifyingShares.Select(share => KeyValuePair.Create(ParticipantId.From(share.Key), Point.Parse(share.Value)))),
        new KeyVersion(GuardianEpoch.From(Epoch), Generation, Bytes32.Parse(Transcript)));

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static GroupFile Load(string path) => WholeFile.Read<GroupFile>(path, "the group", Json);

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, Json));
}
