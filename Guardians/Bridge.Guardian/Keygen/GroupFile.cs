using System.Text.Json;
using Bridge.Frost;
using Bridge.Frost.Signer;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Keygen;

/// <summary>
/// <c>group.json</c>: the public result of a ceremony, the same at every member:
/// <c>{"epoch","generation","threshold","groupKey","transcript","verifyingShares":{"1":…}}</c>.
/// </summary>
public sealed record GroupFile(uint Epoch, uint Generation, int Threshold, string GroupKey, string Transcript, IReadOnlyDictionary<ushort, string> VerifyingShares)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The public half of a share.</summary>
    public static GroupFile Of(KeyPackage share, KeyRecord record) => new(
        record.Epoch, record.Generation, record.Threshold, record.GroupKey, record.Transcript,
        share.Group.VerifyingShares.ToDictionary(other => other.Key.Value, other => other.Value.ToString()));

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static GroupFile Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<GroupFile>(File.ReadAllText(path), Json) ?? throw new ProtocolException($"{path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the group from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, Json));
}
