using System.Buffers.Binary;
using System.Text;

namespace Bridge.SolanaLinker.Tests;

/// <summary>A relocatable BPF object, valid by default: one instruction (exit) in .text with the symbol entrypoint. Each test changes one thing.</summary>
internal sealed class ObjectBuilder
{
    private readonly List<(string Name, uint Type, ulong Flags, byte[] Data, ulong Size, ulong Alignment)> _sections = [("", 0, 0, [], 0, 0)];
    private readonly List<(string Name, int Section, ulong Value)> _symbols = [("", 0, 0)];
    private readonly List<(int Target, ulong Offset, uint Type, int Symbol)> _relocations = [];

    public const uint ProgramBits = 1;
    public const uint NoBits = 8;
    public const ulong Writable = 1;
    public const ulong Allocated = 2;
    public const ulong Code = 4;

    public ushort Type { get; set; } = 1;

    public ushort Machine { get; set; } = 247;

    public static byte[] Exit => Instruction(0x95);

    public static byte[] Instruction(byte opcode, byte registers = 0, short offset = 0, int immediate = 0)
    {
        var bytes = new byte[8];
        bytes[0] = opcode;
        bytes[1] = registers;
        BinaryPrimitives.WriteInt16LittleEndian(bytes.AsSpan(2), offset);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(4), immediate);
        return bytes;
    }

    /// <summary>.text with these instructions, and entrypoint at its start.</summary>
    public static ObjectBuilder WithCode(params byte[][] instructions)
    {
        var builder = new ObjectBuilder();
        var text = builder.Section(".text", Allocated | Code, [.. instructions.SelectMany(i => i)]);
        builder.Symbol("entrypoint", text, 0);
        return builder;
    }

    public int Section(string name, ulong flags, byte[] data, ulong alignment = 8, uint type = ProgramBits)
    {
        _sections.Add((name, type, flags, type == NoBits ? [] : data, (ulong)data.Length, alignment));
        return _sections.Count - 1;
    }

    public int Symbol(string name, int section, ulong value)
    {
        _symbols.Add((name, section, value));
        return _symbols.Count - 1;
    }

    public ObjectBuilder Relocation(int target, ulong offset, uint type, int symbol)
    {
        _relocations.Add((target, offset, type, symbol));
        return this;
    }

    public byte[] Build()
    {
        var strings = new MemoryStream();
        uint Name(string text)
        {
            var at = (uint)strings.Length;
            strings.Write(Encoding.ASCII.GetBytes(text));
            strings.WriteByte(0);
            return at;
        }

        var symbols = new byte[24 * _symbols.Count];
        for (var i = 0; i < _symbols.Count; i++)
        {
            var symbol = symbols.AsSpan(24 * i);
            BinaryPrimitives.WriteUInt32LittleEndian(symbol, Name(_symbols[i].Name));
            BinaryPrimitives.WriteUInt16LittleEndian(symbol[6..], (ushort)_symbols[i].Section);
            BinaryPrimitives.WriteUInt64LittleEndian(symbol[8..], _symbols[i].Value);
        }

        var headers = new List<(uint Name, uint Type, ulong Flags, byte[] Data, ulong Size, int Link, int Info, ulong Alignment)>();
        foreach (var s in _sections) headers.Add((Name(s.Name), s.Type, s.Flags, s.Data, s.Size, 0, 0, s.Alignment));
        var symbolTable = headers.Count;
        headers.Add((Name(".symtab"), 2, 0, symbols, (ulong)symbols.Length, symbolTable + 1, 0, 8));
        var stringName = Name(".strtab");
        var relocationName = Name(".rel");
        headers.Add((stringName, 3, 0, strings.ToArray(), (ulong)strings.Length, 0, 0, 1));
        foreach (var group in _relocations.GroupBy(r => r.Target))
        {
            var data = new byte[16 * group.Count()];
            var i = 0;
            foreach (var (_, offset, type, symbol) in group)
            {
                BinaryPrimitives.WriteUInt64LittleEndian(data.AsSpan(i), offset);
                BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(i + 8), type);
                BinaryPrimitives.WriteUInt32LittleEndian(data.AsSpan(i + 12), (uint)symbol);
                i += 16;
            }

            headers.Add((relocationName, 9, 0, data, (ulong)data.Length, symbolTable, group.Key, 8));
        }

        return Write(headers, symbolTable + 1);
    }

    private byte[] Write(List<(uint Name, uint Type, ulong Flags, byte[] Data, ulong Size, int Link, int Info, ulong Alignment)> headers, int strings)
    {
        var file = new MemoryStream();
        file.Write(new byte[64]);
        var offsets = new List<long>();
        foreach (var header in headers)
        {
            offsets.Add(file.Length);
            file.Write(header.Data);
        }

        var table = file.Length;
        for (var i = 0; i < headers.Count; i++)
        {
            var bytes = new byte[64];
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, headers[i].Name);
            BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(4), headers[i].Type);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(8), headers[i].Flags);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(24), (ulong)offsets[i]);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(32), headers[i].Size);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(40), headers[i].Link);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(44), headers[i].Info);
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(48), headers[i].Alignment);
            file.Write(bytes);
        }

        var result = file.ToArray();
        ReadOnlySpan<byte> ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1];
        ident.CopyTo(result);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(16), Type);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(18), Machine);
        BinaryPrimitives.WriteUInt64LittleEndian(result.AsSpan(40), (ulong)table);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(60), (ushort)headers.Count);
        BinaryPrimitives.WriteUInt16LittleEndian(result.AsSpan(62), (ushort)strings);
        return result;
    }
}
