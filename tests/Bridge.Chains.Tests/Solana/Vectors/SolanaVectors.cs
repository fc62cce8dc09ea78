using System.Text.Json;
using Bridge.Testing;

namespace Bridge.Chains.Tests.Solana.Vectors;

/// <summary>Vectors made with an independent implementation; see the README beside the file.</summary>
internal static class SolanaVectors
{
    private static readonly JsonElement Root = JsonSerializer.Deserialize<JsonElement>(
        File.ReadAllText(RepositoryRoot.Combine("tests", "Bridge.Chains.Tests", "Solana", "Vectors", "solana-kit.json")));

    public static JsonElement Transaction => Root.GetProperty("transaction");

    public static IEnumerable<JsonElement> Of(string name) => Root.GetProperty(name).EnumerateArray();

    public static string Text(this JsonElement vector, string name) => vector.GetProperty(name).GetString()!;

    public static byte[] Bytes(this JsonElement vector, string name) => Convert.FromHexString(vector.Text(name));
}
