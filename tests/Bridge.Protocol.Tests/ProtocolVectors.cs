using System.Globalization;
using System.Text.Json;
using Bridge.Testing;

namespace Bridge.Protocol.Tests;

/// <summary>Contracts/vectors/protocol.json: computed by an implementation of its own.</summary>
internal static class ProtocolVectors
{
    public static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("Contracts", "vectors", "protocol.json"))).RootElement;

    public static BridgeId Bridge { get; } = BridgeId.From(Root.Bytes("bridgeId"));

    public static string Text(this JsonElement element, string name) => element.GetProperty(name).GetString()!;

    public static Bytes32 Bytes(this JsonElement element, string name) => Bytes32.Parse(element.Text(name));

    public static ulong Number(this JsonElement element, string name) => element.GetProperty(name) switch
    {
        { ValueKind: JsonValueKind.String } text => ulong.Parse(text.GetString()!, CultureInfo.InvariantCulture),
        var number => number.GetUInt64(),
    };

    public static Lane Lane(this JsonElement element) => Protocol.Lane.From(
        ChainId.From((ushort)element.Number("source")), ChainId.From((ushort)element.Number("destination")));
}
