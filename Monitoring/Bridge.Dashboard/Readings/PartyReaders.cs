using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.History;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;

namespace Bridge.Dashboard.Readings;

/// <summary>One chain in a guardian's own words.</summary>
internal sealed record GuardianChainHealth(ushort Chain, string Name, ulong? FinalizedHeight, double? LagSeconds, bool CaughtUp, bool Halted, string? Problem);

/// <summary>A breaker in a guardian's own words.</summary>
internal sealed record GuardianBreaker(string Place, BreakerCondition Condition, BreakerLevel Level, string Detail);

/// <summary>How a guardian says that it is. Its word, no more. <c>Warnings</c> keep it from nothing yet: what it could not do if it had to.</summary>
/// <param name="Signs">It signs something, whatever else it has stopped.</param>
internal sealed record GuardianHealth(
    bool Healthy, bool Signs, ushort Index, IReadOnlyList<uint> Epochs, IReadOnlyList<GuardianChainHealth> Chains, long JournalLocks, IReadOnlyList<string> Problems,
    IReadOnlyList<string>? Warnings = null, IReadOnlyList<GuardianBreaker>? Breakers = null)
{
    private const int MostBreakers = 16;

    /// <summary>Whether it refuses an asset's transfers in a lane. A place that is none says nothing.</summary>
    public bool HasStopped(Lane lane, AssetId asset) => Stops.Any(stop =>
    {
        try
        {
            return RiskPlace.Parse(stop.Place).Covers(lane, asset);
        }
        catch (ProtocolException)
        {
            return false;
        }
    });

    /// <summary>What it refuses to sign.</summary>
    public IEnumerable<GuardianBreaker> Stops => (Breakers ?? []).Take(MostBreakers).Where(breaker => breaker is { Condition: BreakerCondition.Tripped or BreakerCondition.Halted, Level: >= BreakerLevel.Hold });
}

/// <summary>Asks guardians' health endpoints and relayers' status. All of them may lie or be dead; what they say is shown as what they say.</summary>
internal sealed class PartyReaders : IDisposable
{
    private const int MaxBytes = 4 * 1024 * 1024;
    private const int TransfersAsked = 500;
    private const int MaxText = 300;
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { MaxDepth = 16 };

    private readonly HttpClient _http;
    private readonly TransferHistory _history;
    private readonly TimeProvider _time;
    private readonly IReadOnlyDictionary<ushort, string> _healthUrls;

