using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Cli;

/// <summary>On what terms one chain lets an asset out now: its limits as they were set, the breaker level in force there, and the one where the asset comes from.</summary>
internal sealed record ReleaseTerms(IChainFamily Chain, AssetDeployment Asset, AssetLimits Limits, LevelInForce Level, IChainFamily Source, LevelInForce SourceLevel)
{
    /// <summary>The limits as the level in force lets them flow.</summary>
    public AssetLimits InForce => Limits.InForce(Level.Level);

    /// <summary>Why nothing is released now; null when something may be.</summary>
    public string? Halted => Limits.MaxRelease == 0 ? "closed"
        : Level.Level >= BreakerLevel.Stop ? $"halted (level {(byte)Level.Level}: {Level.Of})"
        // Neither guardians nor relayers move what comes from a chain that is halted.
        : SourceLevel.Level >= BreakerLevel.Stop ? $"halted at its source ({Source.Name}, level {(byte)SourceLevel.Level}: {SourceLevel.Of})"
        : null;

    /// <summary>Canonical units as people read them.</summary>
    public string Amount(ulong units) => AmountText.Format(units, Asset.CanonicalDecimals);

    /// <summary>From what amount on a release is held.</summary>
    public string HeldFrom(ulong threshold) => threshold switch
    {
        0 => "every release",
        ulong.MaxValue => "never",
        _ => Amount(threshold),
    };

    /// <summary>What a single amount waits for on this chain besides officers' approvals; null when it fits now.</summary>
    public ReleaseObstacle? Obstacle(ulong amount, DateTimeOffset now)
    {
        var (name, symbol) = (Chain.Name, Asset.Symbol);
        if (Level.Level >= BreakerLevel.Cursed) return new($"{name} is halted at level 5 for {Level.Of}: nothing is paid until officers lower it (bridge risk create lower-level)", null);
        if (Limits.MaxRelease == 0) return new($"releases of {symbol} on {name} are closed until officers set limits ({SetLimits("--max-release AMOUNT")})", null);
        if (amount > Limits.MaxRelease)
            return new($"{Amount(amount)} {symbol} is above the largest release on {name}, {Amount(Limits.MaxRelease)}: officers have to raise it to that at least ({SetLimits($"--max-release {Amount(amount)}")})", null);
        if (amount > Limits.Capacity)
            return new($"{Amount(amount)} {symbol} is more than the bucket of {name} ever holds, {Amount(Limits.Capacity)}: officers have to raise it to that at least ({SetLimits($"--capacity {Amount(amount)}")})", null);
        if (amount > InForce.Capacity)
            return new($"{name} is slowed at level {(byte)Level.Level} for {Level.Of} and releases at most {Amount(InForce.Capacity)} {symbol} at once: officers have to lower it (bridge risk create lower-level)", null);
        if (amount <= Limits.Available) return null;
        var missing = amount - Limits.Available;
        if (InForce.RefillPerSecond == 0)
            return new($"the bucket of {name} holds {Amount(Limits.Available)} {symbol} and does not refill: officers have to raise its refill ({SetLimits("--refill AMOUNT")}){(Limits.RefillPerSecond == 0 ? "" : " or lower the level")}", null);
        var fits = now + TimeSpan.FromSeconds(Math.Ceiling((double)missing / InForce.RefillPerSecond));
        return new($"the bucket of {name} holds {Amount(Limits.Available)} {symbol} now; it fits at {TimeWords.At(fits, now)} unless others are released before it", fits);
    }

    /// <exception cref="ChainReadException">Limits or a level cannot be read: they are not taken for none.</exception>
    public static async Task<ReleaseTerms> ReadAsync(CliSession session, IChainFamily chain, AssetDeployment asset, CancellationToken cancellationToken)
    {
        var source = session.Other(chain);
        return new(
            chain, asset, await chain.AccountReader(chain.RpcUrls[0]).ReadLimitsAsync(asset, cancellationToken),
            await LevelInForce.ReadAsync(session, chain, asset, cancellationToken), source, await LevelInForce.ReadAsync(session, source, asset, cancellationToken));
    }

    private string SetLimits(string values) => $"bridge risk create set-limits --chain {Chain.Name} --asset {Asset.Symbol} {values} --out FILE";
}

/// <summary>What stands between an amount and its release.</summary>
/// <param name="Words">For people.</param>
/// <param name="EndsAt">When it ends by itself; null when people have to act.</param>
internal sealed record ReleaseObstacle(string Words, DateTimeOffset? EndsAt);
