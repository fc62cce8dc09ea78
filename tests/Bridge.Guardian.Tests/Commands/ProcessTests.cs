using Bridge.Guardian.Commands;
using Bridge.Guardian.Hosting;
using Bridge.Guardian.Keys;
using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Tests;

/// <summary>Real processes on one share: there is only ever one (M37).</summary>
public sealed class ProcessTests : IDisposable
{
    private static readonly TestGroup Group = new(3, 5);

    private readonly GuardianHome _home = new();

    public ProcessTests() => _home.Add(Group);

    public void Dispose() => _home.Dispose();

    [Fact]
    public async Task Museum_M37_Run_SecondProcessOnOneShare_RefusedUntilTheFirstIsGone()
    {
        var deployment = _home.Deployment(Group);
        await using var first = Run(_home.Data.Path, deployment);
        await first.SaysAsync("listens on");

        var same = await GuardianProcess.RunAsync(Arguments(_home.Data.Path, deployment));
        same.Code.ShouldBe(ExitCode.InUse, same.Output);

        var copy = _home.In("copy");
        CopyDirectory(_home.Data.Path, copy);
        var elsewhere = await GuardianProcess.RunAsync(Arguments(copy, deployment));
        elsewhere.Code.ShouldBe(ExitCode.InUse, elsewhere.Output);
        elsewhere.Output.ShouldContain("copy of it");

        await first.KillAsync();
        await using var next = Run(copy, deployment);
        await next.SaysAsync("listens on");
    }

    [Fact]
    public async Task Museum_M37_Run_OldCopyOfTheKeyFile_Refused()
    {
        var old = File.ReadAllBytes(_home.Data.Keys);
        var refreshed = Group.Refreshed(7);
        _home.Refresh(refreshed, 1);
        File.WriteAllBytes(_home.Data.Keys, old);

        var run = await GuardianProcess.RunAsync(Arguments(_home.Data.Path, _home.Deployment(refreshed)));
        run.Code.ShouldBe(ExitCode.KeyRefused, run.Output);
        run.Output.ShouldContain("old copy");
    }

    [Fact]
    public async Task Museum_M37_OwnAddress_HolderOfTheSameKeyAnswers_True()
    {
        await using var running = new TestGuardian(1);
        await running.StartAsync(new HashSet<TlsPin>(), new HashSet<TlsPin>());
        var url = new Uri(running.Options.Listen);

        (await OwnAddress.AnswersAsync(url, running.Certificate, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)).ShouldBeTrue();
        await using var other = new TestGuardian(2);
        (await OwnAddress.AnswersAsync(url, other.Certificate, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)).ShouldBeFalse();
        await running.StopAsync();
        (await OwnAddress.AnswersAsync(url, running.Certificate, TimeSpan.FromSeconds(30), TimeProvider.System, CancellationToken.None)).ShouldBeFalse();
    }

    [Fact]
    public void Take_HeldInThisProcess_Refused()
    {
        using var keys = GuardianKeys.Open(_home.Data.Keys, _home.Passphrase);
        using (ShareLock.Take(keys.Identity)) Should.Throw<ShareInUseException>(() => ShareLock.Take(keys.Identity));
        ShareLock.Take(keys.Identity).Dispose();
    }

    private GuardianProcess Run(string directory, string deployment) => GuardianProcess.Start(Arguments(directory, deployment));

    private string[] Arguments(string directory, string deployment) => ["run", "--dir", directory, "--deployment", deployment, "--passphrase-file", _home.PassphraseFile];

    private static void CopyDirectory(string from, string to)
    {
        Directory.CreateDirectory(to);
        foreach (var file in Directory.EnumerateFiles(from).Where(file => Path.GetFileName(file) != "lock")) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
