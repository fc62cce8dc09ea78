using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains.Solana.Program;

/// <summary>An asset account's content.</summary>
internal sealed record AssetState
{
    public required AssetId Id { get; init; }

    public required SolanaAddress Mint { get; init; }

    /// <summary>The custody token account; in Mint mode there is none.</summary>
    public required SolanaAddress Custody { get; init; }

    public required AssetMode Mode { get; init; }

    public required ulong MaxRelease { get; init; }

    public required ulong Capacity { get; init; }

    public required ulong RefillPerSecond { get; init; }

    public required ulong Level { get; init; }

    /// <summary>When the level was written, Unix seconds.</summary>
    public required ulong ChangedAt { get; init; }

    /// <summary>Local units in one canonical unit, at least 1.</summary>
    public required ulong UnitScale { get; init; }

    /// <summary>From this amount on a release waits for two officers.</summary>
    public required ulong HoldThreshold { get; init; }

    /// <summary>The asset's own breaker level; the strictest of all when read in force.</summary>
    public required BreakerLevel Breaker { get; init; }

    /// <summary>The limits before a level in force changed them.</summary>
    public RiskLimits AsSet { get => field ?? new(MaxRelease, Capacity, RefillPerSecond, HoldThreshold); private init; }

    /// <summary>The asset as a level of everything or the lane lets it flow: slow counts a quarter, hold holds every release.</summary>
    public AssetState InForce(BreakerLevel others)
    {
        var level = others > Breaker ? others : Breaker;
        var limits = AsSet.InForce(level);
        return this with { AsSet = AsSet, Breaker = level, Capacity = limits.Capacity, RefillPerSecond = limits.RefillPerSecond, HoldThreshold = limits.HoldThreshold };
    }

    /// <summary>What an instruction passes in the custody account's place.</summary>
    public SolanaAddress CustodyOrMint => Mode == AssetMode.Custody ? Custody : Mint;

    /// <summary>What could be released at <paramref name="unixSeconds"/>: min(capacity, level + elapsed · refill).</summary>
    public ulong AvailableAt(long unixSeconds)
    {
        var elapsed = (UInt128)Math.Max(0, unixSeconds - (long)ChangedAt);
        return (ulong)UInt128.Min(Capacity, Level + (elapsed * RefillPerSecond));
    }

    /// <summary>Seconds until <paramref name="amount"/> fits when <paramref name="available"/> is left now; null when these limits never let it through.</summary>
    public long? SecondsUntil(ulong amount, ulong available)
    {
        if (amount > Capacity || amount > MaxRelease) return null;
        if (amount <= available) return 0;
        return RefillPerSecond == 0 ? null : (long)(((UInt128)(amount - available) + RefillPerSecond - 1) / RefillPerSecond);
    }
}
