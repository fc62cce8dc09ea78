namespace Bridge.Localnet;

/// <summary>What the person asked for. A port of 0 means any free port.</summary>
internal sealed record LocalnetOptions
{
    /// <summary>Ends after the demonstration.</summary>
    public bool Once { get; init; }

    /// <summary>Runs the demonstration.</summary>
    public bool Demonstrate { get; init; } = true;

    /// <summary>Shows limits, holds and breakers too, after the four transfers.</summary>
    public bool Scenarios { get; init; } = true;

    /// <summary>Where the demonstration's timeline is written as JSON.</summary>
    public string? JsonPath { get; init; }

    /// <summary>Where everything is kept.</summary>
    public required string StatePath { get; init; }

    /// <summary>Ends when standard input ends.</summary>
    public bool UntilInputEnds { get; init; }

    /// <summary>Starts daemons again that die.</summary>
    public bool Restart { get; init; } = true;

    public int Guardians { get; init; } = 5;

    public int Threshold { get; init; } = 3;

    public int Relayers { get; init; } = 2;

    /// <summary>RPC sources of each guardian on each chain, which all have to agree.</summary>
    public int Sources { get; init; } = 2;

    public int EvmPort { get; init; } = 8545;

    public int SolanaPort { get; init; } = 8899;

    public int RedisPort { get; init; } = 16379;

    /// <summary>First of the guardians' signing ports.</summary>
    public int GuardianPort { get; init; } = 7100;

    /// <summary>First of the guardians' health ports.</summary>
    public int HealthPort { get; init; } = 7200;

    /// <summary>First of the relayers' status ports.</summary>
    public int RelayerPort { get; init; } = 7300;

    /// <summary>Runs the dashboard of the risk staff.</summary>
    public bool Dashboard { get; init; } = true;

    /// <summary>Port of the dashboard.</summary>
    public int DashboardPort { get; init; } = 7400;

    /// <summary>The witness's health port.</summary>
    public int WitnessPort { get; init; } = 7500;

    /// <summary>Milliseconds between EVM blocks; a block is final after two more.</summary>
    public int EvmBlockMs { get; init; } = 500;

    /// <summary>Milliseconds of a Solana slot; a slot is final after 31 more.</summary>
    public int SolanaSlotMs { get; init; } = 50;

    /// <summary>Every setting that cannot work, for one error message.</summary>
    public IEnumerable<string> Problems()
    {
        if (Guardians is < 2 or > 32) yield return $"--guardians should be 2 to 32 and is {Guardians}";
        if (Threshold < 2 || Threshold > Guardians) yield return $"--threshold should be 2 to the {Guardians} guardians and is {Threshold}";
        if (Relayers is < 1 or > 16) yield return $"--relayers should be 1 to 16 and is {Relayers}";
        if (Sources is < 1 or > 8) yield return $"--sources should be 1 to 8 and is {Sources}";
        if (EvmBlockMs is < 100 or > 60_000) yield return $"--evm-block-ms should be 100 to 60000 and is {EvmBlockMs}";
        if (SolanaSlotMs is < 5 or > 60_000) yield return $"--solana-slot-ms should be 5 to 60000 and is {SolanaSlotMs}";
        if (!Demonstrate && Once) yield return "--once ends after the demonstration, which --no-demo leaves out: give one of them";
        if (!Demonstrate && JsonPath is not null) yield return "--json writes the demonstration's timeline, which --no-demo leaves out: give one of them";
    }
}
