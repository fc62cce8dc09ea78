using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography.X509Certificates;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Transport;
using static Bridge.Testing.TransferBuilder;

namespace Bridge.Guardian.Tests;

/// <summary>One relayer floods a guardian's real signing API; the guardian stays small and serves the other relayer (M34).</summary>
public sealed class FloodTests : IAsyncLifetime
{
    private const int Requests = 100_000;
    private const int Connections = 16;

    private readonly TestGuardian[] _guardians = [new(1), new(2)];
    private readonly X509Certificate2 _flooder = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("flooder", TimeProvider.System.GetUtcNow()));
    private readonly X509Certificate2 _honest = PinnedTls.LoadCertificate(PinnedTls.CreateCertificate("honest", TimeProvider.System.GetUtcNow()));

    public async Task InitializeAsync()
    {
        var ceremony = TestCeremony.Of(_guardians);
        await Task.WhenAll(_guardians.Select(guardian => guardian.KeygenAsync(ceremony)));
        await _guardians[0].StartAsync(new HashSet<TlsPin> { TlsPin.Of(_flooder), TlsPin.Of(_honest) }, new HashSet<TlsPin>());
    }

    public async Task DisposeAsync()
    {
        foreach (var guardian in _guardians) await guardian.DisposeAsync();
        _flooder.Dispose();
        _honest.Dispose();
    }

    [Fact]
    public async Task Museum_M34_Commit_HundredThousandRequestsOverTls_BoundedAndTheHonestRelayerIsServed()
    {
        var batch = Batch(1, lane: SolanaToEvm);
        _guardians[0].Evm.MineFinal();
        _guardians[0].Solana.MineFinal([.. batch.Transfers]);
        using var honest = ClientTo(_honest);
        await ServedAsync(honest, batch, "before");

        var before = GC.GetTotalMemory(forceFullCollection: true);
        var flood = Task.WhenAll(Enumerable.Range(0, Connections).Select(connection => FloodAsync(connection, batch)));
        await ServedAsync(honest, batch, "meanwhile");
        var reasons = (await flood).SelectMany(counted => counted).GroupBy(entry => entry.Key).ToDictionary(group => group.Key, group => group.Sum(entry => entry.Value));
        await ServedAsync(honest, batch, "after");

        reasons.Values.Sum().ShouldBe(Requests);
        reasons.Keys.ShouldBeSubsetOf(["answered", nameof(RefusalReason.RateLimited)]);
        // Whatever was asked, no more than the relayer's share of the sessions was ever open.
        reasons["answered"].ShouldBeLessThanOrEqualTo(_guardians[0].Options.MaximumSessionsPerRelayer);
        (GC.GetTotalMemory(forceFullCollection: true) - before).ShouldBeLessThan(64L * 1024 * 1024);
    }

    private async Task<Dictionary<string, int>> FloodAsync(int connection, TransferBatch batch)
    {
        using var client = ClientTo(_flooder);
        var counted = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Requests / Connections; i++)
        {
            using var answer = await client.PostAsJsonAsync(GuardianRoutes.Commit, new CommitRequest(Keccak256.Hash($"flood {connection} {i}").ToString(), 1, BatchName.Of(batch.Id)));
            var reason = answer.StatusCode == HttpStatusCode.OK ? "answered" : (await answer.Content.ReadFromJsonAsync<RefusalResponse>())!.Reason.ToString();
            counted[reason] = counted.GetValueOrDefault(reason) + 1;
        }

        return counted;
    }

    // The journal needs a moment to read the chain; and so may an honest relayer ask again.
    private static async Task ServedAsync(HttpClient honest, TransferBatch batch, string what)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        for (var attempt = 0; ; attempt++)
        {
            using var answer = await honest.PostAsJsonAsync(GuardianRoutes.Commit, new CommitRequest(Keccak256.Hash($"{what} {attempt}").ToString(), 1, BatchName.Of(batch.Id)), limit.Token);
            if (answer.StatusCode == HttpStatusCode.OK) return;
            var refusal = (await answer.Content.ReadFromJsonAsync<RefusalResponse>(limit.Token))!;
            refusal.Reason.ShouldBeOneOf(RefusalReason.InsufficientSources, RefusalReason.NotFinal);
            await Task.Delay(50, limit.Token);
        }
    }

    private HttpClient ClientTo(X509Certificate2 relayer) => new(PinnedTls.CreateHandler(relayer, _guardians[0].Pin)) { BaseAddress = new Uri(_guardians[0].Options.Listen) };
}
