using Bridge.Chains.Solana.Keys;

namespace Bridge.Chains.Solana.Transactions;

/// <summary>An account of an instruction and what may be done with it.</summary>
internal readonly record struct AccountMeta(SolanaAddress Address, bool IsSigner, bool IsWritable)
{
    /// <summary>Signs and changes.</summary>
    public static AccountMeta WritableSigner(SolanaAddress address) => new(address, true, true);

    /// <summary>Signs only.</summary>
    public static AccountMeta Signer(SolanaAddress address) => new(address, true, false);

    /// <summary>Changes only.</summary>
    public static AccountMeta Writable(SolanaAddress address) => new(address, false, true);

    /// <summary>Is read only.</summary>
    public static AccountMeta ReadOnly(SolanaAddress address) => new(address, false, false);
}

/// <summary>One call of a program.</summary>
internal sealed record Instruction(SolanaAddress Program, IReadOnlyList<AccountMeta> Accounts, byte[] Data);
