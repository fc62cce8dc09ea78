using Bridge.Chains.Solana.Rpc;

namespace Bridge.Chains.Solana.Transactions;

/// <summary>What became of a transaction. A closed set.</summary>
internal abstract record Delivery
{
    private Delivery() { }

    /// <summary>In a confirmed slot, and it succeeded.</summary>
    public sealed record Landed(string Signature, ulong Slot) : Delivery;

    /// <summary>Refused by a simulation, or in a confirmed slot and failed: it changed nothing.</summary>
    public sealed record Failed(TransactionError Error) : Delivery;

    /// <summary>Its blockhash is too old for it to land, and no slot holds it.</summary>
    public sealed record Expired : Delivery;

    /// <summary>The node stopped answering: it may still land.</summary>
    public sealed record Unknown(string Signature, string Detail) : Delivery;
}
