using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Readings;

/// <summary>A finalised head, and when it last advanced as this server saw it.</summary>
internal sealed record HeadReading(BlockReference Block, DateTimeOffset AdvancedAt);

/// <summary>One chain as it was last read. Written by its readers, read by the views.</summary>
internal sealed class ChainBoard
{
    private readonly TimeSpan _staleAfter;
    private readonly ConcurrentDictionary<SignerAddress, Reading<RiskRole>> _roles = new();
    private readonly ConcurrentDictionary<SignerAddress, Reading<ulong>> _nonces = new();

    public ChainBoard(IChainFamily family, ChainId other, IReadOnlyList<AssetDeployment> assets, TimeSpan staleAfter)
    {
        (Family, Other, Assets, _staleAfter) = (family, other, assets, staleAfter);
        Scopes = RiskScope.All([other], assets.Select(IdOf));
        Levels = Scopes.ToDictionary(scope => scope, _ => New<BreakerLevel>());
        Limits = assets.ToDictionary(IdOf, _ => New<AssetLimits>());
        Backing = assets.ToDictionary(IdOf, _ => New<Amount>());
        Heads = [.. family.RpcUrls.Select((_, index) => new Reading<HeadReading>(SourceName(index), staleAfter))];
        Proposals = New<IReadOnlyList<ProposalRecord>>(2);
        (Holds, Delays, Key) = (New<IReadOnlyList<HeldRelease>>(), New<RiskDelays>(2), New<GuardianKeyState>(2));
    }

    public IChainFamily Family { get; }

    public ChainId Chain => Family.Chain;

    public string Name => Family.Name;

    /// <summary>The chain at the other end of its lanes.</summary>
    public ChainId Other { get; }

    public IReadOnlyList<AssetDeployment> Assets { get; }

    /// <summary>Every scope that a level can be set for here.</summary>
    public IReadOnlyList<RiskScope> Scopes { get; }

    public IReadOnlyDictionary<RiskScope, Reading<BreakerLevel>> Levels { get; }

    public IReadOnlyDictionary<AssetId, Reading<AssetLimits>> Limits { get; }

    /// <summary>Canonical units in custody (at home) or minted (elsewhere).</summary>
    public IReadOnlyDictionary<AssetId, Reading<Amount>> Backing { get; }

    public Reading<IReadOnlyList<HeldRelease>> Holds { get; }

    /// <summary>Everything that is scheduled here, by whomever.</summary>
    public Reading<IReadOnlyList<ProposalRecord>> Proposals { get; }

    public Reading<RiskDelays> Delays { get; }

    public Reading<GuardianKeyState> Key { get; }

    /// <summary>The finalised head of each source.</summary>
    public IReadOnlyList<Reading<HeadReading>> Heads { get; }

    /// <summary>Why the sources do not show one chain; null when those that answer agree.</summary>
    public string? Divergence { get; set; }

    /// <summary>How a source is called. Addresses may carry keys and are shown to nobody.</summary>
    public string SourceName(int index) => $"{Name} node {index + 1}";

    /// <summary>The role of a key; asked for from now on.</summary>
    public Reading<RiskRole> RoleOf(SignerAddress account) => _roles.GetOrAdd(account, _ => New<RiskRole>(2));

    /// <summary>Keys whose role is asked for.</summary>
    public IReadOnlyCollection<SignerAddress> Accounts => [.. _roles.Keys];

    /// <summary>The nonce that a key has used last, 0 before the first; asked for from now on.</summary>
    public Reading<ulong> LastNonceOf(SignerAddress account) => _nonces.GetOrAdd(account, _ => New<ulong>(2));

    /// <summary>Keys whose last nonce is asked for.</summary>
    public IReadOnlyCollection<SignerAddress> Signers => [.. _nonces.Keys];

    /// <summary>The strictest level that applies to releases of an asset here; null when one of the three was never read.</summary>
    public BreakerLevel? LevelInForce(AssetId asset)
    {
        var strictest = BreakerLevel.Normal;
        foreach (var scope in RiskScope.All([Other], [asset]))
        {
            if (!Levels.TryGetValue(scope, out var reading) || !reading.TryGet(out var level)) return null;
            if (level > strictest) strictest = level;
        }

        return strictest;
    }

    /// <summary>Limits as the level in force lets them apply; as they were set when no level is known.</summary>
    public AssetLimits InForce(AssetId asset, AssetLimits limits) => LevelInForce(asset) is { } level ? limits.InForce(level) : limits;

    /// <summary>The highest finalised head that a source has shown; null before the first.</summary>
    public HeadReading? Head => Heads.Select(head => head.TryGet(out var value) ? value : null).Where(head => head is not null).MaxBy(head => head!.Block.Height);

    public static AssetId IdOf(AssetDeployment asset) => AssetId.From(Bytes32.Parse(asset.Id));

    private Reading<T> New<T>(int slower = 1) where T : notnull => new(Name, _staleAfter * slower);
}
