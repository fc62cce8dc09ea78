using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Rpc;

namespace Bridge.Chains.Solana.Programs;

/// <summary>Tokens that the token program moved or minted in the name of a program's authority, for which nobody but that program can sign.</summary>
/// <param name="Mint">Of which token.</param>
/// <param name="Amount">In the token's own units.</param>
internal readonly record struct TokenPayment(SolanaAddress Mint, ulong Amount)
{
    private const byte TransferCheckedTag = 12, MintToCheckedTag = 14;
    private const int Size = 10;

    /// <summary>What an instruction paid out; null when it is no payment of <paramref name="authority"/>.</summary>
    /// <remarks><code>
    /// data: tag 1 ‖ amount 8 (little-endian) ‖ decimals 1
    /// 12 transferChecked: source, mint, destination, authority      14 mintToChecked: mint, destination, authority
    /// </code></remarks>
    public static TokenPayment? By(SolanaAddress authority, ExecutedInstruction instruction)
    {
        if (instruction.Program != TokenProgram.Id || !Base58.TryDecode(instruction.Data, Size, out var data) || data.Length != Size) return null;
        var accounts = instruction.Accounts;
        SolanaAddress? mint = data[0] switch
        {
            // SECURITY: what stays where it was covers no lock (M03).
            TransferCheckedTag when accounts.Count >= 4 && accounts[3] == authority && accounts[0] != accounts[2] => accounts[1],
            MintToCheckedTag when accounts.Count >= 3 && accounts[2] == authority => accounts[0],
            _ => null,
        };
        return mint is { } of ? new(of, BinaryPrimitives.ReadUInt64LittleEndian(data.AsSpan(1))) : null;
    }
}
