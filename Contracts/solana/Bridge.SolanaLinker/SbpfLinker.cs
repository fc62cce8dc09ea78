using System.Buffers.Binary;

namespace Bridge.SolanaLinker;

/// <summary>Turns one BPF object of clang into an SBPFv3 program.</summary>
/// <remarks>
/// The chain checks little at deployment and nothing of what C takes for granted, so the linker refuses what would go wrong later:
/// writable or zero-initialised data (there is none on chain), more than one code section, unknown syscalls, 32-bit arithmetic, relocations
/// it does not know. Constants lie at address 0 and up; the first 8 bytes stay unused, so that no object has the address of a null pointer.
/// </remarks>
public static class SbpfLinker
{
    private const string EntryName = "entrypoint";
    private const uint Relocate64 = 1;
    private const uint RelocateAbsolute64 = 2;
    private const uint RelocateCall = 10;
    private const int SpareBytes = 8;
    private const ulong MostAlignment = 64;

    /// <summary>Links; the result is the whole file.</summary>
    /// <exception cref="LinkException">The object cannot become a program.</exception>
    public static byte[] Link(byte[] objectFile)
    {
        var elf = ElfObject.Parse(objectFile);
        var code = CodeOf(elf);
        RefuseWritableData(elf);
        var addresses = PlaceConstants(elf, out var size);
        addresses[code.Index] = ProgramImage.CodeAddress;

        foreach (var section in elf.Sections.Where(s => addresses.ContainsKey(s.Index)))
        {
            foreach (var relocation in elf.RelocationsOf(section)) Apply(section, relocation, addresses, code);
        }

        // After the relocations, so that what is checked is what is written.
        SbpfInstructions.Check(code.Data);
        var constants = new byte[size];
        foreach (var section in elf.Sections.Where(s => s.Index != code.Index && addresses.ContainsKey(s.Index)))
            section.Data.CopyTo(constants, (int)addresses[section.Index]);
        return ProgramImage.Write(constants, code.Data, EntryOf(elf, code));
    }

    private static ElfSection CodeOf(ElfObject elf)
    {
        var code = elf.Sections.Where(s => s.IsCode && s.Data.Length > 0).ToList();
        if (code.Count != 1) throw new LinkException($"there should be one code section and there are {code.Count}: {string.Join(", ", code.Select(s => s.Name))}");
        return code[0].Data.Length % SbpfInstructions.Size == 0 ? code[0] : throw new LinkException("the code is not a whole number of instructions");
    }

    private static void RefuseWritableData(ElfObject elf)
    {
        foreach (var section in elf.Sections.Where(s => s.IsAllocated && s.Size > 0))
        {
            // .data.rel.ro is marked writable for loaders that relocate in place; this linker fills it in, and it is never written again.
            var constantAfterLinking = section.Name.StartsWith(".data.rel.ro", StringComparison.Ordinal);
            if (section.Type == ElfSection.TypeNoBits || (section.IsWritable && !constantAfterLinking))
                throw new LinkException($"{section.Name} holds {section.Size} bytes of writable data, which a program cannot have");
        }
    }

    private static Dictionary<int, ulong> PlaceConstants(ElfObject elf, out ulong size)
    {
        var addresses = new Dictionary<int, ulong>();
        size = SpareBytes;
        foreach (var section in elf.Sections.Where(s => s.IsAllocated && !s.IsCode && s.Data.Length > 0))
        {
            if (!section.Name.StartsWith(".rodata", StringComparison.Ordinal) && !section.Name.StartsWith(".data.rel.ro", StringComparison.Ordinal))
                throw new LinkException($"{section.Name} is not a section this linker knows");
            if (section.Alignment > MostAlignment) throw new LinkException($"{section.Name} asks for an alignment of {section.Alignment} bytes");
            size = Align(size, section.Alignment);
            addresses[section.Index] = size;
            size += section.Size;
        }

        size = Align(size, 8);
        return addresses;
    }

    private static ulong EntryOf(ElfObject elf, ElfSection code)
    {
        var entry = elf.Symbols.Where(s => s.Name == EntryName && s.Section == code.Index).ToList();
        return entry.Count == 1 ? entry[0].Value : throw new LinkException($"the code should define {EntryName} once");
    }

    private static void Apply(ElfSection section, ElfRelocation relocation, Dictionary<int, ulong> addresses, ElfSection code)
    {
        var width = relocation.Type == Relocate64 ? 2 * SbpfInstructions.Size : SbpfInstructions.Size;
        if (relocation.Offset > (ulong)section.Data.Length || (ulong)section.Data.Length - relocation.Offset < (ulong)width)
            throw new LinkException($"a relocation of {section.Name} lies outside it");
        var place = section.Data.AsSpan((int)relocation.Offset, width);
        switch (relocation.Type)
        {
            case Relocate64 when section.Index == code.Index && place[0] == SbpfInstructions.LoadImmediate:
                var before = BinaryPrimitives.ReadUInt32LittleEndian(place[4..]) | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(place[12..]) << 32);
                var address = AddressOf(relocation.Symbol, addresses) + before;
                BinaryPrimitives.WriteUInt32LittleEndian(place[4..], (uint)address);
                BinaryPrimitives.WriteUInt32LittleEndian(place[12..], (uint)(address >> 32));
                return;
            case RelocateAbsolute64 when section.Index != code.Index:
                BinaryPrimitives.WriteUInt64LittleEndian(place, AddressOf(relocation.Symbol, addresses) + BinaryPrimitives.ReadUInt64LittleEndian(place));
                return;
            case RelocateCall when section.Index == code.Index && place[0] == SbpfInstructions.Call:
                ApplyCall(place, relocation, code);
                return;
            default:
                throw new LinkException($"relocation type {relocation.Type} at {section.Name}+{relocation.Offset} is not one this linker knows");
        }
    }

    private static void ApplyCall(Span<byte> place, ElfRelocation relocation, ElfSection code)
    {
        var symbol = relocation.Symbol;
        if (symbol.IsUndefined)
        {
            if (!Syscalls.Known.Contains(symbol.Name)) throw new LinkException($"\"{symbol.Name}\" is neither defined nor a known syscall");
            place[1] &= 0x0f;
            BinaryPrimitives.WriteUInt32LittleEndian(place[4..], Murmur3.Hash(symbol.Name));
            return;
        }

        if (symbol.Section != code.Index) throw new LinkException($"a call goes to \"{symbol.Name}\", which is not code");
        // A section symbol carries the target in the immediate (instructions, minus one); a named one carries -1.
        var target = ((long)symbol.Value / SbpfInstructions.Size) + BinaryPrimitives.ReadInt32LittleEndian(place[4..]) + 1;
        var here = (long)relocation.Offset / SbpfInstructions.Size;
        place[1] = (byte)((place[1] & 0x0f) | 0x10);
        BinaryPrimitives.WriteInt32LittleEndian(place[4..], checked((int)(target - here - 1)));
    }

    private static ulong AddressOf(ElfSymbol symbol, Dictionary<int, ulong> addresses) =>
        !symbol.IsUndefined && addresses.TryGetValue(symbol.Section, out var address)
            ? address + symbol.Value
            : throw new LinkException($"\"{symbol.Name}\" has no address in the program");

    private static ulong Align(ulong value, ulong alignment) => (value + alignment - 1) / alignment * alignment;
}
