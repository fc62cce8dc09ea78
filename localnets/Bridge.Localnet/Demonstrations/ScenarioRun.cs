using Bridge.Chains;
using Bridge.Localnet.Demonstrations.Scenarios;
using Bridge.Localnet.State;
using Bridge.Localnet.Timelines;
using Bridge.Localnet.Users;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;

namespace Bridge.Localnet.Demonstrations;

/// <summary>What a bridge does when something is in the way: limits, holds, refunds, breakers. Each scenario has an asset of its own, so that all run at the same time.</summary>
internal sealed class ScenarioRun(Deployment deployment, ChainPair chains, DemoUser alice, DemoUser bob, StateDirectory state, TimeProvider time, Action<string> report)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private static readonly Func<Stage, Task>[] Scenarios = [LimitedScenario.RunAsync, HoldScenario.RunAsync, RefundScenario.RunAsync, CursedScenario.RunAsync];

    /// <summary>All of them; the timelines of their transfers in the order of their locks.</summary>
    /// <exception cref="DemonstrationException">One did not go as it should.</exception>
    public async Task<IReadOnlyList<TransferTimeline>> RunAsync(CancellationToken cancellationToken)
    {
        var board = new TimelineBoard(time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using var timer = time.CreateTimer(_ => limit.Cancel(), null, Limit, Timeout.InfiniteTimeSpan);
        using var desk = new RiskDesk(BridgeId.From(Bytes32.Parse(deployment.BridgeId)), chains, state, bob, time);
        using var stage = new Stage(deployment, chains, alice, desk, board, time, report, limit.Token);
        try
        {
            await Task.WhenAll(Scenarios.Select(scenario => scenario(stage)));
            return board.Snapshot();
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new DemonstrationException($"not every scenario ended within {Limit.TotalSeconds:0} s; the daemons' logs say why", board.Snapshot());
        }
        catch (Exception e) when (e is ScenarioException or WalletException or RiskRefusedException or ChainReadException)
        {
            throw new DemonstrationException(e.Message, board.Snapshot());
        }
        finally
        {
            await limit.CancelAsync();
        }
    }
}
