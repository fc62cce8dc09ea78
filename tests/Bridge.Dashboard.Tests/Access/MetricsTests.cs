using System.Net;
using Bridge.Chains;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.Access;

/// <summary>What Prometheus is told, and that nobody else is.</summary>
public sealed class MetricsTests : IAsyncLifetime
{
    private readonly Uri _metrics = new($"http://127.0.0.1:{FreePort.Next()}");
    private readonly HttpClient _prometheus = new();
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync(options => options with { MetricsListen = _metrics.ToString() });

    public async Task DisposeAsync()
    {
        _prometheus.Dispose();
        await _desk.DisposeAsync();
    }

    [Fact]
    public async Task Page_ShowsNoMetrics_AndTheMetricsPortNothingElse()
    {
        using var nobody = _desk.Open();
        (await nobody.GetAsync("/metrics")).Text.ShouldNotContain("bridge_");
        using var olga = await _desk.SignInAsync("olga");
        (await olga.GetAsync("/metrics")).Text.ShouldNotContain("bridge_");
        foreach (var path in new[] { "/", "/health", "/api/session", "/api/public/limits" })
            (await _prometheus.GetAsync(new Uri(_metrics, path))).StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
    }

    [Fact]
    public async Task RefusedSignIns_AndAnswers_AreCounted()
    {
        using var stranger = _desk.Open();
        for (var i = 0; i < 6; i++) await stranger.SignInAsync("olga", "guess", "000000");
        var text = await ReadAsync();
        Value(text, "bridge_dashboard_sign_ins_refused_total{reason=\"credentials\"}").ShouldBeGreaterThanOrEqualTo(5);
        Value(text, "bridge_dashboard_sign_ins_refused_total{reason=\"locked\"}").ShouldBeGreaterThanOrEqualTo(1);
        Value(text, "bridge_dashboard_answers_total{status=\"4xx\"}").ShouldBeGreaterThanOrEqualTo(6);
        text.ShouldNotContain("olga");
    }

    [Fact]
    public async Task AgeOfReads_GrowsWhileAChainCannotBeRead()
    {
        await _desk.StepAsync();
        _desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        _desk.Time.Advance(TimeSpan.FromMinutes(2));
        await _desk.StepAsync("evm control plane");
        await _desk.StepAsync("solana control plane");
        var ages = _desk.Parts.ReadAges.Now().ToDictionary(age => $"{age.Chain} {age.Reading}", age => age.Age.TotalSeconds);
        foreach (var reading in new[] { "levels", "holds", "limits", "reserves" })
        {
            ages[$"evm {reading}"].ShouldBeInRange(120, 180, reading);
            ages[$"solana {reading}"].ShouldBeLessThan(60, reading);
        }

        (await ReadAsync()).ShouldContain("bridge_dashboard_read_age_seconds{chain=\"evm\",reading=\"levels\"}");
    }

    [Fact]
    public void NeverRead_IsAsOldAsTheServer()
    {
        _desk.Time.Advance(TimeSpan.FromMinutes(5));
        _desk.Parts.ReadAges.Now().ShouldAllBe(age => age.Age >= TimeSpan.FromMinutes(5));
    }

    [Fact]
    public async Task Listeners_AreCounted()
    {
        using var vera = await _desk.SignInAsync("vera");
        using (await vera.StreamAsync("/api/events"))
        {
            await Eventually.TrueAsync("the page listens", TimeSpan.FromSeconds(30), () => Task.FromResult(_desk.Parts.Feed.Listeners == 1));
            (await ReadAsync()).ShouldContain("bridge_dashboard_listeners");
        }
    }

    [Theory]
    [InlineData("https://127.0.0.1:7401")]
    [InlineData("http://127.0.0.1:7400")]
    [InlineData("http://somewhere:7401")]
    [InlineData("http://127.0.0.1:7401/metrics")]
    public void MetricsListen_ThatIsNoPlaceOfItsOwn_IsRefused(string metrics) =>
        DashboardOptionsCheck.Errors(new() { Listen = "http://127.0.0.1:7400", MetricsListen = metrics }).ShouldHaveSingleItem().ShouldContain("metricsListen");

    private Task<string> ReadAsync() => _prometheus.GetStringAsync(new Uri(_metrics, "/metrics"));

    private static double Value(string text, string series) =>
        double.Parse(text.Split('\n').Single(line => line.StartsWith(series, StringComparison.Ordinal)).Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
}
