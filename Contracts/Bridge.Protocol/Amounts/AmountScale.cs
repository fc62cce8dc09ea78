using System.Numerics;

namespace Bridge.Protocol;

/// <summary>
/// Between a token's own units on one chain and the canonical units of the bridge. Canonical decimals = the smaller of the asset's decimals on
/// its two chains, so a canonical unit is 10^(local - canonical) local units and no conversion ever rounds (M60).
/// </summary>
public readonly record struct AmountScale
{
    private AmountScale(int localDecimals, int canonicalDecimals) => (LocalDecimals, CanonicalDecimals) = (localDecimals, canonicalDecimals);

    /// <summary>Decimals of the token on this chain.</summary>
    public int LocalDecimals { get; }

    /// <summary>Decimals of a canonical unit.</summary>
    public int CanonicalDecimals { get; }

    /// <summary>Local units in one canonical unit.</summary>
    public BigInteger UnitsPerCanonical => BigInteger.Pow(10, LocalDecimals - CanonicalDecimals);

    /// <summary>Makes the scale.</summary>
    /// <exception cref="ProtocolException">Decimals outside 0 to 36, or more canonical than local decimals.</exception>
    public static AmountScale From(int localDecimals, int canonicalDecimals) =>
        localDecimals is < 0 or > 36 || canonicalDecimals < 0 || canonicalDecimals > localDecimals
            ? throw new ProtocolException($"canonical decimals should be 0 to the token's {localDecimals} (at most 36) and are {canonicalDecimals}")
            : new(localDecimals, canonicalDecimals);

    /// <summary>Local to canonical units.</summary>
    /// <exception cref="ProtocolException">Zero or negative, a remainder (dust), or more than 2^64-1 canonical units.</exception>
    public ulong ToCanonical(BigInteger local)
    {
        if (local.Sign <= 0) throw new ProtocolException("amount should be more than zero");
        var canonical = BigInteger.DivRem(local, UnitsPerCanonical, out var dust);
        // SECURITY: dust would be kept by the vault, an overflow would be cut: both are refusals (M60).
        if (!dust.IsZero) throw new ProtocolException($"amount should have at most {CanonicalDecimals} decimals: {dust} of the smallest units cannot cross");
        return canonical > ulong.MaxValue
            ? throw new ProtocolException($"amount should be at most {ulong.MaxValue} units of 10^-{CanonicalDecimals}")
            : (ulong)canonical;
    }

    /// <summary>Canonical to local units, exactly.</summary>
    public BigInteger ToLocal(ulong canonical) => canonical * UnitsPerCanonical;
}
