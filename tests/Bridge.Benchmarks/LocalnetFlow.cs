using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Benchmarks;

/// <summary>Latency, throughput and memory of the whole network: real nodes, real Redis, 5 guardians, 2 relayers, all on this machine.</summary>
internal sealed class LocalnetFlow : IMeasurement
{
    private const int Latency = 200, InFlight = 200, Users = 20;

    public string Name => "localnet";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("starting a local network");
        await using var localnet = await RunningLocalnet.StartAsync(cancellationToken);
        var figures = new List<Figure>();
        progress($"funding {Users} users on each chain");
        var users = new Dictionary<IChainFamily, IReadOnlyList<IWallet>>
        {
            [localnet.Evm] = await localnet.UsersAsync(localnet.Evm, Users, cancellationToken),
            [localnet.Solana] = await localnet.UsersAsync(localnet.Solana, Users, cancellationToken),
        };

        progress($"latency: {Latency} transfers, ten at a time, both ways");
        var calm = new List<TransferStatus>();
        for (var done = 0; done < Latency; done += 10)
        {
            calm.AddRange(await MoveAsync(localnet, users, done / 10 % 2 == 0 ? localnet.Evm : localnet.Solana, 10, cancellationToken));
        }

        var delays = calm.Where(status => status.Times is { Final: not null, Submitted: not null })
            .Select(status => (status.Times.Submitted!.Value - status.Times.Final!.Value).TotalMilliseconds).Order().ToArray();
        figures.Add(new("latency.final_to_submitted.count", delays.Length, "transfers"));
        figures.Add(new("latency.final_to_submitted.p50_ms", Percentile(delays, 0.50), "ms"));
        figures.Add(new("latency.final_to_submitted.p99_ms", Percentile(delays, 0.99), "ms"));
        figures.Add(new("memory.guardian_mb", localnet.MemoryOf("guardian").Max(), "MiB"));
        figures.Add(new("memory.relayer_mb", localnet.MemoryOf("relayer").Max(), "MiB"));

        foreach (var (source, name) in new[] { (localnet.Evm, "evm_to_solana"), (localnet.Solana, "solana_to_evm") })
        {
            progress($"throughput {name}: {InFlight} transfers in flight");
            var moved = await MoveAsync(localnet, users, source, InFlight, cancellationToken);
            var locked = moved.Select(status => status.Times.Locked ?? status.Times.Final).Min()!.Value;
            var final = moved.Select(status => status.Times.Final).Min()!.Value;
            var released = moved.Select(status => status.Times.Released).Max()!.Value;
            figures.Add(new($"throughput.{name}.per_s", InFlight / (released - final).TotalSeconds, "transfers/s"));
            figures.Add(new($"throughput.{name}.lock_to_last_release_s", (released - locked).TotalSeconds, "s"));
            figures.Add(new($"throughput.{name}.locks_per_s", InFlight / (moved.Select(status => status.Times.Locked ?? status.Times.Final).Max()!.Value - locked).TotalSeconds, "locks/s"));
        }

        figures.Add(new("memory.guardian_after_mb", localnet.MemoryOf("guardian").Max(), "MiB"));
        figures.Add(new("memory.relayer_after_mb", localnet.MemoryOf("relayer").Max(), "MiB"));
        return figures;
    }

    private static async Task<IReadOnlyList<TransferStatus>> MoveAsync(
        RunningLocalnet localnet, Dictionary<IChainFamily, IReadOnlyList<IWallet>> users, IChainFamily source, int count, CancellationToken cancellationToken)
    {
        var destination = source == localnet.Evm ? localnet.Solana : localnet.Evm;
        var asset = localnet.Deployment.Assets.First(candidate => candidate.HomeChain == source.Chain.Value);
        var locked = new ConcurrentBag<TransferId>();
        await Task.WhenAll(Enumerable.Range(0, Users).Select(async user =>
        {
            var request = new LockRequest(asset, destination.Chain, TransferKind.Wallet, 1_000, users[destination][user].Address);
            for (var i = user; i < count; i += Users)
            {
                var receipt = await users[source][user].LockAsync(request, cancellationToken);
                locked.Add(receipt.Id);
            }
        }));
        // Asked about one after the other: the relayer notes the times, and a crowd that asks would be measured with it.
        var released = new List<TransferStatus>();
        foreach (var id in locked.OrderBy(id => id.Sequence)) released.Add(await localnet.ReleasedAsync(id, cancellationToken));
        return released;
    }

    private static double Percentile(double[] ordered, double part) => ordered[Math.Min(ordered.Length - 1, (int)Math.Ceiling(part * ordered.Length) - 1)];
}
