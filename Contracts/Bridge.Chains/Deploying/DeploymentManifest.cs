using System.Text.Json;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Deploying;

/// <summary>
/// What was deployed, as the chains themselves showed it at the end: contracts with the hashes of their code, keys, roles, lanes, limits, delays. Whoever
/// runs a part of the bridge compares the chains with it (<c>bridge verify</c>). No secrets.
/// </summary>
public sealed record DeploymentManifest
{
    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>The EVM side; null until deployed.</summary>
    public ChainManifest? Evm { get; init; }

    /// <summary>The Solana side; null until deployed.</summary>
    public ChainManifest? Solana { get; init; }

    /// <summary>Reads the file.</summary>
    /// <exception cref="ProtocolException">It cannot be read, or is no manifest.</exception>
    public static DeploymentManifest Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            return JsonSerializer.Deserialize<DeploymentManifest>(stream, DeploymentPlan.Json) ?? throw new ProtocolException($"{path} holds no manifest");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the manifest from {path}: {e.Message}", e);
        }
    }

    /// <summary>Writes the file, whole or not at all.</summary>
    public void Save(string path)
    {
        var temporary = path + ".new";
        File.WriteAllText(temporary, JsonSerializer.Serialize(this, DeploymentPlan.Json) + "\n");
        File.Move(temporary, path, overwrite: true);
    }
}

/// <summary>One chain of a deployment. Addresses in the chain's own form; hashes and keys hexadecimal with 0x.</summary>
public sealed record ChainManifest
{
    /// <summary>In an address's place: there is none.</summary>
    public const string Nobody = "none";

    /// <summary>The chain's number inside the bridge.</summary>
    public required ushort Chain { get; init; }

    /// <summary>Which network it is: the EIP-155 chain id, or the hash of the genesis block.</summary>
    public required string Network { get; init; }

    /// <summary>Where its history begins: block or slot.</summary>
    public required ulong FromBlock { get; init; }

    /// <summary>Bridge id.</summary>
    public required string BridgeId { get; init; }

    /// <summary>Every contract or program by its role.</summary>
    public required SortedDictionary<string, CodeManifest> Contracts { get; init; }

    /// <summary>Group key in force, 33 bytes compressed.</summary>
    public required string GroupKey { get; init; }

    /// <summary>Its epoch.</summary>
    public required uint Epoch { get; init; }

    /// <summary>Delays of the control plane, seconds.</summary>
    public required PlannedDelays Delays { get; init; }

    /// <summary>Who may change the code; "none" when nobody can.</summary>
    public required string UpgradeAuthority { get; init; }

    /// <summary>Who may still set things up alone; "none" once sealed.</summary>
    public required string Governor { get; init; }

    /// <summary>Everyone who loosens, sorted.</summary>
    public required IReadOnlyList<string> Officers { get; init; }

    /// <summary>Everyone else who tightens, sorted.</summary>
    public required IReadOnlyList<string> Sentinels { get; init; }

    /// <summary>Open lanes: the other chain's number → how it writes addresses, 1 EVM, 2 any 32 bytes.</summary>
    public required SortedDictionary<string, int> Lanes { get; init; }

    /// <summary>Registered assets by id.</summary>
    public required SortedDictionary<string, AssetManifest> Assets { get; init; }
}

/// <summary>Code on a chain.</summary>
/// <param name="Address">Where.</param>
/// <param name="CodeHash">keccak256 of it.</param>
public sealed record CodeManifest(string Address, string CodeHash);

/// <summary>An asset as one chain has it.</summary>
/// <param name="Token">Token contract or mint.</param>
/// <param name="Mode">custody or mint.</param>
/// <param name="Decimals">Of the token.</param>
/// <param name="CanonicalDecimals">Of a canonical unit.</param>
/// <param name="Limits">Canonical units.</param>
public sealed record AssetManifest(string Token, string Mode, int Decimals, int CanonicalDecimals, RiskLimits Limits)
{
    internal const string Custody = "custody", Mint = "mint";
}
