using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Transactions;

namespace Bridge.Chains.Solana.Programs;

/// <summary>The upgradeable loader (v3), through which a program is really checked when it is deployed.</summary>
internal static class LoaderProgram
{
    /// <summary>Bytes before the code in a buffer account: state 4, option 1, authority 32.</summary>
    public const int BufferHeader = 37;

    /// <summary>Bytes before the code in a program data account: state 4, slot 8, option 1, authority 32.</summary>
    public const int ProgramDataHeader = 45;

    /// <summary>Bytes of a program account: state 4, program data address 32.</summary>
    public const int ProgramSize = 36;

    /// <summary>Code bytes that fit one write beside its signatures.</summary>
    public const int ChunkSize = 900;

    private static readonly SolanaAddress Rent = SolanaAddress.Parse("SysvarRent111111111111111111111111111111111");
    private static readonly SolanaAddress Clock = SolanaAddress.Parse("SysvarC1ock11111111111111111111111111111111");

    /// <summary>The loader.</summary>
    public static SolanaAddress Id { get; } = SolanaAddress.Parse("BPFLoaderUpgradeab1e11111111111111111111111");

    /// <summary>Where a program's code lies.</summary>
    public static SolanaAddress ProgramData(SolanaAddress program) => ProgramAddress.Find(Id, program.ToArray()).Address;

    /// <summary>Makes an empty buffer of a created account.</summary>
    public static Instruction InitializeBuffer(SolanaAddress buffer, SolanaAddress authority) =>
        new(Id, [AccountMeta.Writable(buffer), AccountMeta.ReadOnly(authority)], Data(0));

    /// <summary>Writes a part of the code.</summary>
    public static Instruction Write(SolanaAddress buffer, SolanaAddress authority, int offset, ReadOnlySpan<byte> chunk)
    {
        var data = Data(1, 4 + 8 + chunk.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(4), (uint)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(8), (ulong)chunk.Length);
        chunk.CopyTo(data.AsSpan(16));
        return new(Id, [AccountMeta.Writable(buffer), AccountMeta.Signer(authority)], data);
    }

    /// <summary>Checks the buffer's code and makes it the program.</summary>
    public static Instruction Deploy(SolanaAddress payer, SolanaAddress program, SolanaAddress buffer, SolanaAddress authority, int maxLength)
    {
        var data = Data(2, 8);
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(4), (ulong)maxLength);
        return new(
            Id,
            [
                AccountMeta.WritableSigner(payer), AccountMeta.Writable(ProgramData(program)), AccountMeta.Writable(program), AccountMeta.Writable(buffer),
                AccountMeta.ReadOnly(Rent), AccountMeta.ReadOnly(Clock), AccountMeta.ReadOnly(SystemProgram.Id), AccountMeta.Signer(authority),
            ],
            data);
    }

    /// <summary>Gives up the right to change the program, for ever.</summary>
    public static Instruction RenounceUpgrades(SolanaAddress program, SolanaAddress authority) =>
        new(Id, [AccountMeta.Writable(ProgramData(program)), AccountMeta.Signer(authority)], Data(4));

    private static byte[] Data(uint tag, int length = 0)
    {
        var data = new byte[4 + length];
        BinaryPrimitives.WriteUInt32LittleEndian(data, tag);
        return data;
    }
}
