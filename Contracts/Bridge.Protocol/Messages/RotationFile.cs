using System.Text.Json;

namespace Bridge.Protocol;

/// <summary>The signature that hands one chain over.</summary>
/// <param name="Chain">Which.</param>
/// <param name="Signature">Rx ‖ Ry ‖ z by the key in force over <c>bridge/rotate/v1</c>.</param>
public sealed record RotationSignature(ushort Chain, string Signature);

/// <summary>
/// <c>rotation-EPOCH.json</c>: the key in force hands over to the key of the next epoch, signed for each chain. Public; whoever has it may submit it: the
/// chains verify the signatures themselves.
/// </summary>
/// <param name="BridgeId">Of the deployment.</param>
/// <param name="Epoch">Of the key in force, which signed.</param>
/// <param name="GroupKey">The key in force.</param>
/// <param name="NewEpoch">Of its successor: one more.</param>
/// <param name="NewGroupKey">Its successor.</param>
/// <param name="Signatures">One for each chain.</param>
public sealed record RotationFile(string BridgeId, uint Epoch, string GroupKey, uint NewEpoch, string NewGroupKey, IReadOnlyList<RotationSignature> Signatures)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    /// <summary>Which deployment it is for.</summary>
    public BridgeId Bridge() => Protocol.BridgeId.From(Bytes32.Parse(BridgeId));

    /// <summary>The key in force.</summary>
    public GroupKey Key() => Protocol.GroupKey.From(Hex.Decode(GroupKey));

    /// <summary>Its successor.</summary>
    public GroupKey NewKey() => Protocol.GroupKey.From(Hex.Decode(NewGroupKey));

    /// <summary>What was signed for a chain.</summary>
    public MessageDigest Digest(ChainId chain) => SignedMessage.Rotate(Bridge(), GuardianEpoch.From(Epoch), chain, GuardianEpoch.From(NewEpoch), NewKey());

    /// <summary>The signature for a chain; null when there is none.</summary>
    public GroupSignature? SignatureFor(ChainId chain) =>
        Signatures.FirstOrDefault(entry => entry.Chain == chain.Value) is { } found ? GroupSignature.From(Hex.Decode(found.Signature)) : null;

    /// <summary>Reads the file. Whether the signatures are right is not looked at.</summary>
    /// <exception cref="ProtocolException">Missing or another form.</exception>
    public static RotationFile Load(string path)
    {
        try
        {
            var file = JsonSerializer.Deserialize<RotationFile>(File.ReadAllText(path), Json);
            return file is { BridgeId: not null, GroupKey: not null, NewGroupKey: not null, Signatures: not null } ? file : throw new ProtocolException($"{path} holds no rotation");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the rotation from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, Json) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}
