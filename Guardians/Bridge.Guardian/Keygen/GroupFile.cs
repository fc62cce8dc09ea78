using System.Text.Json;
using Bridge.Frost;
using Bridge.Protocol;

namespace Bridge.Guardian.Keygen;

/// <summary><c>group.json</c>: the public result of a ceremony, the same at every member: <c>{"epoch","threshold","groupKey","verifyingShares":{"1":…}}</c>.</summary>
public sealed record GroupFile(uint Epoch, int Threshold, string GroupKey, IReadOnlyDictionary<ushort, string> VerifyingShares)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The public half of a key.</summary>
    public static GroupFile Of(GuardianEpoch epoch, GroupPublicKey group) => new(
        epoch.Value, group.Threshold, group.GroupKey.ToString(),
        group.VerifyingShares.ToDictionary(share => share.Key.Value, share => share.Value.ToString()));

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
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}
