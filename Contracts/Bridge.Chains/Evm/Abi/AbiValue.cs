using System.Numerics;
using System.Text;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Abi;

/// <summary>One argument of a call: a 32-byte word, or bytes of any length. No other type is used by the bridge.</summary>
public abstract record AbiValue
{
    private AbiValue() { }

    /// <summary>uint8 to uint256.</summary>
    /// <exception cref="ProtocolException">Negative, or 2^256 and above.</exception>
    public static AbiValue Of(BigInteger value)
    {
        if (value.Sign < 0 || value.GetByteCount(isUnsigned: true) > Bytes32.Size) throw new ProtocolException($"number should be 0 to 2^256-1 and is {value}");
        var word = new byte[Bytes32.Size];
        var bytes = value.ToByteArray(isUnsigned: true, isBigEndian: true);
        bytes.CopyTo(word, word.Length - bytes.Length);
        return new Word(Bytes32.From(word));
    }

    /// <summary>bytes32.</summary>
    public static AbiValue Of(Bytes32 value) => new Word(value);

    /// <summary>address.</summary>
    public static AbiValue Of(EvmAddress value) => new Word(value.ToParty().Value);

    /// <summary>bytes.</summary>
    public static AbiValue Of(ReadOnlyMemory<byte> value) => new Dynamic(value);

    /// <summary>string.</summary>
    public static AbiValue Of(string value) => new Dynamic(Encoding.UTF8.GetBytes(value));

    internal sealed record Word(Bytes32 Value) : AbiValue;

    internal sealed record Dynamic(ReadOnlyMemory<byte> Value) : AbiValue;
}
