using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Transactions;

/// <summary>
/// A signed legacy transaction. Message layout:
/// <code>
/// 1 signers ‖ 1 read-only signers ‖ 1 read-only others ‖ compact count, 32 each: addresses
/// 32 recent blockhash ‖ compact count, instructions: 1 program index ‖ compact count, 1 each: account indices ‖ compact length, data
/// </code>
/// Addresses stand in the order writable signers (the fee payer first), read-only signers, writable others, read-only others.
/// </summary>
internal sealed class SolanaTransaction
{
    /// <summary>Largest transaction that the network carries, in bytes.</summary>
    public const int MaxSize = 1232;

    private SolanaTransaction(byte[] bytes, string signature) => (Bytes, Signature) = (bytes, signature);

    /// <summary>Signatures and message.</summary>
    public byte[] Bytes { get; }

    /// <summary>The first signature in base58, the transaction's name.</summary>
    public string Signature { get; }

    /// <summary>Compiles and signs.</summary>
    /// <exception cref="ArgumentException">A signer is missing, or the transaction is longer than 1,232 bytes.</exception>
    public static SolanaTransaction Sign(Bytes32 blockhash, IReadOnlyList<Instruction> instructions, params IReadOnlyList<Ed25519Key> signers)
    {
        var (message, signing) = Compile(signers[0].Address, blockhash, instructions);
        var bytes = new List<byte>();
        CompactU16.Write(bytes, signing.Count);
        string? first = null;
        foreach (var address in signing)
        {
            var key = signers.FirstOrDefault(signer => signer.Address == address)
                ?? throw new ArgumentException($"the signature of {address} is missing", nameof(signers));
            var signature = key.Sign(message);
            first ??= Base58.Encode(signature);
            bytes.AddRange(signature);
        }

        bytes.AddRange(message);
        return bytes.Count <= MaxSize
            ? new([.. bytes], first!)
            : throw new ArgumentException($"transaction should be at most {MaxSize} bytes and is {bytes.Count}", nameof(instructions));
    }

    /// <summary>The message to sign and who must sign it, in order.</summary>
    internal static (byte[] Message, IReadOnlyList<SolanaAddress> Signers) Compile(SolanaAddress feePayer, Bytes32 blockhash, IReadOnlyList<Instruction> instructions)
    {
        var merged = new Dictionary<SolanaAddress, (bool IsSigner, bool IsWritable)> { [feePayer] = (true, true) };
        foreach (var instruction in instructions)
        {
            foreach (var account in instruction.Accounts)
            {
                var (isSigner, isWritable) = merged.GetValueOrDefault(account.Address);
                merged[account.Address] = (isSigner || account.IsSigner, isWritable || account.IsWritable);
            }

            merged.TryAdd(instruction.Program, default);
        }

        // LINQ's ordering is stable and the dictionary only ever grew, so equal ranks stay in order of mention.
        var ordered = merged.OrderBy(account => account.Key == feePayer ? -1 : Rank(account.Value)).ToList();
        if (ordered.Count > byte.MaxValue) throw new ArgumentException($"a message should name at most {byte.MaxValue} accounts", nameof(instructions));
        var index = ordered.Select((account, i) => (account.Key, i)).ToDictionary(pair => pair.Key, pair => (byte)pair.i);

        var signers = ordered.Where(account => account.Value.IsSigner).Select(account => account.Key).ToList();
        var message = new List<byte>
        {
            (byte)signers.Count,
            (byte)ordered.Count(account => account.Value is { IsSigner: true, IsWritable: false }),
            (byte)ordered.Count(account => account.Value is { IsSigner: false, IsWritable: false }),
        };
        CompactU16.Write(message, ordered.Count);
        foreach (var account in ordered) message.AddRange(account.Key.ToArray());
        message.AddRange(blockhash.ToArray());
        CompactU16.Write(message, instructions.Count);
        foreach (var instruction in instructions)
        {
            message.Add(index[instruction.Program]);
            CompactU16.Write(message, instruction.Accounts.Count);
            message.AddRange(instruction.Accounts.Select(account => index[account.Address]));
            CompactU16.Write(message, instruction.Data.Length);
            message.AddRange(instruction.Data);
        }

        return ([.. message], signers);
    }

    private static int Rank((bool IsSigner, bool IsWritable) account) => account switch
    {
        (true, true) => 0,
        (true, false) => 1,
        (false, true) => 2,
        (false, false) => 3,
    };
}
