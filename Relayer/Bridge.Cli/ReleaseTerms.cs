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
        if (Level.Level >= BreakerLevel.Cursed) return new($"{Chain.Name} is halted at level 5 for {Level.Of}", "nothing is paid until officers lower it (bridge risk create lower-level)");
        if ((NeverFits(amount) ?? Slowed(amount)) is { } people) return people;
        if (amount <= Limits.Available) return null;
        var (name, symbol) = (Chain.Name, Asset.Symbol);
        var missing = amount - Limits.Available;
        if (InForce.RefillPerSecond == 0)
            return new($"the bucket of {name} holds {Amount(Limits.Available)} {symbol} and does not refill", $"officers have to raise its refill ({SetLimits("--refill AMOUNT")}){(Limits.RefillPerSecond == 0 ? "" : " or lower the level")}");
        var fits = now + TimeSpan.FromSeconds(Math.Ceiling((double)missing / InForce.RefillPerSecond));
        return new($"the bucket of {name} holds {Amount(Limits.Available)} {symbol} now; it fits at {TimeWords.At(fits, now)} unless others are released before it", null, fits);
    }

    /// <summary>Why a single amount is not released at any level while the limits are what they are; null when it may be.</summary>
    public ReleaseObstacle? NeverFits(ulong amount)
    {
        var (name, symbol) = (Chain.Name, Asset.Symbol);
        return Limits.MaxRelease == 0 ? new($"releases of {symbol} on {name} are closed", $"officers have to set limits ({SetLimits("--max-release AMOUNT")})")
            : amount > Limits.MaxRelease
                ? new($"{Amount(amount)} {symbol} is above the largest release on {name}, {Amount(Limits.MaxRelease)}", $"officers have to raise it to that at least ({SetLimits($"--max-release {Amount(amount)}")})")
            : amount > Limits.Capacity
                ? new($"{Amount(amount)} {symbol} is more than the bucket of {name} ever holds, {Amount(Limits.Capacity)}", $"officers have to raise it to that at least ({SetLimits($"--capacity {Amount(amount)}")})")
            : null;
    }

    /// <summary>What the level in force keeps from being released in one piece; null when it may be.</summary>
    public ReleaseObstacle? Slowed(ulong amount) => amount <= InForce.Capacity ? null : new(
        $"{Chain.Name} is slowed at level {(byte)Level.Level} for {Level.Of} and releases at most {Amount(InForce.Capacity)} {Asset.Symbol} at once", "officers have to lower it (bridge risk create lower-level)");

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
/// <param name="Fact">What it is.</param>
/// <param name="Officers">What officers have to do; null when it ends by itself.</param>
/// <param name="EndsAt">When it ends by itself; null when people have to act.</param>
internal sealed record ReleaseObstacle(string Fact, string? Officers, DateTimeOffset? EndsAt = null)
{
    /// <summary>For people.</summary>
    public string Words => Officers is null ? Fact : $"{Fact}: {Officers}";
}
