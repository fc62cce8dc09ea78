using Shouldly;
using Xunit;

namespace Bridge.SolanaLinker.Tests;

public class Murmur3Tests
{
    // The names of syscalls on chain; the first two are also in the loader's own documentation.
    [Theory]
    [InlineData("sol_log_", 0x207559bdu)]
    [InlineData("abort", 0xb6fc1a11u)]
    [InlineData("sol_memcpy_", 0x717cc4a3u)]
    [InlineData("sol_invoke_signed_c", 0xa22b9c85u)]
    [InlineData("", 0u)]
    public void Hash_Name_IsTheSyscallsNumber(string name, uint expected) => Murmur3.Hash(name).ShouldBe(expected);

    [Fact]
    public void Hash_KnownSyscalls_AreDistinct() => Syscalls.Known.Select(Murmur3.Hash).Distinct().Count().ShouldBe(Syscalls.Known.Count);
}
