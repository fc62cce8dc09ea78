using System.Buffers.Binary;

namespace Bridge.SolanaLinker;

/// <summary>
/// The file an SBPFv3 loader takes; every byte is fixed by the loader's strict parser:
/// <code>
/// offset what                     value
///      0 e_ident                  7f 'ELF' 02 01 01 00, eight zero bytes
///     16 e_type, e_machine, e_version   3, 247, 1
///     24 e_entry                  0x1_0000_0000 + offset of the entry in the code
///     32 e_phoff                  64
///     40 e_shoff                  0
///     48 e_flags                  3
///     52 e_ehsize, e_phentsize, e_phnum   64, 56, 2
///     64 phdr 0                   PT_LOAD, flags R, offset 176, address 0, size of the constants (multiple of 8)
///    120 phdr 1                   PT_LOAD, flags X, offset after the constants, address 0x1_0000_0000, size of the code
///    176 constants, then code     nothing between
/// </code>
/// </summary>
internal static class ProgramImage
{
    public const ulong CodeAddress = 0x1_0000_0000;

    private const int HeaderSize = 64;
    private const int SegmentHeaderSize = 56;
    private const int Start = HeaderSize + (2 * SegmentHeaderSize);
    private const uint Readable = 4;
    private const uint Executable = 1;

    public static byte[] Write(ReadOnlySpan<byte> constants, ReadOnlySpan<byte> code, ulong entry)
    {
        if (constants.Length % 8 != 0 || constants.Length == 0) throw new LinkException($"constants should fill whole words and are {constants.Length} bytes");
        if (code.Length % 8 != 0 || code.Length == 0) throw new LinkException($"code should be whole instructions and is {code.Length} bytes");
        if (entry % 8 != 0 || entry >= (ulong)code.Length) throw new LinkException($"the entry at {entry} is not an instruction of the code");
        var file = new byte[Start + constants.Length + code.Length];
        ReadOnlySpan<byte> ident = [0x7f, (byte)'E', (byte)'L', (byte)'F', 2, 1, 1, 0];
        ident.CopyTo(file);
        var span = file.AsSpan();
        BinaryPrimitives.WriteUInt16LittleEndian(span[16..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(span[18..], 247);
        BinaryPrimitives.WriteUInt32LittleEndian(span[20..], 1);
        BinaryPrimitives.WriteUInt64LittleEndian(span[24..], CodeAddress + entry);
        BinaryPrimitives.WriteUInt64LittleEndian(span[32..], HeaderSize);
        BinaryPrimitives.WriteUInt32LittleEndian(span[48..], 3);
        BinaryPrimitives.WriteUInt16LittleEndian(span[52..], HeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(span[54..], SegmentHeaderSize);
        BinaryPrimitives.WriteUInt16LittleEndian(span[56..], 2);
        WriteSegment(span[HeaderSize..], Readable, Start, 0, constants.Length);
        WriteSegment(span[(HeaderSize + SegmentHeaderSize)..], Executable, Start + constants.Length, CodeAddress, code.Length);
        constants.CopyTo(span[Start..]);
        code.CopyTo(span[(Start + constants.Length)..]);
        return file;
    }

    private static void WriteSegment(Span<byte> header, uint flags, int offset, ulong address, int size)
    {
        BinaryPrimitives.WriteUInt32LittleEndian(header, 1);
        BinaryPrimitives.WriteUInt32LittleEndian(header[4..], flags);
        BinaryPrimitives.WriteUInt64LittleEndian(header[8..], (ulong)offset);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[24..], address);
        BinaryPrimitives.WriteUInt64LittleEndian(header[32..], (ulong)size);
        BinaryPrimitives.WriteUInt64LittleEndian(header[40..], (ulong)size);
    }
}
