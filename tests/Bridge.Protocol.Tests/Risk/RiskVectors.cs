using System.Text.Json;
using Bridge.Protocol.Risk;
using Bridge.Testing;

namespace Bridge.Protocol.Tests.Risk;

/// <summary>Contracts/vectors/risk.json: computed by viem and by ethers.</summary>
internal static class RiskVectors
{
    public static JsonElement Root { get; } = JsonDocument.Parse(File.ReadAllBytes(RepositoryRoot.Combine("Contracts", "vectors", "risk.json"))).RootElement;

    public static BridgeId Bridge { get; } = BridgeId.From(Root.Bytes("bridgeId"));

    public static BridgeId OtherBridge { get; } = BridgeId.From(Root.Bytes("otherBridgeId"));

    public static IReadOnlyList<JsonElement> Actions { get; } = [.. Root.GetProperty("actions").EnumerateArray()];

    public static TheoryData<int> Indices { get; } = new(Enumerable.Range(0, Actions.Count));

    public static RiskAction Action(int index) => RiskAction.Decode((RiskActionKind)Actions[index].Number("action"), Hex.Decode(Actions[index].Text("words")));

    public static RiskSignature Signature(int index, int key) => RiskSignature.Parse(Actions[index].GetProperty("signatures")[key].Text("signature"));
}
