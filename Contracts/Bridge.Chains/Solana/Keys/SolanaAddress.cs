using Bridge.Protocol;

namespace Bridge.Chains.Solana.Keys;

/// <summary>
/// An address on Solana: 32 bytes, written in base58. Unlike a <see cref="PartyAddress"/> it may be zero, which is the System Program.
/// </summary>
public readonly record struct SolanaAddress
{
    private SolanaAddress(Bytes32 value) => Value = value;

    /// <summary>The 32 bytes.</summary>
    public Bytes32 Value { get; }

    /// <summary>Takes 32 bytes.</summary>
    /// <exception cref="ProtocolException">Other length.</exception>
    public static SolanaAddress From(ReadOnlySpan<byte> bytes) => new(Bytes32.From(bytes));

    /// <summary>Takes a party of the bridge.</summary>
    public static SolanaAddress From(PartyAddress party) => new(party.Value);

    /// <summary>Reads base58.</summary>
    /// <exception cref="ProtocolException">Not base58 of 32 bytes.</exception>
    public static SolanaAddress Parse(string text) => new(Bytes32.From(Base58.Decode(text, Bytes32.Size)));

    /// <summary>The 32 bytes in a new array.</summary>
    public byte[] ToArray() => Value.ToArray();

    /// <summary>As a party of the bridge.</summary>
    /// <exception cref="ProtocolException">Zero.</exception>
    public PartyAddress ToParty() => PartyAddress.From(Value);

    /// <summary>Base58.</summary>
    public override string ToString() => Base58.Encode(Value.ToArray());
}
