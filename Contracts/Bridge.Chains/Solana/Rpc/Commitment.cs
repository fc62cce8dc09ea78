namespace Bridge.Chains.Solana.Rpc;

/// <summary>How settled a state should be. Not every node honours it, so that what must be final is also compared by slot.</summary>
internal readonly record struct Commitment
{
    private Commitment(string name) => Name = name;

    /// <summary>Run by this node; may vanish.</summary>
    public static Commitment Processed => new("processed");

    /// <summary>Voted for by a supermajority.</summary>
    public static Commitment Confirmed => new("confirmed");

    /// <summary>31 confirmed blocks were built on it.</summary>
    public static Commitment Finalized => new("finalized");

    /// <summary>The name on the wire.</summary>
    public string Name { get; }
}
