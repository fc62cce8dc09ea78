using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>How an asset lives on this chain. On chain: never renumber.</summary>
internal enum AssetMode : byte
{
    None = 0,

    /// <summary>Locked in a token account of the bridge.</summary>
    Custody = 1,

    /// <summary>Minted by a release, burnt by a lock.</summary>
    Mint = 2,
}

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
