using System.Buffers.Binary;
using System.Text;

namespace Bridge.SolanaLinker;

/// <summary>One section of a relocatable object. <see cref="Data"/> is a copy that relocations may change.</summary>
internal sealed record ElfSection(int Index, string Name, uint Type, ulong Flags, byte[] Data, ulong Alignment, ulong Size, int Link, int Info)
{
    public const uint TypeRelocations = 9;
    public const uint TypeNoBits = 8;

    public bool IsCode => (Flags & 4) != 0;

    public bool IsAllocated => (Flags & 2) != 0;

    public bool IsWritable => (Flags & 1) != 0;
}

/// <summary>One symbol: a place in a section, or a name that the object does not define.</summary>
internal readonly record struct ElfSymbol(string Name, int Section, ulong Value, int Type)
{
    public const int TypeSection = 3;

    public bool IsUndefined => Section == 0;
}

/// <summary>One place to fill in.</summary>
internal readonly record struct ElfRelocation(ulong Offset, uint Type, ElfSymbol Symbol);

/// <summary>
/// A relocatable 64-bit little-endian BPF object as clang writes it (ELF, e_type 1, e_machine 247). Every offset is checked against the file.
/// <code>
/// file header: 40 e_shoff 8, 58 e_shentsize 2, 60 e_shnum 2, 62 e_shstrndx 2
/// section:      0 name 4, 4 type 4, 8 flags 8, 24 offset 8, 32 size 8, 40 link 4, 44 info 4, 48 alignment 8      (64 bytes)
/// symbol:       0 name 4, 4 info 1, 6 section 2, 8 value 8                                                      (24 bytes)
/// relocation:   0 offset 8, 8 type 4, 12 symbol 4                                                               (16 bytes)
/// </code>
/// </summary>
internal sealed class ElfObject
{
    private const int HeaderSize = 64;
    private const int SectionSize = 64;
    private const int SymbolSize = 24;
    private const int RelocationSize = 16;

    private readonly byte[] _file;
    private readonly List<ElfSymbol> _symbols;

    private ElfObject(byte[] file)
    {
        _file = file;
        CheckHeader();
        Sections = ReadSections();
        _symbols = ReadSymbols();
    }

    public IReadOnlyList<ElfSection> Sections { get; }

    public IReadOnlyList<ElfSymbol> Symbols => _symbols;

    public static ElfObject Parse(byte[] file) => new(file);

    /// <summary>The relocations to apply to <paramref name="target"/>.</summary>
    public IEnumerable<ElfRelocation> RelocationsOf(ElfSection target)
    {
        foreach (var section in Sections.Where(s => s.Type == ElfSection.TypeRelocations && s.Info == target.Index))
        {
            for (var at = 0; at + RelocationSize <= section.Data.Length; at += RelocationSize)
            {
                var symbol = BinaryPrimitives.ReadUInt32LittleEndian(section.Data.AsSpan(at + 12));
                if (symbol >= _symbols.Count) throw new LinkException($"relocation in {section.Name} names symbol {symbol} of {_symbols.Count}");
                yield return new(
                    BinaryPrimitives.ReadUInt64LittleEndian(section.Data.AsSpan(at)),
                    BinaryPrimitives.ReadUInt32LittleEndian(section.Data.AsSpan(at + 8)),
                    _symbols[(int)symbol]);
            }
        }
    }

    private void CheckHeader()
    {
        if (_file.Length < HeaderSize || !_file.AsSpan(0, 7).SequenceEqual<byte>([0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1]))
            throw new LinkException("not a 64-bit little-endian ELF file");
        if (UInt16(16) != 1) throw new LinkException($"ELF type should be 1 (relocatable) and is {UInt16(16)}");
        if (UInt16(18) != 247) throw new LinkException($"ELF machine should be 247 (BPF) and is {UInt16(18)}");
    }

    private List<ElfSection> ReadSections()
    {
        var table = Offset(BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(40)));
        var count = UInt16(60);
        var names = SectionBytes(table + (UInt16(62) * SectionSize));
        var sections = new List<ElfSection>();
        for (var i = 0; i < count; i++)
        {
            var at = table + (i * SectionSize);
            Require(at, SectionSize);
            var header = _file.AsSpan(at, SectionSize);
            sections.Add(new(
                i,
                Text(names, BinaryPrimitives.ReadUInt32LittleEndian(header)),
                BinaryPrimitives.ReadUInt32LittleEndian(header[4..]),
                BinaryPrimitives.ReadUInt64LittleEndian(header[8..]),
                SectionBytes(at),
                Math.Max(1, BinaryPrimitives.ReadUInt64LittleEndian(header[48..])),
                BinaryPrimitives.ReadUInt64LittleEndian(header[32..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[40..]),
                BinaryPrimitives.ReadInt32LittleEndian(header[44..])));
        }

        return sections;
    }

    private List<ElfSymbol> ReadSymbols()
    {
        var tables = Sections.Where(s => s.Type == 2).ToList();
        if (tables.Count != 1) throw new LinkException($"the object should have one symbol table and has {tables.Count}");
        var table = tables[0];
        if (table.Link < 0 || table.Link >= Sections.Count) throw new LinkException("the symbol table names no string table");
        var names = Sections[table.Link].Data;
        var symbols = new List<ElfSymbol>();
        for (var at = 0; at + SymbolSize <= table.Data.Length; at += SymbolSize)
        {
            var symbol = table.Data.AsSpan(at, SymbolSize);
            symbols.Add(new(
                Text(names, BinaryPrimitives.ReadUInt32LittleEndian(symbol)),
                BinaryPrimitives.ReadUInt16LittleEndian(symbol[6..]),
                BinaryPrimitives.ReadUInt64LittleEndian(symbol[8..]),
                symbol[4] & 15));
        }

        return symbols;
    }

    private byte[] SectionBytes(int header)
    {
        Require(header, SectionSize);
        var type = BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(header + 4));
        if (type is 0 or ElfSection.TypeNoBits) return [];
        var offset = Offset(BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(header + 24)));
        var size = Offset(BinaryPrimitives.ReadUInt64LittleEndian(_file.AsSpan(header + 32)));
        Require(offset, size);
        return _file.AsSpan(offset, size).ToArray();
    }

    private static string Text(byte[] names, uint at)
    {
        if (at >= names.Length) return at == 0 ? "" : throw new LinkException("a name lies outside its string table");
        var end = Array.IndexOf(names, (byte)0, (int)at);
        return Encoding.ASCII.GetString(names, (int)at, (end < 0 ? names.Length : end) - (int)at);
    }

    private int Offset(ulong value) =>
        value <= (ulong)_file.Length ? (int)value : throw new LinkException($"offset or size {value} lies outside the file");

    private void Require(int at, int size)
    {
        if (at < 0 || (long)at + size > _file.Length) throw new LinkException($"{size} bytes at {at} lie outside the file");
    }

    private ushort UInt16(int at) => BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at));
}
