using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Deploying;

/// <summary>
/// What a deployment is to become, on both chains: the file that people review and sign off before anything is sent. Addresses are text in each chain's
/// own form, limits are canonical units, delays seconds. No secrets.
/// </summary>
public sealed record DeploymentPlan
{
    internal static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Name for people.</summary>
    public required string Name { get; init; }

    /// <summary>Bridge id, 32 bytes that no other deployment has.</summary>
    public required string BridgeId { get; init; }

    /// <summary>The guardians' first group key, 33 bytes compressed.</summary>
    public required string GroupKey { get; init; }

    /// <summary>Delays of the control plane, the same on both chains.</summary>
    public required PlannedDelays Delays { get; init; }

    /// <summary>Who loosens, by twos: addresses of secp256k1 keys. At least three: of two neither could be revoked.</summary>
    public required IReadOnlyList<string> Officers { get; init; }

    /// <summary>Who else may tighten.</summary>
    public required IReadOnlyList<string> Sentinels { get; init; }

    /// <summary>The EVM chain.</summary>
    public required PlannedEvmChain Evm { get; init; }

    /// <summary>The Solana chain.</summary>
    public required PlannedSolanaChain Solana { get; init; }

    /// <summary>Every asset.</summary>
    public required IReadOnlyList<PlannedAsset> Assets { get; init; }

    /// <summary>The id as a value.</summary>
    [JsonIgnore]
    public BridgeId Bridge => Protocol.BridgeId.From(Bytes32.Parse(BridgeId));

    /// <summary>The key as a value.</summary>
    [JsonIgnore]
    public GroupKey Key => Protocol.GroupKey.From(Hex.Decode(GroupKey));

    /// <summary>Reads and checks the file.</summary>
    /// <exception cref="ProtocolException">It cannot be read, or is no plan; the message names everything that is wrong.</exception>
    public static DeploymentPlan Load(string path)
    {
        try
        {
            using var stream = File.OpenRead(path);
            var plan = JsonSerializer.Deserialize<DeploymentPlan>(stream, Json) ?? throw new ProtocolException($"{path} holds no plan");
            var problems = plan.Problems().ToList();
            return problems.Count == 0 ? plan : throw new ProtocolException($"{path} cannot be deployed: {string.Join("; ", problems)}");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ProtocolException($"cannot read the plan from {path}: {e.Message}", e);
        }
    }

    /// <summary>Everything that is wrong with it, in words; nothing when it can be deployed.</summary>
    public IEnumerable<string> Problems()
    {
        if (Try(() => _ = Bridge) is { } id) yield return $"bridgeId: {id}";
        if (Try(() => _ = Key) is { } key) yield return $"groupKey: {key}";
        // SECURITY: what could never be loosened again, or by one person, is not deployed (W8). Two loosen; with a third one of them can be revoked.
        var officers = Officers.Distinct(StringComparer.OrdinalIgnoreCase).Count();
        if (officers < 3) yield return $"officers: at least three different ones are needed and there are {officers}";
        // SECURITY: one key, one role (M77).
        foreach (var both in Officers.Intersect(Sentinels, StringComparer.OrdinalIgnoreCase)) yield return $"{both} is officer and sentinel";
        foreach (var account in Officers.Concat(Sentinels))
        {
            if (Try(() => _ = SignerAddress.Parse(account)) is { } bad) yield return $"{account}: {bad}";
        }

        foreach (var problem in Delays.Problems()) yield return problem;
        if (Evm.Chain == 0 || Solana.Chain == 0 || Evm.Chain == Solana.Chain) yield return "chains: two different numbers above 0 are needed";
        if (Assets.Count == 0) yield return "assets: none";
        foreach (var twice in Assets.GroupBy(asset => asset.Symbol, StringComparer.OrdinalIgnoreCase).Where(group => group.Count() > 1)) yield return $"assets: {twice.Key} is there twice";
        foreach (var problem in Assets.SelectMany(asset => asset.Problems(this))) yield return problem;
    }

    internal static string? Try(Action read)
    {
        try
        {
            read();
            return null;
        }
        catch (ProtocolException e)
        {
            return e.Message;
        }
    }
}

