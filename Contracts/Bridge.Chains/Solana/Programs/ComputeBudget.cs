using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Transactions;

namespace Bridge.Chains.Solana.Programs;

/// <summary>What a transaction asks of the schedule: asking for less than the default lets a validator pack it more easily.</summary>
internal static class ComputeBudget
{
    /// <summary>The compute budget program.</summary>
    public static SolanaAddress Id { get; } = SolanaAddress.Parse("ComputeBudget111111111111111111111111111111");

    /// <summary>Most compute units the transaction may use.</summary>
    public static Instruction UnitLimit(uint units)
    {
        var data = new byte[5];
        data[0] = 2;
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(1), units);
        return new(Id, [], data);
    }
}
