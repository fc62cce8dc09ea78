using System.Buffers.Binary;

namespace Bridge.Protocol.Risk;

/// <summary>Writes members as EIP-712 does: each one 32-byte word, numbers and addresses at the right.</summary>
internal sealed class RiskWordWriter(int words)
{
    private readonly byte[] _bytes = new byte[32 * words];
    private int _next;

    public RiskWordWriter Number(ulong value)
    {
        BinaryPrimitives.WriteUInt64BigEndian(Next()[24..], value);
        return this;
    }

    public RiskWordWriter Word(Bytes32 value)
    {
        value.CopyTo(Next());
        return this;
    }

    public byte[] ToArray() => _next == words ? _bytes : throw new InvalidOperationException($"{words} words were promised and {_next} written");

    private Span<byte> Next() => _bytes.AsSpan(32 * _next++, 32);
}

/// <summary>Reads words strictly: a number that its type cannot hold is refused, so that one action has one encoding.</summary>
internal sealed class RiskWordReader(byte[] bytes, IReadOnlyList<RiskMember> members)
{
    private int _next;

    public byte Byte() => (byte)Number(8);

    public ushort Short() => (ushort)Number(16);

    public ulong Long() => Number(64);

    public Bytes32 Word()
    {
        Expect("bytes32");
        return Take();
    }

    public SignerAddress Address()
    {
        Expect("address");
        var word = Take().ToArray();
        // SECURITY: dirty high bytes would give one key two encodings.
        if (word.AsSpan(0, 12).ContainsAnyExcept((byte)0)) throw new ProtocolException($"{members[_next - 1].Name} should be an address of 20 bytes");
        return SignerAddress.From(word.AsSpan(12));
    }

    public ChainId Chain() => ChainId.From(Short());

    private ulong Number(int bits)
    {
        Expect($"uint{bits}");
        var word = Take().ToArray();
        // SECURITY: a number wider than its type is another digest for the same meaning (W1).
        if (word.AsSpan(0, 32 - (bits / 8)).ContainsAnyExcept((byte)0)) throw new ProtocolException($"{members[_next - 1].Name} should fit {bits} bits");
        return BinaryPrimitives.ReadUInt64BigEndian(word.AsSpan(24));
    }

    private Bytes32 Take() => Bytes32.From(bytes.AsSpan(32 * _next++, 32));

    private void Expect(string type)
    {
        if (members[_next].Type != type) throw new InvalidOperationException($"{members[_next].Name} is read as {type} and is {members[_next].Type}");
    }
}
