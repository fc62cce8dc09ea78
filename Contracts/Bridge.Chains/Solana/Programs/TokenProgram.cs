using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Programs;

/// <summary>The SPL Token program and the Associated Token Account program. Integers are little-endian.</summary>
internal static class TokenProgram
{
    /// <summary>Bytes of a mint account.</summary>
    public const int MintSize = 82;

    /// <summary>Bytes of a token account.</summary>
    public const int AccountSize = 165;

    /// <summary>SPL Token.</summary>
    public static SolanaAddress Id { get; } = SolanaAddress.Parse("TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA");

    /// <summary>Associated Token Account.</summary>
    public static SolanaAddress AssociatedId { get; } = SolanaAddress.Parse("ATokenGPvbdGVxr1b2hvZbsiqW5xWH25efTNsLJA8knL");

    /// <summary>The token account of <paramref name="owner"/> for <paramref name="mint"/>.</summary>
    public static SolanaAddress AssociatedAccount(SolanaAddress owner, SolanaAddress mint) =>
        ProgramAddress.Find(AssociatedId, owner.ToArray(), Id.ToArray(), mint.ToArray()).Address;

    /// <summary>Creates the associated account; no error when it exists.</summary>
    public static Instruction CreateAssociatedIdempotent(SolanaAddress payer, SolanaAddress owner, SolanaAddress mint) => new(
        AssociatedId,
        [
            AccountMeta.WritableSigner(payer), AccountMeta.Writable(AssociatedAccount(owner, mint)), AccountMeta.ReadOnly(owner),
            AccountMeta.ReadOnly(mint), AccountMeta.ReadOnly(SystemProgram.Id), AccountMeta.ReadOnly(Id),
        ],
        [1]);

    /// <summary>Makes a mint without a freeze authority (InitializeMint2).</summary>
    public static Instruction InitializeMint(SolanaAddress mint, byte decimals, SolanaAddress authority)
    {
        var data = new byte[35];
        data[0] = 20;
        data[1] = decimals;
        authority.Value.CopyTo(data.AsSpan(2));
        return new(Id, [AccountMeta.Writable(mint)], data); // the last byte, zero, says: no freeze authority
    }

    /// <summary>Mints into a token account.</summary>
    public static Instruction MintTo(SolanaAddress mint, SolanaAddress account, SolanaAddress authority, ulong amount)
    {
        var data = new byte[9];
        data[0] = 7;
        BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(1), amount);
        return new(Id, [AccountMeta.Writable(mint), AccountMeta.Writable(account), AccountMeta.Signer(authority)], data);
    }

    /// <summary>Supply of a mint account's data.</summary>
    /// <exception cref="ProtocolException">Not a mint's length.</exception>
    public static ulong SupplyOf(ReadOnlySpan<byte> mint) => mint.Length == MintSize
        ? BinaryPrimitives.ReadUInt64LittleEndian(mint[36..])
        : throw new ProtocolException($"mint should be {MintSize} bytes and is {mint.Length}");

    /// <summary>Whether tokens can be sent to <paramref name="owner"/> by this token account: it is theirs and not frozen.</summary>
    /// <exception cref="ProtocolException">Not a token account's length.</exception>
    public static bool CanBePaid(ReadOnlySpan<byte> account, SolanaAddress owner)
    {
        const int stateOffset = 108;
        const byte usable = 1;
        if (account.Length != AccountSize) throw new ProtocolException($"token account should be {AccountSize} bytes and is {account.Length}");
        return account[stateOffset] == usable && OwnerOf(account) == owner;
    }

    /// <summary>Whose tokens a token account's data holds.</summary>
    public static SolanaAddress OwnerOf(ReadOnlySpan<byte> account) => SolanaAddress.From(account.Slice(32, Bytes32.Size));

    /// <summary>Amount of a token account's data.</summary>
    /// <exception cref="ProtocolException">Not a token account's length.</exception>
    public static ulong AmountOf(ReadOnlySpan<byte> account) => account.Length == AccountSize
        ? BinaryPrimitives.ReadUInt64LittleEndian(account[64..])
        : throw new ProtocolException($"token account should be {AccountSize} bytes and is {account.Length}");
}
