using System.Globalization;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>While run.sh starts the localnet: nobody is told to start it, and who came early waits.</summary>
public sealed class StartingLocalnetTests : IDisposable
{
    private readonly CliHarness _cli = new();

    public StartingLocalnetTests() => Directory.CreateDirectory(_cli.PathOf("localnets"));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Any_LocalnetIsStarting_WaitsUntilItHasDeployed()
    {
        Start(Environment.ProcessId);
        var running = _cli.RunAsync("assets");
        running.IsCompleted.ShouldBeFalse();
        _cli.WithDeployment();
        (await running).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldContain($"the localnet is starting (process {Environment.ProcessId})");
        _cli.Output.ShouldContain("USDC");
    }

    [Fact]
    public async Task Any_AnEarlierRunLeftItsDeployment_IsNotTakenForTheNewOne()
    {
        _cli.WithDeployment();
        File.SetLastWriteTimeUtc(_cli.DeploymentFile, new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Start(Environment.ProcessId);
        var running = _cli.RunAsync("assets");
        running.IsCompleted.ShouldBeFalse();
        _cli.WithDeployment();
        (await running).ShouldBe(CliApplication.Done, _cli.Errors);
    }

    [Fact]
    public async Task Any_ItHasStarted_DoesNotWait()
    {
        Start(Environment.ProcessId);
        _cli.WithDeployment();
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldBeEmpty();
    }

    // The demonstration counts every token when it ends: one more on its way, and its sums are wrong.
    [Theory]
    [InlineData("lock", "USDC", "1", "--from", "evm")]
    [InlineData("claim", "USDC", "--on", "evm")]
    public async Task WhatMovesTokens_DemonstrationIsShown_WaitsForItsEnd(params string[] command)
    {
        Start(Environment.ProcessId);
        _cli.WithDeployment().WithUser();
        Ready(false);
        var running = _cli.RunAsync(command);
        running.IsCompleted.ShouldBeFalse();
        _cli.Errors.ShouldContain($"the localnet (process {Environment.ProcessId}) shows its demonstration");
        _cli.Evm.Locks.ShouldBeEmpty();
        Ready(true);
        (await running).ShouldBe(CliApplication.Done, _cli.Errors);
    }

    [Fact]
    public async Task WhatOnlyReads_DemonstrationIsShown_DoesNotWait()
    {
        Start(Environment.ProcessId);
        _cli.WithDeployment();
        Ready(false);
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldBeEmpty();
    }

    [Fact]
    public async Task Lock_TheLocalnetThatWasNotReadyHasEnded_DoesNotWait()
    {
        Start(int.MaxValue);
        _cli.WithDeployment().WithUser();
        Ready(false);
        await _cli.RunAsync("lock", "USDC", "1", "--from", "evm");
        _cli.Errors.ShouldNotContain("demonstration");
    }

    private void Ready(bool isReady) => File.WriteAllText(Path.Combine(Path.GetDirectoryName(_cli.DeploymentFile)!, "localnet.json"), isReady ? """{"ready":true}""" : """{"ready":false}""");

    [Fact]
    public async Task Any_WhatWasStartingHasEnded_SaysHowToStartIt()
    {
        Start(int.MaxValue);
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no deployment found");
    }

    [Fact]
    public async Task Any_AnotherProcessHasItsIdNow_SaysHowToStartIt()
    {
        Start(Environment.ProcessId);
        File.SetLastWriteTimeUtc(_cli.PathOf("localnets/.starting"), new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no deployment found");
    }

    [Fact]
    public async Task Any_ItEndsBeforeItHasDeployed_SaysSo()
    {
        using var starting = System.Diagnostics.Process.Start("sleep", "600");
        Start(starting.Id);
        var running = _cli.RunAsync("assets");
        running.IsCompleted.ShouldBeFalse();
        starting.Kill();
        await starting.WaitForExitAsync();
        (await running).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("has ended");
    }

    [Fact]
    public async Task Any_DeploymentIsNamed_DoesNotWait()
    {
        Start(Environment.ProcessId);
        (await _cli.RunAsync("assets", "--deployment", _cli.PathOf("none.json"))).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("there is no deployment file");
    }

    private void Start(int process) => File.WriteAllText(_cli.PathOf("localnets/.starting"), process.ToString(CultureInfo.InvariantCulture) + "\n");
}
