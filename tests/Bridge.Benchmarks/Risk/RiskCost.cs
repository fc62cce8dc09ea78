using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Bridge.Chains;
using Bridge.EndToEnd.Tests;
using Bridge.Protocol;
using Bridge.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Rules;
using Bridge.Risk.Simulation;
using Bridge.Risk.Tests;

namespace Bridge.Benchmarks;

/// <summary>What the risk rules cost, how fast each finds what it is for, and how fast a stolen group key is halted on a real local network.</summary>
internal sealed class RiskCost : IMeasurement
{
    private const int Transfers = 20_000, Repeats = 31, Thefts = 5;
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(20), Limit = TimeSpan.FromMinutes(2);

    /// <summary>One theft: from the first guardian's knowledge to the halt on the EVM chain, in milliseconds until that guardian saw it done and in blocks, and in blocks from the theft.</summary>
    private sealed record Halt(double Milliseconds, double BlocksSinceKnown, double BlocksSinceTheft);

    public string Name => "risk";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("simulating honest traffic");
        List<Figure> figures = [EventsPerSecond()];
        progress("timing each rule");
        figures.AddRange(RuleSet.Default.Entries.Select(rule => new Figure($"risk.detection.{rule.About.Name}_us", Detection(rule.About.Name), "µs")));
        var halts = new List<Halt>();
        for (var theft = 1; theft <= Thefts; theft++)
        {
            progress($"starting a local network and stealing its group key, {theft} of {Thefts}");
            halts.Add(await HaltAsync(progress, cancellationToken));
        }

