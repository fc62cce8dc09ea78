namespace Bridge.Localnet.State;

/// <summary>What a test or a person needs to know about a running local network, as <c>localnet.json</c>. Rewritten whenever a program starts or ends.</summary>
internal sealed record LocalnetFacts
{
    /// <summary>Proxy in front of the EVM node; POST <c>/faults</c> there injects faults.</summary>
    public required string EvmUrl { get; init; }

    /// <summary>Proxy in front of the Solana node.</summary>
    public required string SolanaUrl { get; init; }

    /// <summary>host:port of Redis.</summary>
    public required string Redis { get; init; }

    /// <summary>Health addresses of the guardians, in order.</summary>
    public required IReadOnlyList<string> GuardianHealthUrls { get; init; }

    /// <summary>Status addresses of the relayers, in order.</summary>
    public required IReadOnlyList<string> RelayerUrls { get; init; }

    /// <summary>Page of the dashboard; null when it does not run.</summary>
    public required string? DashboardUrl { get; init; }

    /// <summary>Metrics of the dashboard; null when it does not run.</summary>
    public required string? DashboardMetricsUrl { get; init; }

    /// <summary>Health and metrics of the witness.</summary>
    public required string WitnessUrl { get; init; }

    /// <summary>True once everything has started and the demonstration, if any, has ended well.</summary>
    public required bool Ready { get; init; }

    /// <summary>Name → pid of what runs now.</summary>
    public required IReadOnlyDictionary<string, int> Processes { get; init; }
}
