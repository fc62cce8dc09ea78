using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Protocol.Risk;

namespace Bridge.Protocol.Deployments;

/// <summary>
/// The public facts of one deployment, as every program reads them from <c>deployment.json</c>: chains, contracts, assets and guardians. No secrets.
/// Addresses are text in each chain's own form (EVM: 0x and 40 digits; Solana: base58); hashes and keys are hexadecimal with 0x.
/// </summary>
public sealed record Deployment
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>Name for people, as "localnet".</summary>
    public required string Name { get; init; }

    /// <summary>Bridge id, 32 bytes.</summary>
    public required string BridgeId { get; init; }

    /// <summary>The EVM chain.</summary>
    public required EvmDeployment Evm { get; init; }

    /// <summary>The Solana chain.</summary>
    public required SolanaDeployment Solana { get; init; }

    /// <summary>Every asset, on both chains.</summary>
    public required IReadOnlyList<AssetDeployment> Assets { get; init; }

    /// <summary>The guardians of the epoch in force.</summary>
    public required GuardianSetDeployment Guardians { get; init; }

    /// <summary>Base addresses of the relayers' public status API.</summary>
    public required IReadOnlyList<string> RelayerUrls { get; init; }

    /// <summary>The id as a value.</summary>
    [JsonIgnore]
    public BridgeId Bridge => Protocol.BridgeId.From(Bytes32.Parse(BridgeId));

    /// <summary>A chain for people and command lines: <c>evm</c>, <c>solana</c>, or its number.</summary>
    public string NameOf(ChainId chain) => chain.Value == Evm.Chain ? "evm" : chain.Value == Solana.Chain ? "solana" : chain.ToString();

    /// <summary>What a breaker on a chain halts, for people: "everything", "the lane with evm", "USDC"; an asset that is not of this deployment by its id.</summary>
    public string NameOf(RiskScope scope) => scope.Kind switch
    {
        RiskScopeKind.Everything => "everything",
        RiskScopeKind.Lane => $"the lane with {NameOf(scope.OtherChain())}",
        _ => Assets.FirstOrDefault(asset => Bytes32.Parse(asset.Id) == scope.Value)?.Symbol ?? scope.ToString(),
    };

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">Missing, or not a deployment; the message names the file and what is wrong.</exception>
    public static Deployment Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var deployment = JsonSerializer.Deserialize<Deployment>(stream, Json) ?? throw new ProtocolException($"{path} holds no deployment");
            return deployment.Evm.RpcUrls.Count > 0 && deployment.Solana.RpcUrls.Count > 0
                ? deployment
                : throw new ProtocolException($"{path} should name at least one RPC address of each chain");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the deployment from {path}: {e.Message}", e);
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

/// <summary>The EVM side.</summary>
public sealed record EvmDeployment
{
    /// <summary>The chain's number inside the bridge.</summary>
    public required ushort Chain { get; init; }

    /// <summary>EIP-155 chain id.</summary>
    public required ulong EvmChainId { get; init; }

    /// <summary>JSON-RPC over HTTP, one or more independent sources.</summary>
    public required IReadOnlyList<string> RpcUrls { get; init; }

    /// <summary>The vault contract.</summary>
    public required string Vault { get; init; }

    /// <summary>The margin contract.</summary>
    public required string MarginAccounts { get; init; }

    /// <summary>Block in which the vault was created: where watchers begin.</summary>
    public required ulong FromBlock { get; init; }
}

/// <summary>The Solana side.</summary>
public sealed record SolanaDeployment
{
    /// <summary>The chain's number inside the bridge.</summary>
    public required ushort Chain { get; init; }

    /// <summary>JSON-RPC over HTTP, one or more independent sources.</summary>
    public required IReadOnlyList<string> RpcUrls { get; init; }

    /// <summary>WebSocket address, used as a wake-up only; null when there is none.</summary>
    public string? WebSocketUrl { get; init; }

    /// <summary>The bridge program.</summary>
    public required string Program { get; init; }
}

/// <summary>One asset on both chains.</summary>
public sealed record AssetDeployment
{
    /// <summary>Short name for people and command lines, unique in the deployment.</summary>
    public required string Symbol { get; init; }

    /// <summary>Asset id.</summary>
    public required string Id { get; init; }

    /// <summary>The chain where the token lives.</summary>
    public required ushort HomeChain { get; init; }

    /// <summary>Decimals of a canonical unit.</summary>
    public required int CanonicalDecimals { get; init; }

    /// <summary>ERC-20 contract.</summary>
    public required string EvmToken { get; init; }

    /// <summary>Its decimals.</summary>
    public required int EvmDecimals { get; init; }

    /// <summary>SPL mint.</summary>
    public required string SolanaMint { get; init; }

    /// <summary>Its decimals.</summary>
    public required int SolanaDecimals { get; init; }
}

/// <summary>The guardians.</summary>
public sealed record GuardianSetDeployment
{
    /// <summary>Epoch of the group key.</summary>
    public required uint Epoch { get; init; }

    /// <summary>How many must sign.</summary>
    public required int Threshold { get; init; }

    /// <summary>Group key, 33 bytes compressed. Empty until key generation has finished.</summary>
    public required string GroupKey { get; init; }

    /// <summary>The members, index 1 to n.</summary>
    public required IReadOnlyList<GuardianDeployment> Members { get; init; }
}

/// <summary>One guardian's public facts.</summary>
public sealed record GuardianDeployment
{
    /// <summary>FROST identifier, from 1.</summary>
    public required ushort Index { get; init; }

    /// <summary>Base address of its signing API.</summary>
    public required string Url { get; init; }

    /// <summary>SHA-256 of the DER SubjectPublicKeyInfo of its TLS certificate.</summary>
    public required string TlsPin { get; init; }

    /// <summary>EVM-style address of its identity key.</summary>
    public required string Identity { get; init; }

    /// <summary>Its verifying share, 33 bytes compressed. Empty until key generation has finished.</summary>
    public required string VerifyingShare { get; init; }
}
