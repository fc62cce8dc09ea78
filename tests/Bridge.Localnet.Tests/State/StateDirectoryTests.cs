using Bridge.Localnet.State;
using Shouldly;
using Xunit;

namespace Bridge.Localnet.Tests.State;

public sealed class StateDirectoryTests : IDisposable
{
    private readonly string _parent = Directory.CreateTempSubdirectory("state").FullName;

    private string Root => Path.Combine(_parent, "run");

    public void Dispose() => Directory.Delete(_parent, recursive: true);

    [Fact]
    public void Open_HeldByAnotherLauncher_IsRefused()
    {
        using var first = StateDirectory.Open(Root);
        File.WriteAllText(first.Facts, "{}");
        foreach (var act in (Action[])[() => StateDirectory.Open(Root), () => StateDirectory.Check(Root)])
        {
            var said = Should.Throw<LocalnetException>(act).Message;
            foreach (var part in (string[])["another local network is running", Root, $"(process {Environment.ProcessId})", $"kill {Environment.ProcessId}"]) said.ShouldContain(part);
        }

        // Being looked at takes nothing away.
        File.ReadAllText(first.Facts).ShouldBe("{}");
    }

    [Fact]
    public void Check_NothingRuns_ChangesNothing()
    {
        StateDirectory.Check(Root);
        Directory.Exists(Root).ShouldBeFalse();
        using (var earlier = StateDirectory.Open(Root)) File.WriteAllText(earlier.Facts, "{}");
        StateDirectory.Check(Root);
        File.Exists(Path.Combine(Root, "localnet.json")).ShouldBeTrue();
        Should.Throw<LocalnetException>(() => StateDirectory.Check(Path.Combine(Root, ".."))).Message.ShouldContain("was not made by a local network");
    }

    [Fact]
    public void Open_SomebodyElsesDirectory_IsRefusedAndUntouched()
    {
        var file = Path.Combine(_parent, "precious.txt");
        File.WriteAllText(file, "");
        Should.Throw<LocalnetException>(() => StateDirectory.Open(_parent)).Message.ShouldContain("--state");
        File.Exists(file).ShouldBeTrue();
    }

    [Fact]
    public void Open_AfterAnEarlierRun_BeginsClean()
    {
        using (var first = StateDirectory.Open(Root))
        {
            File.WriteAllText(first.Deployment, "{}");
            File.WriteAllText(Path.Combine(first.DaemonDirectory("guardian-1"), "key"), "x");
        }

        using var second = StateDirectory.Open(Root);
        File.Exists(second.Deployment).ShouldBeFalse();
        Directory.Exists(Path.Combine(Root, "guardian-1")).ShouldBeFalse();
    }

    [Fact]
    public void WriteSecret_File_IsReadableByItsOwnerOnly()
    {
        using var state = StateDirectory.Open(Root);
        var path = Path.Combine(state.Users, "alice.evm.key");
        StateDirectory.WriteSecret(path, new byte[32]);
        File.GetUnixFileMode(path).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        File.ReadAllText(path).Trim().ShouldBe("0x" + new string('0', 64));
    }
}
