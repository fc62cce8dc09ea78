using System.Net;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Cli.Tests;

/// <summary>A node or a relayer that takes long: it is said, on the error console, and nothing is said when it is quick.</summary>
public sealed class SlowAnswerTests : IDisposable
{
    private readonly CliHarness _cli = new CliHarness().WithDeployment("http://slow.test", "http://quick.test").WithUser();
    private readonly SteppedTime _time = new();

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Status_RelayerIsSlow_SaysWhichOne()
    {
        var asked = new TaskCompletionSource();
        var answer = new TaskCompletionSource<HttpResponseMessage?>();
        _cli.RelayerAsync = request =>
        {
            if (request.RequestUri!.Host != "slow.test") return Task.FromResult<HttpResponseMessage?>(CliHarness.Json(CliHarness.Status(Protocol.TransferState.Submitted)));
            asked.SetResult();
            return answer.Task;
        };
        var running = _cli.RunAsync(_time, "status", "1-2-7");
        await asked.Task;
        _cli.Errors.ShouldBeEmpty();
        _time.Fire();
        _cli.Errors.ShouldContain("waiting for the relayer at http://slow.test to answer");
        _cli.Errors.ShouldNotContain("quick.test");
        answer.SetResult(new HttpResponseMessage(HttpStatusCode.NotFound));
        (await running).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Output.ShouldNotContain("to answer");
    }

    [Fact]
    public async Task Any_NodeIsSlow_SaysSoUntilItHasEnded()
    {
        _cli.Evm.OnRead = () =>
        {
            _time.Fire();
            _cli.Evm.OnRead = null;
        };
        (await _cli.RunAsync(_time, "limits")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldBe("waiting for the nodes of evm and solana to answer …");
        _time.Fire();
        _cli.Errors.ShouldBe("waiting for the nodes of evm and solana to answer …");
    }

    [Fact]
    public async Task Watch_TellsItsOwnProgress_SaysNothingBesides()
    {
        _cli.RelayerAsync = _ =>
        {
            _time.Fire();
            return Task.FromResult<HttpResponseMessage?>(CliHarness.Json(CliHarness.Status(Protocol.TransferState.Released)));
        };
        _cli.Solana.State = Chains.DestinationState.Released;
        (await _cli.RunAsync(_time, "status", "1-2-7", "--watch")).ShouldBe(CliApplication.Done, _cli.Errors);
        _cli.Errors.ShouldBeEmpty();
    }
}