/// <summary>Seconds.</summary>
public sealed record PlannedDelays(uint Loosen, uint ExecuteWindow, uint HoldMinAge, uint Refund, uint Rotation, uint RotationOverlap)
{
    private const uint Longest = 365 * 86_400;

    /// <summary>From values.</summary>
    public static PlannedDelays Of(RiskDelays delays) => new(
        Seconds(delays.Loosen), Seconds(delays.ExecuteWindow), Seconds(delays.HoldMinAge), Seconds(delays.Refund), Seconds(delays.Rotation), Seconds(delays.RotationOverlap));

    /// <summary>As values.</summary>
    public RiskDelays ToDelays() => new(
        TimeSpan.FromSeconds(Loosen), TimeSpan.FromSeconds(ExecuteWindow), TimeSpan.FromSeconds(HoldMinAge), TimeSpan.FromSeconds(Refund), TimeSpan.FromSeconds(Rotation), TimeSpan.FromSeconds(RotationOverlap));

    internal IEnumerable<string> Problems()
    {
        // SECURITY: a delay that was forgotten is no delay (W9).
        if (new[] { Loosen, ExecuteWindow, HoldMinAge, Refund, Rotation, RotationOverlap }.Any(delay => delay is 0 or > Longest))
            yield return $"delays: each should be 1 second to {Longest}";
    }

    private static uint Seconds(TimeSpan delay) => checked((uint)delay.TotalSeconds);
}

/// <summary>The EVM chain.</summary>
/// <param name="Chain">Its number inside the bridge.</param>
/// <param name="EvmChainId">EIP-155 chain id.</param>
/// <param name="RpcUrl">The node that is deployed through.</param>
/// <param name="FromBlock">Where to look for the vault's first event when a deployment goes on that was interrupted; 0: from the beginning.</param>
public sealed record PlannedEvmChain(ushort Chain, ulong EvmChainId, string RpcUrl, ulong FromBlock = 0);

/// <summary>The Solana chain.</summary>
/// <param name="Chain">Its number inside the bridge.</param>
/// <param name="RpcUrl">The node that is deployed through.</param>
public sealed record PlannedSolanaChain(ushort Chain, string RpcUrl);

/// <summary>One asset on both chains. Its home token exists already; the wrapped one is made.</summary>
/// <param name="Symbol">Short name, unique in the deployment.</param>
/// <param name="Name">Name of the wrapped token, for people.</param>
/// <param name="HomeChain">Where the token lives.</param>
/// <param name="HomeToken">The token there.</param>
/// <param name="EvmDecimals">Decimals of the ERC-20.</param>
/// <param name="SolanaDecimals">Decimals of the SPL mint.</param>
/// <param name="Limits">On both chains, canonical units.</param>
public sealed record PlannedAsset(string Symbol, string Name, ushort HomeChain, string HomeToken, byte EvmDecimals, byte SolanaDecimals, RiskLimits Limits)
{
    /// <summary>The smaller of the two.</summary>
    [JsonIgnore]
    public byte CanonicalDecimals => Math.Min(EvmDecimals, SolanaDecimals);

    /// <summary>The asset's id in a plan.</summary>
    public AssetId Id(DeploymentPlan plan) => AssetId.Of(plan.Bridge, ChainId.From(HomeChain), Home(plan));

    internal bool IsEvmHome(DeploymentPlan plan) => HomeChain == plan.Evm.Chain;

    internal PartyAddress Home(DeploymentPlan plan) =>
        IsEvmHome(plan) ? EvmAddress.Parse(HomeToken).ToParty() : SolanaAddress.Parse(HomeToken).ToParty();

    internal IEnumerable<string> Problems(DeploymentPlan plan)
    {
        if (HomeChain != plan.Evm.Chain && HomeChain != plan.Solana.Chain) yield return $"{Symbol}: chain {HomeChain} is not in the plan";
        else if (DeploymentPlan.Try(() => Home(plan)) is { } bad) yield return $"{Symbol}: {bad}";
        // SECURITY: no limit is unlimited (W6); the same rule as the contract's.
        if (Limits.MaxRelease == 0 || Limits.MaxRelease > Limits.Capacity || Limits.RefillPerSecond is 0 or >= 1ul << 48)
            yield return $"{Symbol}: limits should be 0 < maxRelease ≤ capacity and 0 < refillPerSecond < 2^48";
    }
}
