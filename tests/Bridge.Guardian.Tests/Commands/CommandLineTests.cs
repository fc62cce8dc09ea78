using System.CommandLine;
using System.Text.Json;
using Bridge.Guardian.Commands;
using Bridge.Guardian.Journal;
using Bridge.Protocol.Deployments;

namespace Bridge.Guardian.Tests;

public sealed class CommandLineTests : IDisposable
{
    private readonly TestDirectory _directory = new();

    public CommandLineTests() => File.WriteAllText(_directory.In("passphrase"), "correct horse battery staple\n");

    public void Dispose() => _directory.Dispose();

    private string Home => _directory.In("home");

    private string[] InitArguments =>
    [
        "init", "--dir", Home, "--index", "2", "--listen", "https://127.0.0.1:9443", "--health-listen", "http://127.0.0.1:9180", "--passphrase-file", _directory.In("passphrase"),
    ];

    [Fact]
    public async Task Init_ThenKeyShow_PublicPartsOnly()
    {
        (await RunAsync(InitArguments)).Code.ShouldBe(ExitCode.Success);

        var self = JsonSerializer.Deserialize<GuardianDeployment>(File.ReadAllText(Path.Combine(Home, "public.json")), JsonSerializerOptions.Web)!;
        self.Index.ShouldBe((ushort)2);
        self.Url.ShouldBe("https://127.0.0.1:9443");
        self.VerifyingShare.ShouldBe("");
        File.GetUnixFileMode(Path.Combine(Home, "guardian.key")).ShouldBe(UnixFileMode.UserRead | UnixFileMode.UserWrite);
        var shown = await RunAsync("key", "show", "--dir", Home);
        shown.Code.ShouldBe(ExitCode.Success);
        shown.Output.ShouldContain(self.Identity);
        shown.Output.ShouldContain(self.TlsPin);
    }

    [Fact]
    public async Task Init_Twice_RefusedAndKeysUnchanged()
    {
        await RunAsync(InitArguments);
        var before = File.ReadAllBytes(Path.Combine(Home, "guardian.key"));

        var again = await RunAsync(InitArguments);

        again.Code.ShouldBe(ExitCode.Usage);
        again.Error.ShouldContain("already");
        File.ReadAllBytes(Path.Combine(Home, "guardian.key")).ShouldBe(before);
    }

    [Fact]
    public async Task Init_BadOptions_AllNamedAndNothingMade()
    {
        var result = await RunAsync("init", "--dir", Home, "--index", "0", "--listen", "http://127.0.0.1:1", "--health-listen", "x", "--passphrase-file", _directory.In("passphrase"));

        result.Code.ShouldBe(ExitCode.Usage);
        result.Error.ShouldContain("index");
        result.Error.ShouldContain("listen");
        result.Error.ShouldContain("healthListen");
        Directory.Exists(Home).ShouldBeFalse();
    }

    [Fact]
    public async Task Init_EmptyPassphrase_Refused()
    {
        File.WriteAllText(_directory.In("passphrase"), "\n");
        (await RunAsync(InitArguments)).Code.ShouldBe(ExitCode.Usage);
        File.Exists(Path.Combine(Home, "guardian.key")).ShouldBeFalse();
    }

    [Fact]
    public async Task Keygen_WrongPassphrase_SaysSo()
    {
        await RunAsync(InitArguments);
        await using var other = new TestGuardian(1);
        TestCeremony.FileOf([other, other]).Save(_directory.In("bad.json"));
        File.WriteAllText(_directory.In("wrong"), "wrong");
        var self = JsonSerializer.Deserialize<GuardianDeployment>(File.ReadAllText(Path.Combine(Home, "public.json")), JsonSerializerOptions.Web)!;
        (TestCeremony.FileOf([other, other]) with { Members = [other.Public, self] }).Save(_directory.In("ceremony.json"));

        (await RunAsync("keygen", "--dir", Home, "--ceremony", _directory.In("ceremony.json"), "--passphrase-file", _directory.In("wrong"))).Code.ShouldBe(ExitCode.WrongPassphrase);
        var bad = await RunAsync("keygen", "--dir", Home, "--ceremony", _directory.In("bad.json"), "--passphrase-file", _directory.In("passphrase"));
        bad.Code.ShouldBe(ExitCode.Usage);
        bad.Error.ShouldContain("bad.json");
    }

    [Fact]
    public async Task CeremonyKeygen_FirstOfABridge_FromThePublicFilesAlone()
    {
        await using var one = new TestGuardian(1);
        await using var two = new TestGuardian(2);
        var file = _directory.In("ceremony.json");
        string[] first = ["ceremony", "keygen", "--member", one.Data.Public, two.Data.Public, "--threshold", "2", "--out", file];

        (await RunAsync([.. first, "--bridge-id", TransferBuilder.Bridge.ToString()])).Code.ShouldBe(ExitCode.Success);
        var ceremony = Ceremonies.CeremonyFile.Load(file);
        (ceremony.Bridge, ceremony.Epoch, ceremony.Threshold).ShouldBe((TransferBuilder.Bridge, GuardianEpoch.From(1), 2));
        ceremony.Members.Select(member => member.Identity).ShouldBe(TestCeremony.Of([one, two]).Members.Select(member => member.Identity));

        (await RunAsync(first)).Error.ShouldContain("--bridge-id");
        (await RunAsync([.. first[..^4], "--out", file, "--bridge-id", TransferBuilder.Bridge.ToString()])).Error.ShouldContain("--threshold");
        (await RunAsync(["ceremony", "refresh", .. first[2..], "--bridge-id", TransferBuilder.Bridge.ToString()])).Error.ShouldContain("--deployment");
    }

    [Fact]
    public async Task Museum_M37_Commands_DirectoryHeldByAnotherProcess_InUse()
    {
        await RunAsync(InitArguments);
        using var held = new Configuration.DataDirectory(Home).Lock();

        (await RunAsync("chain", "clear", "--dir", Home, "--chain", "1")).Code.ShouldBe(ExitCode.InUse);
    }

    [Fact]
    public async Task ChainClear_HaltedChain_ClearedByAPersonOnly()
    {
        await RunAsync(InitArguments);
        var chain = ChainId.From(1);
        using (var database = JournalDatabase.Open(Path.Combine(Home, "journal.db")))
            new HaltJournal(database, TimeProvider.System).Halt(chain, HaltReason.HeadWentBack, "the test says so");

        (await RunAsync("chain", "clear", "--dir", Home, "--chain", "2")).Output.ShouldContain("not halted");
        var cleared = await RunAsync("chain", "clear", "--dir", Home, "--chain", "1");

        cleared.Code.ShouldBe(ExitCode.Success);
        cleared.Output.ShouldContain("the test says so");
        using var after = JournalDatabase.Open(Path.Combine(Home, "journal.db"));
        new HaltJournal(after, TimeProvider.System).Find(chain).ShouldBeNull();
        after.Read(sql => sql.Scalar<long>("SELECT count(*) FROM cleared_halts")).ShouldBe(1);
    }

    [Fact]
    public async Task Run_NoGuardianThere_SaysWhatToDo()
    {
        Directory.CreateDirectory(Home);
        var result = await RunAsync("run", "--dir", Home, "--deployment", _directory.In("none.json"), "--passphrase-file", _directory.In("passphrase"));
        result.Code.ShouldBe(ExitCode.Usage);
        result.Error.ShouldContain("guardian.json");
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(params string[] arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await GuardianCommand.Create(TimeProvider.System).Parse(arguments).InvokeAsync(new InvocationConfiguration { Output = output, Error = error });
        return (code, output.ToString(), error.ToString());
    }
}
