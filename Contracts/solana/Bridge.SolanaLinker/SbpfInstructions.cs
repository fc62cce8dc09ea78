using System.Buffers.Binary;

namespace Bridge.SolanaLinker;

/// <summary>
/// What the code of a program may consist of. An instruction is 8 bytes: opcode 1, registers 1 (destination low, source high), offset 2, immediate 4.
/// 32-bit arithmetic is refused although the chain takes it: the machine sign-extends its results where the compiler expects zeros, so it is
/// silently wrong. Compile with -mcpu=v2.
/// </summary>
internal static class SbpfInstructions
{
    public const int Size = 8;
    public const byte LoadImmediate = 0x18;
    public const byte Call = 0x85;
    public const byte CallRegister = 0x8d;
    public const byte Exit = 0x95;

    private const byte SwapToBigEndian = 0xdc;

    public static void Check(ReadOnlySpan<byte> code)
    {
        for (var at = 0; at < code.Length; at += Size)
        {
            var opcode = code[at];
            if (opcode == LoadImmediate)
            {
                // The second half carries the high 32 bits and an opcode of zero.
                if (at + (2 * Size) > code.Length || code[at + Size] != 0) throw Refused(at, opcode, "a 64-bit constant is cut off");
                at += Size;
                continue;
            }

            CheckOne(at, opcode, BinaryPrimitives.ReadInt16LittleEndian(code[(at + 2)..]));
        }
    }

    private static void CheckOne(int at, byte opcode, short offset)
    {
        switch (opcode & 7)
        {
            case 1 or 2 or 3 when (opcode & 0xe0) == 0x60:
                return;
            case 4 when opcode == SwapToBigEndian:
                return;
            case 4:
                throw Refused(at, opcode, "32-bit arithmetic is silently wrong on this machine");
            case 5 when opcode is not (0xe5 or 0xf5):
                return;
            case 6:
                throw Refused(at, opcode, "32-bit jumps do not exist on this machine");
            case 7 when opcode is not (0xd7 or 0xdf or 0xe7 or 0xef or 0xf7 or 0xff) && offset == 0:
                return;
            default:
                throw Refused(at, opcode, "this instruction does not exist on this machine");
        }
    }

    private static LinkException Refused(int at, byte opcode, string why) => new($"instruction {at / Size} (opcode 0x{opcode:x2}): {why}");
}
