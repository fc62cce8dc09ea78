using Shouldly;
using Xunit;

namespace Bridge.SolanaLinker.Tests;

public class LinkRefusalTests
{
    [Theory]
    [InlineData(".data", ObjectBuilder.Writable, ObjectBuilder.ProgramBits)]
    [InlineData(".bss", ObjectBuilder.Writable, ObjectBuilder.NoBits)]
    [InlineData(".bss.counter", ObjectBuilder.Writable, ObjectBuilder.NoBits)]
    [InlineData(".rodata", ObjectBuilder.Writable, ObjectBuilder.ProgramBits)]
    public void Link_WritableData_Refused(string name, ulong flags, uint type)
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(name, ObjectBuilder.Allocated | flags, new byte[8], type: type);
        Refused(builder, name);
    }

    [Fact]
    public void Link_UnknownAllocatedSection_Refused()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(".eh_frame", ObjectBuilder.Allocated, new byte[8]);
        Refused(builder, ".eh_frame");
    }

    [Fact]
    public void Link_EmptyDataSection_Accepted()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(".data", ObjectBuilder.Allocated | ObjectBuilder.Writable, []);
        builder.Section(".bss", ObjectBuilder.Allocated | ObjectBuilder.Writable, [], type: ObjectBuilder.NoBits);
        SbpfLinker.Link(builder.Build()).ShouldNotBeEmpty();
    }

    [Fact]
    public void Link_AlignmentOutOfReason_Refused()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(".rodata", ObjectBuilder.Allocated, new byte[8], alignment: 1UL << 63);
        Refused(builder, "alignment");
    }

    [Fact]
    public void Link_TwoSymbolTables_Refused()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(".symtab", 0, new byte[24], type: 2);
        Refused(builder, "symbol table");
    }

    [Theory]
    [InlineData(".text.unlikely.")]
    [InlineData(".text.other")]
    public void Link_SecondCodeSection_Refused(string name)
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        builder.Section(name, ObjectBuilder.Allocated | ObjectBuilder.Code, ObjectBuilder.Exit);
        Refused(builder, name);
    }

    [Theory]
    [InlineData("memcpy")]
    [InlineData("sol_log")]
    [InlineData("__multi3")]
    public void Link_UnknownSyscall_Refused(string name)
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x85, 0x10, immediate: -1), ObjectBuilder.Exit);
        builder.Relocation(1, 0, 10, builder.Symbol(name, 0, 0));
        Refused(builder, name);
    }

    [Theory]
    [InlineData(0x04)] // add32
    [InlineData(0x0c)]
    [InlineData(0x14)] // sub32
    [InlineData(0x24)] // mul32
    [InlineData(0xb4)] // mov32
    [InlineData(0xbc)]
    [InlineData(0xd4)] // to little-endian
    [InlineData(0x16)] // 32-bit jump
    [InlineData(0x1e)]
    [InlineData(0xdb)] // atomic
    [InlineData(0xc3)]
    [InlineData(0x30)] // packet loads
    [InlineData(0xe5)]
    [InlineData(0xff)]
    public void Link_InstructionTheMachineGetsWrong_Refused(byte opcode) =>
        Refused(ObjectBuilder.WithCode(ObjectBuilder.Instruction(opcode), ObjectBuilder.Exit), $"0x{opcode:x2}");

    [Fact]
    public void Link_SignedDivisionOfLaterCpuLevels_Refused() =>
        Refused(ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x3f, 0x10, offset: 1), ObjectBuilder.Exit), "0x3f");

    [Fact]
    public void Link_OpcodesInsideAConstant_AreNotInstructions()
    {
        // The immediate and the second half of a 64-bit constant may look like anything.
        var load = ObjectBuilder.Instruction(0x18, 1, immediate: 0x04040404);
        var half = ObjectBuilder.Instruction(0, immediate: 0x04040404);
        SbpfLinker.Link(ObjectBuilder.WithCode(load, half, ObjectBuilder.Exit).Build()).ShouldNotBeEmpty();
    }

    [Fact]
    public void Link_ConstantCutOff_Refused()
    {
        Refused(ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1)), "cut off");
        Refused(ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1), ObjectBuilder.Exit), "cut off");
    }

    [Fact]
    public void Link_NoEntry_Refused()
    {
        var builder = new ObjectBuilder();
        builder.Section(".text", ObjectBuilder.Allocated | ObjectBuilder.Code, ObjectBuilder.Exit);
        Refused(builder, "entrypoint");
    }

    [Fact]
    public void Link_NoCode_Refused() => Refused(new ObjectBuilder(), "code section");

    [Fact]
    public void Link_EntryBetweenInstructions_Refused()
    {
        var builder = new ObjectBuilder();
        builder.Symbol("entrypoint", builder.Section(".text", ObjectBuilder.Allocated | ObjectBuilder.Code, ObjectBuilder.Exit), 4);
        Refused(builder, "entry");
    }

    [Theory]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(11u)]
    public void Link_UnknownRelocation_Refused(uint type)
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1), ObjectBuilder.Instruction(0), ObjectBuilder.Exit);
        Refused(builder.Relocation(1, 0, type, 1), "relocation");
    }

    [Fact]
    public void Link_RelocationOutsideItsSection_Refused()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        Refused(builder.Relocation(1, 8, 10, 1), "outside");
        Refused(ObjectBuilder.WithCode(ObjectBuilder.Exit).Relocation(1, ulong.MaxValue - 3, 10, 1), "outside");
    }

    [Fact]
    public void Link_AddressOfSomethingUndefined_Refused()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x18, 1), ObjectBuilder.Instruction(0), ObjectBuilder.Exit);
        builder.Relocation(1, 0, 1, builder.Symbol("nowhere", 0, 0));
        Refused(builder, "nowhere");
    }

    [Fact]
    public void Link_NotABpfObject_Refused()
    {
        Should.Throw<LinkException>(() => SbpfLinker.Link([]));
        Should.Throw<LinkException>(() => SbpfLinker.Link(new byte[64]));
        var machine = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        machine.Machine = 62;
        Refused(machine, "247");
        var type = ObjectBuilder.WithCode(ObjectBuilder.Exit);
        type.Type = 2;
        Refused(type, "relocatable");
    }

    [Fact]
    public void Link_FileCutAnywhere_RefusedAndNeverAnythingElse()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x85, 0x10, immediate: -1), ObjectBuilder.Exit);
        builder.Relocation(1, 0, 10, builder.Symbol("sol_log_", 0, 0));
        var whole = builder.Build();
        for (var length = 0; length < whole.Length; length++) Should.Throw<LinkException>(() => SbpfLinker.Link(whole[..length]), $"cut at {length}");
    }

    [Fact]
    public void Link_AnyByteChanged_LinksOrRefuses()
    {
        var builder = ObjectBuilder.WithCode(ObjectBuilder.Instruction(0x85, 0x10, immediate: -1), ObjectBuilder.Exit);
        builder.Relocation(1, 0, 10, builder.Symbol("sol_log_", 0, 0));
        var whole = builder.Build();
        for (var at = 0; at < whole.Length; at++)
        {
            foreach (var value in new byte[] { 0, 1, 2, 3, 8, 9, 0x7f, 0x80, 0xff })
            {
                var changed = (byte[])whole.Clone();
                changed[at] = value;
                try
                {
                    SbpfLinker.Link(changed);
                }
                catch (LinkException)
                {
                    // One of the two outcomes there may be.
                }
            }
        }
    }

    private static void Refused(ObjectBuilder builder, string because) =>
        Should.Throw<LinkException>(() => SbpfLinker.Link(builder.Build())).Message.ShouldContain(because);
}
