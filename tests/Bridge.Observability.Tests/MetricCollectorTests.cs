using System.Diagnostics;
using System.Diagnostics.Metrics;
using Bridge.Observability.Metrics;
using Shouldly;

namespace Bridge.Observability.Tests;

public sealed class MetricCollectorTests : IDisposable
{
    private readonly Meter _meter = new("Bridge.Tests");
    private readonly MetricCollector _collector = new();

    public void Dispose()
    {
        _collector.Dispose();
        _meter.Dispose();
    }

    [Fact]
    public void Counter_AddedTo_IsSummedPerLabels()
    {
        var counter = _meter.CreateCounter<long>("bridge.tests.refusals", description: "Refusals");
        counter.Add(2, new("reason", "Halted"), new("round", "sign"));
        counter.Add(3, new("round", "sign"), new("reason", "Halted"));
        counter.Add(1);

        var lines = Lines("bridge_tests_refusals_total");

        lines.ShouldBe([
            "# HELP bridge_tests_refusals_total Refusals", "# TYPE bridge_tests_refusals_total counter",
            "bridge_tests_refusals_total 1", "bridge_tests_refusals_total{reason=\"Halted\",round=\"sign\"} 5",
        ]);
    }

    [Fact]
    public void Histogram_Recorded_FillsBucketsThatGrow()
    {
        var histogram = _meter.CreateHistogram<double>("bridge.tests.wait", "s", "Waiting", advice: new() { HistogramBucketBoundaries = [1, 10] });
        foreach (var seconds in (double[])[0.5, 1, 5, 50]) histogram.Record(seconds, new KeyValuePair<string, object?>("lane", "1-2"));

        Lines("bridge_tests_wait_seconds").Skip(2).ShouldBe([
            "bridge_tests_wait_seconds_bucket{lane=\"1-2\",le=\"1\"} 2", "bridge_tests_wait_seconds_bucket{lane=\"1-2\",le=\"10\"} 3", "bridge_tests_wait_seconds_bucket{lane=\"1-2\",le=\"+Inf\"} 4",
            "bridge_tests_wait_seconds_sum{lane=\"1-2\"} 56.5", "bridge_tests_wait_seconds_count{lane=\"1-2\"} 4",
        ]);
    }

    [Fact]
    public void ObservableGauge_ThatNoLongerMentionsASeries_DropsIt()
    {
        List<Measurement<int>> told = [new(1, new KeyValuePair<string, object?>("chain", "evm")), new(2, new KeyValuePair<string, object?>("chain", "solana"))];
        _meter.CreateObservableGauge("bridge.tests.halted", () => told, description: "Halted");
        Lines("bridge_tests_halted").Count(line => line[0] != '#').ShouldBe(2);

        told.RemoveAt(0);

        Lines("bridge_tests_halted").Where(line => line[0] != '#').ShouldBe(["bridge_tests_halted{chain=\"solana\"} 2"]);
    }

    [Fact]
    public void UpDownCounter_StepsBothWays_ShowsTheLevel()
    {
        var level = _meter.CreateUpDownCounter<int>("bridge.tests.open", description: "Open");
        level.Add(5);
        level.Add(-2);

        Lines("bridge_tests_open").ShouldContain("bridge_tests_open 3");
    }

    [Fact]
    public void Series_WithoutBound_EndInOneThatSaysSo()
    {
        var counter = _meter.CreateCounter<long>("bridge.tests.unbounded", description: "Unbounded");
        for (var i = 0; i < MetricCollector.MaxSeries + 100; i++) counter.Add(1, new KeyValuePair<string, object?>("transfer", i));

        var lines = Lines("bridge_tests_unbounded_total").Where(line => line[0] != '#').ToList();

        lines.Count.ShouldBe(MetricCollector.MaxSeries + 1);
        lines.ShouldContain("bridge_tests_unbounded_total{overflow=\"true\"} 100");
    }

    [Fact]
    public void Labels_WithAnything_StayOneLine()
    {
        _meter.CreateCounter<long>("bridge.tests.hostile", description: "a\nb\\c").Add(1, new KeyValuePair<string, object?>("re.ason", "say \"no\"\n\\} 1 # " + new string('x', 1_000)));

        var lines = Lines("bridge_tests_hostile_total");

        lines[0].ShouldBe("# HELP bridge_tests_hostile_total a\\nb\\\\c");
        lines.Count.ShouldBe(3);
        lines[2].ShouldStartWith("bridge_tests_hostile_total{re_ason=\"say \\\"no\\\"\\n\\\\} 1 # x");
        lines[2].Length.ShouldBeLessThan(200);
    }

    [Fact]
    public void Meters_OfOthers_AreNotShown()
    {
        using var other = new Meter("Somebody.Else");
        other.CreateCounter<long>("bridge.tests.other").Add(1);

        _collector.Collect().ShouldNotContain("bridge_tests_other");
    }

    [Fact]
    public async Task Collect_WhileOthersRecord_LosesNothing()
    {
        var counter = _meter.CreateCounter<long>("bridge.tests.busy", description: "Busy");
        var recording = Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            for (var i = 0; i < 10_000; i++) counter.Add(1, new KeyValuePair<string, object?>("label", i % 7));
        })).ToList();
        while (!Task.WhenAll(recording).IsCompleted) _collector.Collect();
        await Task.WhenAll(recording);

        Lines("bridge_tests_busy_total").Where(line => line[0] != '#').Sum(line => long.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture)).ShouldBe(40_000);
    }

    [Fact]
    public async Task Collect_EveryKind_PassesPromtool()
    {
        _meter.CreateCounter<long>("bridge.tests.refusals", description: "Refusals").Add(1, new KeyValuePair<string, object?>("reason", "a\"b\\c\nd"));
        _meter.CreateHistogram<double>("bridge.tests.wait", "s", "Waiting").Record(0.3, new KeyValuePair<string, object?>("lane", "1-2"));
        _meter.CreateObservableGauge("bridge.tests.lag", () => 1.5, "s", "Lag");
        _meter.CreateUpDownCounter<int>("bridge.tests.open", description: "Open").Add(1);
        var text = string.Join('\n', _collector.Collect().Split('\n').Where(line => line.Contains("bridge_", StringComparison.Ordinal))) + "\n";

        using var promtool = Process.Start(new ProcessStartInfo("promtool", ["check", "metrics"]) { UseShellExecute = false, RedirectStandardInput = true, RedirectStandardError = true, RedirectStandardOutput = true })!;
        await promtool.StandardInput.WriteAsync(text);
        promtool.StandardInput.Close();
        var said = await promtool.StandardOutput.ReadToEndAsync() + await promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();

        said.ShouldBeEmpty();
        promtool.ExitCode.ShouldBe(0, text);
    }

    private List<string> Lines(string name) =>
        [.. _collector.Collect().Split('\n').Where(line => line.StartsWith(name, StringComparison.Ordinal) || line.StartsWith($"# HELP {name} ", StringComparison.Ordinal) || line.StartsWith($"# TYPE {name} ", StringComparison.Ordinal))];
}
