using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Breakers;

/// <summary>Balances, supplies and limits of every asset on one chain, as one source showed them.</summary>
/// <param name="AskedAt">When the first was asked for.</param>
/// <param name="Backing">Canonical units by asset.</param>
/// <param name="Limits">Limits and headroom by asset.</param>
public sealed record ReserveReading(DateTimeOffset AskedAt, IReadOnlyList<(AssetId Asset, AssetMode Mode, UInt128 Amount)> Backing, IReadOnlyList<(AssetId Asset, RiskLimits Limits, ulong Available)> Limits)
{
    // Shorter than any chain's finality: what was locked after the balance was asked for cannot be final before it is judged, so a slow machine accuses nobody.
    private static readonly TimeSpan Fresh = TimeSpan.FromMilliseconds(500);

    /// <summary>As events; a balance that is not fresh any more says nothing.</summary>
    public IEnumerable<RiskEvent> Events(ulong readThrough, DateTimeOffset now)
    {
        var chain = Chain;
        foreach (var (asset, limits, available) in Limits) yield return new LimitsRead(now, chain, asset, limits, available);
        if (now - AskedAt > Fresh) yield break;
        foreach (var (asset, mode, amount) in Backing) yield return new BackingRead(now, chain, asset, mode, amount, readThrough);
    }

    /// <summary>Where.</summary>
    public required ChainId Chain { get; init; }
}

/// <summary>Reads what backs each asset on one chain, and its limits, now and then (W5).</summary>
public sealed class ReserveReader(IAccountReader reader, IReadOnlyList<AssetDeployment> assets, Func<AssetDeployment, int> decimalsOf, TimeSpan every, TimeProvider time)
{
    private DateTimeOffset _next = DateTimeOffset.MinValue;

    /// <summary>A reading; null when it is not time, or the chain cannot be read.</summary>
    public async Task<ReserveReading?> ReadAsync(CancellationToken cancellationToken)
    {
        var asked = time.GetUtcNow();
        if (asked < _next) return null;
        _next = asked + every;
        try
        {
            var backing = new List<(AssetId, AssetMode, UInt128)>();
            var limits = new List<(AssetId, RiskLimits, ulong)>();
            foreach (var asset in assets)
            {
                var id = AssetId.From(Bytes32.Parse(asset.Id));
                var mode = asset.HomeChain == reader.Chain.Value ? AssetMode.Custody : AssetMode.Mint;
                var unit = System.Numerics.BigInteger.Pow(10, decimalsOf(asset) - asset.CanonicalDecimals);
                var local = await reader.ReadBackingAsync(asset, cancellationToken);
                // Down what is there, up what is owed.
                backing.Add((id, mode, (UInt128)(mode == AssetMode.Custody ? local / unit : (local + unit - 1) / unit)));
            }

            foreach (var asset in assets)
            {
                var read = await reader.ReadLimitsAsync(asset, cancellationToken);
                limits.Add((AssetId.From(Bytes32.Parse(asset.Id)), new(read.MaxRelease, read.Capacity, read.RefillPerSecond, read.HoldThreshold), read.Available));
            }

            return new(asked, backing, limits) { Chain = reader.Chain };
        }
        catch (ChainReadException)
        {
            // The watchers of the chain tell the operator what is wrong with it; nothing is decided on a reading that is not there.
            return null;
        }
    }
}
