using System.Diagnostics;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary><c>localnets/restart</c>: ends what is named, and says what there is when nothing has that name.</summary>
public sealed class LocalnetRestartTests : IDisposable
{
    private readonly DirectoryInfo _state = Directory.CreateTempSubdirectory("bridge-restart-");
    private readonly Process _guardian = Process.Start("sleep", "600"), _relayer = Process.Start("sleep", "600"), _stranger = Process.Start("sleep", "600");
    private readonly FileStream _launcher;

    public LocalnetRestartTests()
    {
        // As the launcher holds it while it runs.
        _launcher = new(Path.Combine(_state.FullName, "launcher.lock"), FileMode.Create, FileAccess.ReadWrite, FileShare.None);
        Write(_guardian.Id, _relayer.Id);
    }

    public void Dispose()
    {
        foreach (var process in (Process[])[_guardian, _relayer, _stranger])
        {
            process.Kill();
            process.Dispose();
        }

        _launcher.Dispose();
        _state.Delete(recursive: true);
    }

    [Fact]
    public async Task Restart_TheBeginningOfAName_EndsThatAloneForTheLauncherToStart()
    {
        (await RunAsync("guardian")).ShouldBe((0, "guardian-1 restarts\n", ""));
        await _guardian.WaitForExitAsync();
        _relayer.HasExited.ShouldBeFalse();
    }

    [Theory]
    [InlineData("nonsense")]
    [InlineData("guardian", "nonsense")]
    public async Task Restart_NoSuchName_NamesThoseThereAreAndEndsNothing(params string[] asked)
    {
        (await RunAsync(asked)).ShouldBe((1, "", "error: no process has a name that begins with nonsense; there are: guardian-1, relayer-1\n"));
        _guardian.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Restart_NothingNamed_NamesThoseThereAre()
    {
        var (code, _, errors) = await RunAsync();
        code.ShouldBe(1);
        errors.ShouldContain("there are: guardian-1, relayer-1");
    }

    [Fact]
    public async Task Restart_WhatItsFileNamesHasEnded_OrIsAnothersNow_EndsNothing()
    {
        _guardian.Kill();
        await _guardian.WaitForExitAsync();
        await _launcher.DisposeAsync();
        Write(_guardian.Id, _stranger.Id);
        (await RunAsync("guardian")).ShouldBe((1, "", "error: no local network runs here: start it with ./localnets/run.sh\n"));
        (await RunAsync("relayer")).Code.ShouldBe(1);
        _stranger.HasExited.ShouldBeFalse();
    }

    [Fact]
    public async Task Restart_NoNetworkRuns_SaysHowToStartIt()
    {
        await _launcher.DisposeAsync();
        File.Delete(Path.Combine(_state.FullName, "localnet.json"));
        var (code, _, errors) = await RunAsync("guardian");
        code.ShouldBe(1);
        errors.ShouldBe("error: no local network runs here: start it with ./localnets/run.sh\n");
    }

    private void Write(int guardian, int relayer) => File.WriteAllText(Path.Combine(_state.FullName, "localnet.json"), $$"""{ "processes": { "guardian-1": {{guardian}}, "relayer-1": {{relayer}} } }""");

    private async Task<(int Code, string Output, string Errors)> RunAsync(params string[] asked)
    {
        var start = new ProcessStartInfo(RepositoryRoot.Combine("localnets", "restart"), asked) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        start.Environment["LOCALNET_STATE"] = _state.FullName;
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        return (process.ExitCode, await output, await errors);
    }
}
