using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>Whose deployment is taken: the one that is near comes before the one of the repository that the launcher script lies in.</summary>
public sealed class DeploymentLocatorTests : IDisposable
{
    private readonly CliHarness _cli = new(), _other = new();

    public void Dispose()
    {
        _cli.Dispose();
        _other.Dispose();
    }

    [Fact]
    public async Task Any_RunElsewhere_TakesTheLaunchersOwnNetwork()
    {
        _cli.WithDeployment();
        _cli.WorkingDirectory = _other.PathOf("");
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Failed);
        _cli.Errors.ShouldContain("no deployment found");
        _cli.Repository = _cli.PathOf("");
        (await _cli.RunAsync("assets")).ShouldBe(CliApplication.Done, _cli.Errors);
    }

    [Fact]
    public void Load_ANetworkIsNear_ComesBeforeTheLaunchers()
    {
        _cli.WithDeployment();
        _other.WithDeployment("http://other.test");
        new DeploymentLocator(_other.PathOf(""), _cli.PathOf("")).Load(null).Deployment.RelayerUrls.ShouldBe(["http://other.test"]);
        new DeploymentLocator(_cli.PathOf(""), _other.PathOf("")).Load(null).Deployment.RelayerUrls.ShouldBe(["http://relayer.test"]);
    }

    [Fact]
    public void Load_AFileIsNamed_ComesBeforeBoth()
    {
        _cli.WithDeployment();
        _other.WithDeployment("http://other.test");
        new DeploymentLocator(_cli.PathOf(""), _cli.PathOf("")).Load(_other.DeploymentFile).Deployment.RelayerUrls.ShouldBe(["http://other.test"]);
    }

    [Fact]
    public async Task Any_TheLaunchersNetworkIsStarting_WaitsForIt()
    {
        Directory.CreateDirectory(_cli.PathOf("localnets"));
        File.WriteAllText(_cli.PathOf("localnets/.starting"), $"{Environment.ProcessId}\n");
        (_cli.WorkingDirectory, _cli.Repository) = (_other.PathOf(""), _cli.PathOf(""));
        var running = _cli.RunAsync("assets");
        running.IsCompleted.ShouldBeFalse();
        _cli.WithDeployment();
        (await running).ShouldBe(CliApplication.Done, _cli.Errors);
    }
}
