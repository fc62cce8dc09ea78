namespace Bridge.Localnet.Deployments;

/// <summary>An asset of the local network: where it lives, and its decimals on both chains.</summary>
/// <param name="Symbol">Name for command lines.</param>
/// <param name="Name">Name for people.</param>
/// <param name="IsEvmHome">True: the token lives on the EVM chain and is wrapped on Solana; false: the other way round.</param>
/// <param name="EvmDecimals">Decimals of the ERC-20.</param>
/// <param name="SolanaDecimals">Decimals of the SPL mint.</param>
/// <param name="AliceHas">Whole tokens that alice gets on the home chain.</param>
internal sealed record AssetPlan(string Symbol, string Name, bool IsEvmHome, byte EvmDecimals, byte SolanaDecimals, ulong AliceHas)
{
    // In whole tokens, generous: limits are tested elsewhere, here they only must not be closed.
    private const ulong MaxReleaseTokens = 1_000_000;
    private const ulong CapacityTokens = 5_000_000;
    private const ulong RefillTokensPerSecond = 1_000;
    private const ulong HoldTokens = 500_000;

    /// <summary>One of every kind that differs: custody and mint on both chains, equal decimals, and 18 against 9.</summary>
    public static IReadOnlyList<AssetPlan> All { get; } =
    [
        new("USDC", "USD Coin", IsEvmHome: true, 6, 6, AliceHas: 1_000_000),
        new("WETH", "Wrapped Ether", IsEvmHome: true, 18, 9, AliceHas: 1_000),
        new("JITOSOL", "Jito Staked SOL", IsEvmHome: false, 18, 9, AliceHas: 10_000),
        new("PYTH", "Pyth Network", IsEvmHome: false, 6, 6, AliceHas: 1_000_000),
    ];

    /// <summary>The smaller of the two.</summary>
    public byte CanonicalDecimals => Math.Min(EvmDecimals, SolanaDecimals);

    /// <summary>Largest single release, canonical units.</summary>
    public ulong MaxRelease => Canonical(MaxReleaseTokens);

    /// <summary>Size of the token bucket, canonical units.</summary>
    public ulong Capacity => Canonical(CapacityTokens);

    /// <summary>Refill of the bucket, canonical units per second.</summary>
    public ulong RefillPerSecond => Canonical(RefillTokensPerSecond);

    /// <summary>From this amount on a release waits for two officers, canonical units.</summary>
    public ulong HoldThreshold => Canonical(HoldTokens);

    private ulong Canonical(ulong tokens) => checked(tokens * (ulong)Math.Pow(10, CanonicalDecimals));
}
