using System.Buffers.Binary;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>Instruction data: the tag and big-endian fields, one after the other.</summary>
internal sealed class InstructionData(byte tag)
{
    private readonly List<byte> _bytes = [tag];

    public byte[] ToArray() => [.. _bytes];

    public InstructionData Add(byte value) => Add([value]);

    public InstructionData Add(ushort value) => Add([(byte)(value >> 8), (byte)value]);

    public InstructionData Add(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return Add(bytes);
    }

    public InstructionData Add(ulong value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(bytes, value);
        return Add(bytes);
    }

    public InstructionData Add(TimeSpan seconds) => Add(checked((uint)seconds.TotalSeconds));

    public InstructionData Add(Bytes32 value) => Add(value.ToArray());

    public InstructionData Add(byte[] value)
    {
        _bytes.AddRange(value);
        return this;
    }
}