        figures.AddRange(Spread("risk.detection_to_halt_ms", "ms", halts.Select(halt => halt.Milliseconds)));
        figures.AddRange(Spread("risk.detection_to_halt_blocks", "EVM blocks", halts.Select(halt => halt.BlocksSinceKnown)));
        figures.AddRange(Spread("risk.theft_to_halt_blocks", "EVM blocks", halts.Select(halt => halt.BlocksSinceTheft)));
        return figures;
    }

    private static Figure EventsPerSecond()
    {
        var events = new HonestTraffic(seed: 1).Events(Transfers).ToList();
        var times = Enumerable.Range(0, 5).Select(_ =>
        {
            var engine = new RiskEngine(RuleSet.Default);
            var start = Stopclock.Now();
            foreach (var @event in events) engine.Apply(@event);
            return Stopclock.Now() - start;
        }).Order().ToArray();
        return new("risk.events_per_s", events.Count / (times[2] / 1e6), "events/s");
    }

    /// <summary>From the event to the finding, every rule running: the median.</summary>
    private static double Detection(string rule)
    {
        var times = Enumerable.Range(0, Repeats).Select(_ =>
        {
            var world = new RiskWorld();
            world.ReadLimits();
            var trigger = RuleTriggers.All[rule](world);
            var start = Stopclock.Now();
            world.Engine.Apply(trigger);
            var time = Stopclock.Now() - start;
            return world.Engine.Findings.Any(finding => finding.Rule == rule) ? time : throw new InvalidOperationException($"{rule} found nothing");
        }).Order().ToArray();
        return times[Repeats / 2];
    }

    private static IEnumerable<Figure> Spread(string name, string unit, IEnumerable<double> values)
    {
        var sorted = values.Order().ToArray();
        yield return new($"{name}.median", sorted[sorted.Length / 2], unit);
        yield return new($"{name}.worst", sorted[^1], unit);
    }

    private static async Task<Halt> HaltAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        await using var localnet = await RunningLocalnet.StartAsync(cancellationToken);
        using var stolen = new StolenKey(localnet.State, localnet.Deployment.Guardians.Threshold, GuardianEpoch.From(localnet.Deployment.Guardians.Epoch));
        var secret = Hex.Decode((await File.ReadAllTextAsync(Path.Combine(localnet.State, "users", "alice.evm.key"), cancellationToken)).Trim());
        var asset = localnet.Deployment.Assets.First(asset => asset.HomeChain == localnet.Solana.Chain.Value);
        using var done = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var blocks = WatchBlocksAsync(localnet, done.Token);
        var wallet = localnet.Evm.Wallet(localnet.Evm.RpcUrls[0], secret);
        var forged = new TransferBatch([new()
        {
            Bridge = localnet.Deployment.Bridge, Id = TransferId.From(Lane.From(localnet.Solana.Chain, localnet.Evm.Chain), 1_000_000), Kind = TransferKind.Wallet,
            Asset = AssetId.From(Bytes32.Parse(asset.Id)), Amount = 1_000, Sender = PartyAddress.From(Keccak256.Hash("nobody")), Recipient = wallet.Address,
        }]);
        var outcome = await localnet.Evm.Releaser(localnet.Evm.RpcUrls[0], secret).ReleaseAsync(stolen.Forge(forged), (_, _) => { }, cancellationToken);
        if (outcome is not [ReleaseOutcome.Included theft]) throw new InvalidOperationException($"the theft did not work: {outcome[0]}");

        var (since, at, transaction) = await RaisedAsync(localnet, cancellationToken);
        await done.CancelAsync();
        var seen = await blocks;
        var (stolenIn, haltedIn) = (await BlockOfAsync(localnet, theft.Transaction), await BlockOfAsync(localnet, transaction));
        // The newest block when the first guardian knew; the halt is in a later one.
        var known = seen.Where(block => block.At <= since).Select(block => block.Height).DefaultIfEmpty(stolenIn).Max();
        var origin = seen.First(block => block.Height >= stolenIn).At;
        progress($"theft in block {stolenIn}; known after {(since - origin).TotalMilliseconds:0} ms, in block {known}; halted in block {haltedIn}, seen after {(at - origin).TotalMilliseconds:0} ms");
        return new((at - since).TotalMilliseconds, haltedIn - (double)known, haltedIn - (double)stolenIn);
    }

    // The guardian whose paper the EVM chain took: when it knew, when the chain had it, and in which transaction.
    private static async Task<(DateTimeOffset Since, DateTimeOffset At, string Transaction)> RaisedAsync(RunningLocalnet localnet, CancellationToken cancellationToken)
    {
        var urls = localnet.GuardianHealthUrls;
        using var http = new HttpClient();
        var started = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(started) < Limit)
        {
            foreach (var url in urls)
            {
                using var response = await http.GetAsync(new Uri(url), cancellationToken);
                var health = (await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken))!;
                foreach (var breaker in health["breakers"]!.AsArray())
                {
                    var raised = breaker!["raised"]!.AsArray().FirstOrDefault(one => one!["chain"]!.ToString() == localnet.Evm.Chain.ToString() && one["transaction"] is not null);
                    if (raised is not null) return (breaker["since"]!.GetValue<DateTimeOffset>(), raised["at"]!.GetValue<DateTimeOffset>(), raised["transaction"]!.GetValue<string>());
                }
            }

            await Task.Delay(Poll, cancellationToken);
        }

        throw new TimeoutException("no guardian raised the level");
    }

    private static async Task<IReadOnlyList<(DateTimeOffset At, ulong Height)>> WatchBlocksAsync(RunningLocalnet localnet, CancellationToken cancellationToken)
    {
        var seen = new List<(DateTimeOffset, ulong)>();
        using var http = new HttpClient();
        while (!cancellationToken.IsCancellationRequested)
        {
            var height = await CallAsync(http, localnet, "eth_blockNumber");
            seen.Add((TimeProvider.System.GetUtcNow(), Convert.ToUInt64(height!.GetValue<string>(), 16)));
            await Task.Delay(Poll, TimeProvider.System, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return seen;
    }

    private static async Task<ulong> BlockOfAsync(RunningLocalnet localnet, string transaction)
    {
        using var http = new HttpClient();
        return Convert.ToUInt64((await CallAsync(http, localnet, "eth_getTransactionReceipt", transaction))!["blockNumber"]!.GetValue<string>(), 16);
    }

    private static async Task<JsonNode?> CallAsync(HttpClient http, RunningLocalnet localnet, string method, params JsonNode[] parameters)
    {
        using var response = await http.PostAsJsonAsync(
            localnet.Evm.RpcUrls[0], new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) });
        return (await response.Content.ReadFromJsonAsync<JsonObject>())!["result"]?.DeepClone();
    }
}
