using System.Text.Json;
using Bridge.Frost;
using Bridge.Guardian.Keys;
using Bridge.Protocol;

namespace Bridge.Guardian.Ceremonies;

/// <summary>The signature that hands one chain over.</summary>
/// <param name="Chain">Which.</param>
/// <param name="Signature">Rx ‖ Ry ‖ z by the key in force over <c>bridge/rotate/v1</c>.</param>
public sealed record RotationSignature(ushort Chain, string Signature);

/// <summary>
/// <c>rotation-EPOCH.json</c>: the key in force hands over to the key of the next epoch, signed for each chain. Public; whoever has it may submit it.
/// </summary>
public sealed record RotationFile(string BridgeId, uint Epoch, string GroupKey, uint NewEpoch, string NewGroupKey, IReadOnlyList<RotationSignature> Signatures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>What is signed for a chain.</summary>
    public static MessageDigest Digest(Ceremony ceremony, ushort chain) => SignedMessage.Rotate(
        ceremony.Bridge, ceremony.Epoch, ChainId.From(chain), GuardianEpoch.From(ceremony.File.Successor!.Group.Epoch), Key(ceremony.File.Successor.Group.GroupKey));

    /// <summary>True when every signature is the key in force's over exactly this handing over.</summary>
    public bool IsValid() => Signatures.Count > 0 && Signatures.All(entry => FrostVerifier.Verify(
        Key(GroupKey),
        SignedMessage.Rotate(
            Protocol.BridgeId.From(Bytes32.Parse(BridgeId)), GuardianEpoch.From(Epoch), ChainId.From(entry.Chain), GuardianEpoch.From(NewEpoch), Key(NewGroupKey)),
        GroupSignature.From(Hex.Decode(entry.Signature))));

    /// <summary>Reads the file. Whether it is valid says <see cref="IsValid"/>.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static RotationFile Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<RotationFile>(File.ReadAllText(path), Json) ?? throw new ProtocolException($"{path} is empty");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the rotation from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => WholeFile.Write(path, JsonSerializer.Serialize(this, Json));

    private static GroupKey Key(string hex) => Protocol.GroupKey.From(Hex.Decode(hex));
}
