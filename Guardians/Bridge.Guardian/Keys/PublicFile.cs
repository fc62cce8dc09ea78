using System.Text.Json;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Keys;

/// <summary><c>public.json</c>: a <see cref="GuardianDeployment"/>, what the others need to know of this guardian. Its verifying share is empty.</summary>
public static class PublicFile
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>The public facts of these keys.</summary>
    public static GuardianDeployment Of(ushort index, string url, GuardianKeys keys) => new()
    {
        Index = index,
        Url = url,
        TlsPin = TlsPin.Of(keys.Certificate).ToString(),
        Identity = Hex.Encode(keys.Identity.EvmAddress()),
        VerifyingShare = "",
    };

    /// <summary>Writes the file.</summary>
    public static void Save(string path, GuardianDeployment guardian) => File.WriteAllText(path, JsonSerializer.Serialize(guardian, Json) + "\n");

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static GuardianDeployment Load(string path) => WholeFile.Read<GuardianDeployment>(path, "the public facts", Json);
}
