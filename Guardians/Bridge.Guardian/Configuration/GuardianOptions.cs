using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Bridge.Protocol;
using Bridge.Risk.Breakers;

namespace Bridge.Guardian.Configuration;

/// <summary>
/// <c>guardian.json</c>: everything an operator sets. Secrets are never here; they are in key files beside it. Bounds are checked together at start
/// (<see cref="GuardianOptionsValidator"/>).
/// </summary>
public sealed record GuardianOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>FROST identifier, 1 to 65,535. No default: two guardians with one index cannot be told apart.</summary>
    public required ushort Index { get; init; }

    /// <summary>Where the signing API listens, as https://0.0.0.0:9443. No default.</summary>
    public required string Listen { get; init; }

    /// <summary>Where health is shown in plain HTTP, as http://127.0.0.1:9180. No default; keep it inside the operator's own network.</summary>
    public required string HealthListen { get; init; }

    /// <summary>Certificate pins of the relayers that may ask for signatures. Default: none, and then nobody may.</summary>
    public IReadOnlyList<string> RelayerPins { get; init; } = [];

    /// <summary>Certificate pins of those that may read this guardian's observations and nothing else, besides the other guardians: a dashboard. Default: none.</summary>
    public IReadOnlyList<string> ObserverPins { get; init; } = [];

    /// <summary>A file with more pins, a JSON array of text; relative to the data directory. Default: none.</summary>
    public string? RelayerPinsFile { get; init; }

    /// <summary>
    /// Milliseconds between two looks at a chain, 50 to 60,000. Default 400, a Solana slot: shorter only loads the nodes. An EVM chain whose node announces its heads is looked at with
    /// each head, and a third as often otherwise.
    /// </summary>
    public int PollMilliseconds { get; init; } = 400;

    /// <summary>Seconds a step may take before it counts as unavailable, 1 to 300. Default 30.</summary>
    public int ReadTimeoutSeconds { get; init; } = 30;

    /// <summary>Seconds without a good read before health says so, 1 to 3,600. Default 60.</summary>
    public int MaximumLagSeconds { get; init; } = 60;

    /// <summary>Seconds a session's nonces are kept, 1 to 600. Default 60: an honest coordinator needs about one.</summary>
    public int SessionSeconds { get; init; } = 60;

    /// <summary>Sessions kept at once, 1 to 65,536. Default 4,096: about 4 MB.</summary>
    public int MaximumSessions { get; init; } = 4096;

    /// <summary>Sessions kept at once for one relayer, 1 to <see cref="MaximumSessions"/>. Default 1,024: one relayer cannot crowd out the others.</summary>
    public int MaximumSessionsPerRelayer { get; init; } = 1024;

    /// <summary>Requests a second that one relayer may make, 1 to 100,000; twice as many at once. Default 1,000: an honest one makes two for each batch.</summary>
    public int RequestsPerSecond { get; init; } = 1000;

    /// <summary>Seconds that a release waits after finality while its place is slowed (level 2), 0 to 86,400. Default 300: time for somebody to look.</summary>
    public int SlowSeconds { get; init; } = 300;

    /// <summary>Settings of risk rules by their names, as { "equal-amounts": { "count": 6 } }. Default: none, and every rule has its own defaults.</summary>
    public JsonObject? Rules { get; init; }

    /// <summary>From which sum of soft scores on which level is in force.</summary>
    public RiskThresholds RiskThresholds { get; init; } = new();

    /// <summary>Settings of a chain by its family's name ("evm", "solana"). Default: the deployment's RPC addresses, all of which have to agree.</summary>
    public IReadOnlyDictionary<string, ChainOptions> Chains { get; init; } = new Dictionary<string, ChainOptions>(StringComparer.Ordinal);

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing or not options; the message names the file and what is wrong.</exception>
    public static GuardianOptions Load(string path)
    {
        try
        {
            return JsonSerializer.Deserialize<GuardianOptions>(File.ReadAllText(path), Json) ?? throw new ProtocolException($"{path} holds no options");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the options from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file.</summary>
    public void Save(string path) => File.WriteAllText(path, JsonSerializer.Serialize(this, Json) + "\n");
}

/// <summary>How one chain is read.</summary>
public sealed record ChainOptions
{
    /// <summary>The operator's own RPC addresses. Default: those of the deployment.</summary>
    public IReadOnlyList<string>? RpcUrls { get; init; }

    /// <summary>How many sources have to agree (k), 1 to their number. Default: all of them.</summary>
    public int? Quorum { get; init; }
}
