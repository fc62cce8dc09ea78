using System.Diagnostics;
using System.Text.RegularExpressions;
using Bridge.Observability.Tracing;
using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>What running daemons show: everything that alerts and the dashboard ask for, in Prometheus' format, and one trace per transfer.</summary>
[Collection(LocalnetCollection.Name)]
public sealed partial class TelemetryTests(LocalnetFixture localnet) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);

    private readonly HttpClient _client = new();

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Metrics_EveryOneThatAlertsAndDashboardAskFor_IsExportedByADaemon()
    {
        await MoveAsync();
        var exported = new HashSet<string>(StringComparer.Ordinal);
        foreach (var text in await ReadAllAsync()) exported.UnionWith(TypeLine().Matches(text).Select(match => match.Groups[1].Value));

        var used = new[] { "Monitoring/alerts/bridge.rules.yml", "Monitoring/alerts/grafana/bridge.json" }
            .SelectMany(file => MetricName().Matches(File.ReadAllText(RepositoryRoot.Combine(file))).Select(match => match.Value))
            .Select(name => HistogramSuffix().Replace(name, "")).ToHashSet(StringComparer.Ordinal);

        used.Count.ShouldBeGreaterThan(20);
        used.Except(exported).ShouldBeEmpty();
    }

    [Fact]
    public async Task Metrics_OfEveryDaemon_PassPromtoolAndNameNobody()
    {
        await MoveAsync();
        foreach (var text in await ReadAllAsync())
        {
            // The runtime's own instruments are named by the runtime.
            var own = string.Join('\n', text.Split('\n').Where(line => line.Contains("bridge_", StringComparison.Ordinal))) + "\n";
            var (code, said) = await PromtoolAsync(own);
            said.ShouldBeEmpty(own);
            code.ShouldBe(0);
            Identifier().IsMatch(own).ShouldBeFalse("metrics hold no addresses, keys or hashes");
        }
    }

    [Fact]
    public async Task Trace_OfOneTransfer_HoldsGuardiansAndRelayer()
    {
        var id = await MoveAsync();
        var trace = new byte[16];
        TransferTrace.Of(localnet.Deployment.Bridge.ToString(), id.ToString()).TraceId.CopyTo(trace);

        foreach (var service in (string[])["bridge-guardian", "bridge-relayer"])
            await Eventually.TrueAsync($"{service} has exported a span of {id}", Limit, () => Task.FromResult(localnet.Traces.Has(service, trace)));
    }

    private async Task<TransferId> MoveAsync()
    {
        var movement = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        var receipt = await movement.LockAsync(1_000_000);
        await movement.ShouldBeReleasedAsync(Limit);
        return receipt.Id;
    }

    private async Task<IReadOnlyList<string>> ReadAllAsync()
    {
        var facts = localnet.Facts;
        var urls = facts.GuardianHealthUrls.Select(url => url.Replace("/health", "", StringComparison.Ordinal)).Concat(facts.RelayerUrls).Append(facts.DashboardMetricsUrl).Append(facts.WitnessUrl);
        return await Task.WhenAll(urls.Select(url => _client.GetStringAsync($"{url}/metrics")));
    }

    private static async Task<(int Code, string Said)> PromtoolAsync(string metrics)
    {
        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true })!;
        await promtool.StandardInput.WriteAsync(metrics);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, said);
    }

    [GeneratedRegex(@"^# TYPE (\S+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"\b(bridge|dotnet)_[a-z_]+\b")]
    private static partial Regex MetricName();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();

    [GeneratedRegex("0x[0-9a-fA-F]{8,}|[1-9A-HJ-NP-Za-km-z]{32,}|://")]
    private static partial Regex Identifier();
}
