using System.Security.Cryptography.X509Certificates;
using Bridge.Guardian.Tests;
using Bridge.Protocol;
using Bridge.Protocol.Transport;
using Bridge.Relayer;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Signing;
using Bridge.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Benchmarks;

/// <summary>Guardians that listen on loopback, with transfers in their journals, and a relayer's way to them.</summary>
internal sealed class GuardianNetwork : IAsyncDisposable
{
    private const int Transfers = 400;

    private static readonly TimeSpan ReadLimit = TimeSpan.FromMinutes(2);

    private static readonly RelayerOptions Options = new() { Name = "bench", Listen = "http://127.0.0.1:1", Redis = "127.0.0.1:1" };

    private readonly TextWriter _output = Console.Out;
    private readonly TestGuardian[] _guardians;
    private readonly TestGroup _group;
    private readonly TransferBatch[] _batches;
    private readonly X509Certificate2 _relayer = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("bench", TimeProvider.System.GetUtcNow()));
    private readonly HttpGuardianClient[] _clients;
    private readonly RelayerMeter _meter = new();

    private GuardianNetwork(int threshold, int count)
    {
        _group = new TestGroup(threshold, count);
        // What one relayer may ask in a second is not the limit here.
        _guardians = [.. Enumerable.Range(1, count).Select(i => new TestGuardian((ushort)i, options => options with { RequestsPerSecond = 100_000, MaximumSessionsPerRelayer = 4_096 }))];
        _batches = [.. Enumerable.Range(1, Transfers).Select(i => TransferBuilder.Batch(1, (ulong)i, TransferBuilder.SolanaToEvm))];
        _clients = [.. _guardians.Select(guardian => new HttpGuardianClient(guardian.Public, _relayer, TimeSpan.FromSeconds(30), TimeProvider.System))];
    }

    public int Threshold => _group.Key.Threshold;

    public static async Task<GuardianNetwork> StartAsync(int threshold, int count, CancellationToken cancellationToken)
    {
        var network = new GuardianNetwork(threshold, count);
        // What they log is neither read nor measured.
        Console.SetOut(TextWriter.Null);
        foreach (var guardian in network._guardians)
        {
            guardian.Add(network._group);
            guardian.Evm.MineFinal();
            guardian.Solana.MineFinal([.. network._batches.SelectMany(batch => batch.Transfers)]);
            await guardian.StartAsync(new HashSet<TlsPin> { TlsPin.Of(network._relayer) }, new HashSet<TlsPin>());
        }

        // Signed once before anything is measured: the journals have read the chains, connections are open.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(ReadLimit);
        while (await network.Coordinator().SignAsync(network._batches[^1], _ => { }, limit.Token) is not SigningOutcome.Completed) await Task.Delay(100, limit.Token);
        return network;
    }

    /// <summary>One transfer's batch.</summary>
    public TransferBatch Batch(int i) => _batches[i % _batches.Length];

    /// <summary>The batch for which the coordinator asks the guardians in their order: the first place goes round with the sequence.</summary>
    public TransferBatch BatchOfTheFirst => _batches[_guardians.Length - 1];

    /// <summary>A coordinator that knows nothing about the guardians yet.</summary>
    public SigningCoordinator Coordinator() => Coordinator(_clients, Options);

    /// <summary>A coordinator that takes nobody for slow: all share this machine, and a session that waits for its turn is not overtaken.</summary>
    public SigningCoordinator Patient() => Coordinator(_clients, Options with { OvertakeMilliseconds = 5_000 });

    /// <summary>A coordinator far away from its guardians, the first of whom lie.</summary>
    public (SigningCoordinator Coordinator, IReadOnlyList<RemoteGuardian> Seats) Remote(TimeSpan roundTrip, int liars)
    {
        RemoteGuardian[] seats = [.. _clients.Select(client => new RemoteGuardian(client, roundTrip, liars))];
        // Nobody is overtaken for being as far away as everybody.
        return (Coordinator(seats, Options with { OvertakeMilliseconds = 4 * (int)roundTrip.TotalMilliseconds }), seats);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients) client.Dispose();
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
        _meter.Dispose();
        _relayer.Dispose();
        Console.SetOut(_output);
    }

    private SigningCoordinator Coordinator(IReadOnlyList<IGuardianClient> guardians, RelayerOptions options) => new(
        _group.Key, GuardianEpoch.From(1), guardians, new GuardianStanding([.. guardians.Select(guardian => guardian.Index)], options, TimeProvider.System), options, TimeProvider.System, _meter,
        NullLogger<SigningCoordinator>.Instance);
}
