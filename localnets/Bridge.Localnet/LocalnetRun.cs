using Bridge.Localnet.Demonstrations;
using Bridge.Localnet.State;
using Bridge.Localnet.Timelines;
using Spectre.Console;

namespace Bridge.Localnet;

/// <summary>One run from the command line: start, demonstrate, stay up, stop.</summary>
internal static class LocalnetRun
{
    /// <summary>The exit code.</summary>
    public static async Task<int> RunAsync(LocalnetOptions options, IAnsiConsole console, CancellationToken cancellationToken)
    {
        var time = TimeProvider.System;
        var started = time.GetTimestamp();
        void Report(string text) => console.Profile.Out.Writer.WriteLine($"[{time.GetElapsedTime(started).TotalSeconds,6:0.0} s] {text}");

        using var state = StateDirectory.Open(options.StatePath);
        await using var network = await LocalNetwork.StartAsync(options, state, time, Report, cancellationToken);
        Report($"everything is up; state and logs are in {network.StateRoot}");
        if (network.DashboardUrl is { } dashboard) Report($"dashboard: {dashboard}; people, passwords and authenticators are in {Path.Combine(network.StateRoot, "staff")} (localnets/README.md)");
        var exitCode = !options.Demonstrate || await DemonstrateAsync(network, state, options, console, time, Report, cancellationToken) ? 0 : 1;
        network.MarkReady();
        if (options.Once) return exitCode;

        Report($"{(exitCode == 0 ? "staying up" : "staying up, although the demonstration failed: the logs are there to be read")}; Ctrl-C, or kill {Environment.ProcessId}, stops everything");
        var fatal = network.Fatal;
        if (await Task.WhenAny(fatal, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken)) == fatal) throw new LocalnetException(await fatal);
        Report("stopping");
        return exitCode;
    }

    private static async Task<bool> DemonstrateAsync(
        LocalNetwork network, StateDirectory state, LocalnetOptions options, IAnsiConsole console, TimeProvider time, Action<string> report, CancellationToken cancellationToken)
    {
        var demonstration = new Demonstration(network.Deployment, network.Chains, network.Alice, console, time);
        IReadOnlyList<TransferTimeline> transfers = [];
        string? problem = null;
        try
        {
            report("sending alice's first tokens across, so that she holds a wrapped token on each chain; bridge lock waits until the demonstration is over, for it counts every token");
            await demonstration.FundAsync(cancellationToken);
            report("four transfers at the same time");
            transfers = await demonstration.RunAsync(cancellationToken);
            if (options.Scenarios)
            {
                report("what happens when something is in the way: limits, holds, a breaker");
                var scenarios = new ScenarioRun(network.Deployment, network.Chains, network.Alice, network.Bob, state, time, report);
                transfers = [.. transfers, .. await scenarios.RunAsync(cancellationToken)];
            }
        }
        catch (DemonstrationException e)
        {
            (transfers, problem) = ([.. transfers, .. e.Transfers], e.Message);
        }

        console.Write(TimelineView.Render(transfers));
        if (options.JsonPath is { } path) TimelineJson.Of(transfers).Save(path);
        if (problem is not null)
        {
            await Console.Error.WriteLineAsync($"error: the demonstration failed: {problem}");
            return false;
        }

        report($"{transfers.Count} transfers have come to their ends; the balances on both chains are exact");
        return true;
    }
}
