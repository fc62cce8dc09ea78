using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Transactions;

namespace Bridge.Chains.Solana.Programs;

/// <summary>The System Program. Its integers are little-endian.</summary>
internal static class SystemProgram
{
    /// <summary>32 zero bytes.</summary>
    public static SolanaAddress Id { get; } = SolanaAddress.From(new byte[32]);

    /// <summary>Creates an account that <paramref name="owner"/> owns.</summary>
    public static Instruction CreateAccount(SolanaAddress payer, SolanaAddress account, ulong lamports, ulong space, SolanaAddress owner)
    {
        var data = new byte[52];
        BinaryPrimitives.WriteUInt32LittleEndian(data, 0);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(4), lamports);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(12), space);
        owner.Value.CopyTo(data.AsSpan(20));
        return new(Id, [AccountMeta.WritableSigner(payer), AccountMeta.WritableSigner(account)], data);
    }
}
