using System.Buffers.Binary;
using System.Numerics;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Abi;

/// <summary>
/// Reads ABI data word by word, strictly: padding must be zero, nothing may be missing, and <see cref="End"/> refuses what is left over. Whatever does
/// not fit is <see cref="ChainReadFailure.Invalid"/>.
/// </summary>
internal ref struct AbiReader(ReadOnlySpan<byte> data, string what)
{
    private readonly ReadOnlySpan<byte> _data = data;
    private readonly string _what = what;
    private int _position;

    internal Bytes32 Word()
    {
        if (_data.Length - _position < Bytes32.Size) throw Invalid($"it should hold at least {_position + Bytes32.Size} bytes and holds {_data.Length}");
        var word = Bytes32.From(_data.Slice(_position, Bytes32.Size));
        _position += Bytes32.Size;
        return word;
    }

    internal BigInteger UInt256() => new(Word().ToArray(), isUnsigned: true, isBigEndian: true);

    internal ulong UInt64() => (ulong)Bounded(ulong.MaxValue);

    internal ushort UInt16() => (ushort)Bounded(ushort.MaxValue);

    internal byte UInt8() => (byte)Bounded(byte.MaxValue);

    internal string Text()
    {
        var bytes = Tail(1);
        try
        {
            return new System.Text.UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes);
        }
        catch (ArgumentException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"{_what} cannot be used: text is not UTF-8", e);
        }
    }

    /// <summary>Bytes of any length, through their offset.</summary>
    internal byte[] Bytes() => Tail(1).ToArray();

    /// <summary>An array of words, through its offset; of structs of <paramref name="each"/> words, all their words one after the other.</summary>
    internal Bytes32[] Words(int each = 1)
    {
        var bytes = Tail(Bytes32.Size * each);
        var words = new Bytes32[bytes.Length / Bytes32.Size];
        for (var i = 0; i < words.Length; i++) words[i] = Bytes32.From(bytes.Slice(i * Bytes32.Size, Bytes32.Size));
        return words;
    }

    /// <summary>All has been read. Only for data without arrays or text.</summary>
    internal readonly void End()
    {
        if (_position != _data.Length) throw Invalid($"it should hold {_position} bytes and holds {_data.Length}");
    }

    private ReadOnlySpan<byte> Tail(int unit)
    {
        var offset = Bounded((ulong)_data.Length);
        if (offset > _data.Length - Bytes32.Size) throw Invalid("an offset points past its end");
        var length = new AbiReader(_data[(int)offset..], _what).Bounded((ulong)_data.Length) * unit;
        var start = (int)offset + Bytes32.Size;
        if (length > _data.Length - start) throw Invalid("a length reaches past its end");
        return _data.Slice(start, (int)length);
    }

    private BigInteger Bounded(ulong most)
    {
        var word = Word();
        var value = BinaryPrimitives.ReadUInt64BigEndian(word.ToArray().AsSpan(24));
        // SECURITY: bits beyond the type's width are a refusal, never cut off.
        if (word.ToArray().AsSpan(0, 24).ContainsAnyExcept((byte)0) || value > most) throw Invalid($"a number should be at most {most} and is {word}");
        return value;
    }

    private readonly ChainReadException Invalid(string why) => new(ChainReadFailure.Invalid, $"{_what} cannot be used: {why}");
}
