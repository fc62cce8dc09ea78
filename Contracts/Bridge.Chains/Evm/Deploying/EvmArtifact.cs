using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Deploying;

/// <summary>A compiled contract, as Foundry writes it (<c>out/X.sol/X.json</c>).</summary>
internal sealed class EvmArtifact
{
    private readonly byte[] _runtime;
    private readonly List<(int Start, int Length)> _immutables = [];

    private EvmArtifact(byte[] creation, byte[] runtime) => (Creation, _runtime) = (creation, runtime);

    /// <summary>What creates it, without constructor arguments.</summary>
    internal byte[] Creation { get; }

    /// <exception cref="ProtocolException">The file is no artifact, or needs linking.</exception>
    internal static EvmArtifact Load(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            var deployed = json.RootElement.GetProperty("deployedBytecode");
            var artifact = new EvmArtifact(Code(json.RootElement.GetProperty("bytecode")), Code(deployed));
            if (deployed.TryGetProperty("immutableReferences", out var references))
            {
                artifact._immutables.AddRange(references.EnumerateObject().SelectMany(variable => variable.Value.EnumerateArray())
                    .Select(place => (place.GetProperty("start").GetInt32(), place.GetProperty("length").GetInt32())));
            }

            return artifact;
        }
        catch (Exception e) when (e is IOException or JsonException or KeyNotFoundException or InvalidOperationException)
        {
            throw new ProtocolException($"{path} is no artifact of a contract: {e.Message}", e);
        }

        static byte[] Code(JsonElement bytecode) => Hex.Decode(bytecode.GetProperty("object").GetString() ?? "");
    }

    /// <summary>Whether <paramref name="code"/> on a chain is this contract, whatever its immutable values.</summary>
    internal bool Matches(ReadOnlySpan<byte> code)
    {
        // SECURITY: nothing is taken for this contract that was not compiled from it.
        if (code.Length == 0 || code.Length != _runtime.Length) return false;
        var blank = code.ToArray();
        foreach (var (start, length) in _immutables) blank.AsSpan(start, length).Clear();
        return blank.AsSpan().SequenceEqual(_runtime);
    }
}
