using System.Buffers.Binary;
using Shouldly;
using Xunit;

namespace Bridge.SolanaLinker.Tests;

public class SbpfLinkerTests
{
    private const int Start = 176;

    [Fact]
    public void Link_SmallestProgram_HasTheLoadersLayout()
    {
        var file = SbpfLinker.Link(ObjectBuilder.WithCode(ObjectBuilder.Exit).Build());

        file.Length.ShouldBe(Start + 8 + 8);
        file[..16].ShouldBe([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
        UInt16(file, 16).ShouldBe((ushort)3);
        UInt16(file, 18).ShouldBe((ushort)247);
        UInt32(file, 20).ShouldBe(1u);
        UInt64(file, 24).ShouldBe(0x1_0000_0000ul);
        UInt64(file, 32).ShouldBe(64ul);
        UInt64(file, 40).ShouldBe(0ul);
        UInt32(file, 48).ShouldBe(3u);
        UInt16(file, 52).ShouldBe((ushort)64);
        UInt16(file, 54).ShouldBe((ushort)56);
        UInt16(file, 56).ShouldBe((ushort)2);
        CheckSegment(file, 64, flags: 4, offset: Start, address: 0, size: 8);
        CheckSegment(file, 120, flags: 1, offset: Start + 8, address: 0x1_0000_0000, size: 8);
        file[Start..(Start + 8)].ShouldAllBe(b => b == 0);
        file[^8..].ShouldBe(ObjectBuilder.Exit);
    }

    [Fact]
    public void Link_EntryInsideTheCode_IsNamedInTheHeader()
    {
        var builder = new ObjectBuilder();
        var text = builder.Section(".text", ObjectBuilder.Allocated | ObjectBuilder.Code, [.. ObjectBuilder.Exit, .. ObjectBuilder.Exit]);
        builder.Symbol("entrypoint", text, 8);
        UInt64(SbpfLinker.Link(builder.Build()), 24).ShouldBe(0x1_0000_0008ul);
    }

    [Fact]
    public void Link_Constants_LieAfterTheSpareWordInTheirAlignment()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(".rodata.str1.1", ObjectBuilder.Allocated, [1, 2, 3], alignment: 1);
        builder.Section(".rodata.cst16", ObjectBuilder.Allocated, [4, 5, 6, 7], alignment: 16);
        var file = SbpfLinker.Link(builder.Build());
        CheckSegment(file, 64, flags: 4, offset: Start, address: 0, size: 24);
        file[Start..(Start + 24)].ShouldBe([0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 0, 0, 0, 0, 0, 4, 5, 6, 7, 0, 0, 0, 0]);
    }

    [Fact]
    public void Link_AddressOfAConstant_IsItsPlacePlusTheOffsetBefore()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1, immediate: 2), ObjectBuilder.Instruction(0), ObjectBuilder.Exit);
        var constants = builder.Section(".rodata", ObjectBuilder.Allocated, [1, 2, 3, 4]);
        builder.Relocation(1, 0, 1, builder.Symbol("", constants, 0));
        var code = CodeOf(SbpfLinker.Link(builder.Build()), 3);
        UInt32(code, 4).ShouldBe(10u);
        UInt32(code, 12).ShouldBe(0u);
    }

    [Fact]
    public void Link_AddressOfAFunction_IsInTheCodeSegment()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1), ObjectBuilder.Instruction(0), ObjectBuilder.Exit, ObjectBuilder.Exit);
        builder.Relocation(1, 0, 1, builder.Symbol("callback", 1, 24));
        var code = CodeOf(SbpfLinker.Link(builder.Build()), 4);
        UInt32(code, 4).ShouldBe(24u);
        UInt32(code, 12).ShouldBe(1u);
    }

    [Fact]
    public void Link_PointerInConstants_IsTheFullAddress()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        var text = builder.Section(".rodata.str1.1", ObjectBuilder.Allocated, [9, 9], alignment: 1);
        var table = builder.Section(".data.rel.ro", ObjectBuilder.Allocated | ObjectBuilder.Writable, new byte[8]);
        builder.Relocation(table, 0, 2, builder.Symbol("", text, 1));
        var file = SbpfLinker.Link(builder.Build());
        UInt64(file, Start + 16).ShouldBe(9ul);
    }

    [Fact]
    public void Link_CallOfASyscall_CarriesItsNumberAndNoSource()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x85, 0x10, immediate: -1), ObjectBuilder.Exit);
        builder.Relocation(1, 0, 10, builder.Symbol("sol_log_", 0, 0));
        var code = CodeOf(SbpfLinker.Link(builder.Build()), 2);
        code[1].ShouldBe((byte)0);
        UInt32(code, 4).ShouldBe(0x207559bdu);
    }

    [Theory]
    [InlineData(2, 24ul, -1)] // a named function at instruction 3: the immediate says nothing
    [InlineData(2, 0ul, 2)] // the section's symbol: the immediate is the target, minus one
    public void Link_CallOfAFunction_IsRelativeToTheNextInstruction(int distance, ulong value, int immediate)
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x85, 0x10, immediate: immediate), ObjectBuilder.Exit, ObjectBuilder.Exit, ObjectBuilder.Exit);
        builder.Relocation(1, 0, 10, builder.Symbol("function", 1, value));
        var code = CodeOf(SbpfLinker.Link(builder.Build()), 4);
        code[1].ShouldBe((byte)0x10);
        UInt32(code, 4).ShouldBe((uint)distance);
    }

    [Fact]
    public void Link_CallThatTheAssemblerResolved_IsLeft()
    {
        var call = ObjectBuilder.Instruction(0x85, 0x10, immediate: 0);
        CodeOf(SbpfLinker.Link(ObjectBuilder.WithCode(call, ObjectBuilder.Exit).Build()), 2)[..8].ShouldBe(call);
    }

    private static void CheckSegment(byte[] file, int at, uint flags, int offset, ulong address, ulong size)
    {
        UInt32(file, at).ShouldBe(1u);
        UInt32(file, at + 4).ShouldBe(flags);
        UInt64(file, at + 8).ShouldBe((ulong)offset);
        UInt64(file, at + 16).ShouldBe(address);
        UInt64(file, at + 24).ShouldBe(address);
        UInt64(file, at + 32).ShouldBe(size);
        UInt64(file, at + 40).ShouldBe(size);
        (size % 8).ShouldBe(0ul);
    }

    private static byte[] CodeOf(byte[] file, int instructions) => file[^(8 * instructions)..];

    private static ushort UInt16(byte[] bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes.AsSpan(at));

    private static uint UInt32(byte[] bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(at));

    private static ulong UInt64(byte[] bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes.AsSpan(at));
}