    public PartyReaders(Deployment deployment, DashboardOptions options, TransferHistory history, TimeProvider time, HttpMessageHandler? transport = null)
    {
        (_history, _time, _healthUrls) = (history, time, options.GuardianHealth);
        _http = new HttpClient(transport ?? new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false, UseProxy = false, ConnectTimeout = TimeSpan.FromSeconds(2) })
        {
            Timeout = TimeSpan.FromSeconds(4),
            MaxResponseContentBufferSize = MaxBytes,
        };
        var stale = TimeSpan.FromSeconds(options.StaleSeconds);
        Guardians = deployment.Guardians.Members.ToDictionary(member => member.Index, member => new Reading<GuardianHealth>($"guardian {member.Index}", stale));
        RelayerHealth = deployment.RelayerUrls.ToDictionary(url => url, url => new Reading<RelayerHealth>($"relayer {url}", stale), StringComparer.Ordinal);
    }

    /// <summary>By index.</summary>
    public IReadOnlyDictionary<ushort, Reading<GuardianHealth>> Guardians { get; }

    /// <summary>By address.</summary>
    public IReadOnlyDictionary<string, Reading<RelayerHealth>> RelayerHealth { get; }

    /// <summary>Whether guardians have stopped an asset's transfers in a lane, so that fewer than <paramref name="threshold"/> are left that say lately that they sign them.</summary>
    public bool IsStopped(Lane lane, AssetId asset, int threshold)
    {
        var now = _time.GetUtcNow();
        var said = Guardians.Values.Select(guardian => guardian.TryGetFresh(now, out var health) ? health : null).OfType<GuardianHealth>().ToLookup(health => health.HasStopped(lane, asset));
        return said[true].Any() && said[false].Count(health => health.Signs) < threshold;
    }

    /// <summary>Asks every guardian.</summary>
    public Task ReadGuardiansAsync(CancellationToken cancellationToken) => Task.WhenAll(Guardians.Select(async guardian =>
    {
        if (!_healthUrls.TryGetValue(guardian.Key, out var url))
        {
            guardian.Value.Fail("this server was not told where its health is shown (guardianHealth)");
            return;
        }

        await ReadAsync(guardian.Value, url.EndsWith("/health", StringComparison.Ordinal) ? url : url.TrimEnd('/') + "/health", health =>
            // SECURITY: a guardian that speaks in another's name is not believed.
            health.Index == guardian.Key ? null : $"answers as guardian {health.Index}", cancellationToken);
    }));

    /// <summary>Asks every relayer how it is and what it does. Of several words for one transfer the furthest counts: one relayer works, the others wait.</summary>
    public async Task ReadRelayersAsync(CancellationToken cancellationToken)
    {
        var statuses = await Task.WhenAll(RelayerHealth.Select(async relayer =>
        {
            await ReadAsync(relayer.Value, relayer.Key.TrimEnd('/') + RelayerRoutes.Health, _ => null, cancellationToken);
            var read = new Reading<TransferStatus[]>("", TimeSpan.FromMinutes(1));
            if (relayer.Value.TryGetFresh(_time.GetUtcNow(), out _))
                await ReadAsync(read, $"{relayer.Key.TrimEnd('/')}{RelayerRoutes.Transfers}?limit={TransfersAsked.ToString(CultureInfo.InvariantCulture)}", _ => null, cancellationToken);
            return read.TryGet(out var words) ? words : [];
        }));
        _history.RecordRelayer([.. statuses.SelectMany(words => words).Select(Word).OfType<RelayerWord>().GroupBy(word => word.Id).Select(words => words.MaxBy(word => Rank(word.State))!)]);
    }

    /// <summary>One relayer's word for one transfer.</summary>
    public async Task<Sourced> AskAsync(string relayer, TransferId id, CancellationToken cancellationToken)
    {
        var reading = new Reading<TransferStatus>($"relayer {relayer}", TimeSpan.FromMinutes(1));
        await ReadAsync(reading, relayer.TrimEnd('/') + RelayerRoutes.Transfer.Replace("{id}", id.ToString(), StringComparison.Ordinal), status => status.Id == id.ToString() ? null : $"answers for {status.Id}", cancellationToken);
        return reading.At(_time.GetUtcNow()).Select<TransferStatus>(status => new { state = status.State.ToString(), waitingFor = Cut(status.WaitingFor), waitsUntil = status.WaitsUntil });
    }

    /// <summary>Not more of somebody else's words than a row holds.</summary>
    public static string? Cut(string? text) => text is null || text.Length <= MaxText ? text : text[..MaxText];

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task ReadAsync<T>(Reading<T> reading, string url, Func<T, string?> contradiction, CancellationToken cancellationToken)
        where T : notnull
    {
        try
        {
            using var response = await _http.GetAsync(url, cancellationToken);
            // 503 carries the same body: it says why.
            if (!response.IsSuccessStatusCode && response.StatusCode != System.Net.HttpStatusCode.ServiceUnavailable)
            {
                reading.Fail($"answers {(int)response.StatusCode}");
                return;
            }

            var value = await response.Content.ReadFromJsonAsync<T>(Json, cancellationToken);
            if (value is null) reading.Fail("answers nothing");
            else if (contradiction(value) is { } problem) reading.Fail(problem);
            else reading.Succeed(value, _time.GetUtcNow());
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or NotSupportedException or TaskCanceledException && !cancellationToken.IsCancellationRequested)
        {
            reading.Fail(e is JsonException or NotSupportedException ? "answers something else" : "does not answer");
        }
    }

    private static RelayerWord? Word(TransferStatus status)
    {
        // Only what lies between two facts of the chains is a relayer's to tell.
        if (Rank(status.State) == 0) return null;
        try
        {
            return new(TransferId.Parse(status.Id), status.State, Cut(status.WaitingFor), status.WaitsUntil, Cut(status.DestinationTransaction));
        }
        catch (ProtocolException)
        {
            return null;
        }
    }

    private static int Rank(TransferState state) => state switch
    {
        TransferState.Finalized => 1,
        TransferState.Signed => 2,
        TransferState.Limited => 3,
        TransferState.Submitted => 4,
        _ => 0,
    };
}
