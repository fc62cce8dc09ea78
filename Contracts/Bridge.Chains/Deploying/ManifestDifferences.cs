using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Chains.Deploying;

/// <summary>Compares two states of a chain field by field. Every difference is one line: the field, what it should be, what it is.</summary>
public static class ManifestDifferences
{
    /// <summary>All differences; empty when the chain is as it should be.</summary>
    /// <param name="name">What the fields' names begin with, as "evm".</param>
    /// <param name="expected">The manifest, or what a plan asks for.</param>
    /// <param name="actual">What the chain shows.</param>
    public static IReadOnlyList<string> Between(string name, ChainManifest expected, ChainManifest actual)
    {
        var found = new List<string>();
        Compare(name, Node(expected), Node(actual), found);
        return found;
    }

    private static JsonNode? Node(ChainManifest manifest) => JsonSerializer.SerializeToNode(manifest, DeploymentPlan.Json);

    private static void Compare(string field, JsonNode? expected, JsonNode? actual, List<string> found)
    {
        switch (expected, actual)
        {
            case (JsonObject a, JsonObject b):
                foreach (var key in a.Select(member => member.Key).Union(b.Select(member => member.Key))) Compare($"{field}.{key}", a[key], b[key], found);
                break;
            case (JsonArray a, JsonArray b):
                var (should, does) = (a.Select(Text).ToHashSet(StringComparer.Ordinal), b.Select(Text).ToHashSet(StringComparer.Ordinal));
                found.AddRange(should.Except(does).Select(missing => $"{field}: {missing} is missing"));
                found.AddRange(does.Except(should).Select(extra => $"{field}: {extra} should not be there"));
                break;
            default:
                // SECURITY: a field that only one side has is a difference, never a match.
                if (Text(expected) != Text(actual)) found.Add($"{field} should be {Text(expected)} and is {Text(actual)}");
                break;
        }
    }

    private static string Text(JsonNode? node) => node?.ToJsonString().Trim('"') ?? "nothing";
}
