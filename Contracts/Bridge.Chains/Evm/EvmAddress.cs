using Bridge.Protocol;

namespace Bridge.Chains.Evm;

/// <summary>An account or contract of an EVM chain: 20 bytes, not zero, written with the checksum of EIP-55.</summary>
public readonly record struct EvmAddress
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 20;

    private readonly PartyAddress _padded;

    private EvmAddress(PartyAddress padded) => _padded = padded;

    /// <summary>Takes 20 bytes.</summary>
    /// <exception cref="ProtocolException">Other length, or zero.</exception>
    public static EvmAddress From(ReadOnlySpan<byte> bytes) => new(PartyAddress.FromEvm(bytes));

    /// <summary>Takes a padded address.</summary>
    /// <exception cref="ProtocolException">One of the first twelve bytes is not zero: an address of another chain.</exception>
    public static EvmAddress From(PartyAddress address) => address.IsEvm
        ? From(address.Value.ToArray().AsSpan(12))
        : throw new ProtocolException($"address should be an EVM address (12 zero bytes, then 20) and is {address}");

    /// <summary>Reads 0x and 40 digits: all in one case, or with a right EIP-55 checksum.</summary>
    /// <exception cref="ProtocolException">Other form, a wrong checksum (a typing error), or zero.</exception>
    public static EvmAddress Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.StartsWith("0x", StringComparison.Ordinal) || text.Length != 42)
            throw new ProtocolException($"EVM address should be 0x and 40 hexadecimal digits and is \"{text}\"");
        var address = From(Hex.Decode(text));
        var digits = text[2..];
        var mixed = digits.Any(char.IsAsciiLetterUpper) && digits.Any(char.IsAsciiLetterLower);
        // SECURITY: a mistyped recipient is lost money; the checksum catches all but one in 4,000 million (EIP-55).
        return mixed && text != address.ToString()
            ? throw new ProtocolException($"EVM address \"{text}\" has a wrong checksum: a character was mistyped")
            : address;
    }

    /// <summary>As 32 bytes, the form of every address in the protocol.</summary>
    public PartyAddress ToParty() => _padded;

    /// <summary>The 20 bytes.</summary>
    public byte[] ToArray() => _padded.Value.ToArray()[12..];

    /// <summary>With the checksum of EIP-55: a letter is upper-case where the digit of the hash of the lower-case text is 8 or more.</summary>
    public override string ToString()
    {
        var digits = Convert.ToHexStringLower(ToArray());
        var hash = Keccak256.Hash(digits).ToArray();
        return "0x" + string.Create(40, (digits, hash), static (span, state) =>
        {
            for (var i = 0; i < span.Length; i++)
            {
                var nibble = (state.hash[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 15;
                span[i] = nibble >= 8 ? char.ToUpperInvariant(state.digits[i]) : state.digits[i];
            }
        });
    }
}
