using System.Diagnostics.Metrics;
using System.Globalization;
using Bridge.Observability;

namespace Bridge.Dashboard.Hosting;

/// <summary>What the dashboard counts (System.Diagnostics.Metrics): shown at <c>metricsListen</c>, exported when a collector is configured.</summary>
internal sealed class DashboardMeter : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Dashboard);
    private readonly Counter<long> _refused, _answers;

    public DashboardMeter()
    {
        _refused = _meter.CreateCounter<long>(BridgeMeters.DashboardSignInsRefused, description: "Sign-ins that were refused");
        _answers = _meter.CreateCounter<long>(BridgeMeters.DashboardAnswers, description: "Answers of the API");
    }

    public void SignInRefused(string reason) => _refused.Add(1, KeyValuePair.Create<string, object?>("reason", reason));

    public void Answered(int status) => _answers.Add(1, KeyValuePair.Create<string, object?>("status", string.Create(CultureInfo.InvariantCulture, $"{status / 100}xx")));

    /// <summary>Has these asked whenever somebody looks.</summary>
    public void Observe(Func<int> listeners, Func<IEnumerable<(string Chain, string Reading, TimeSpan Age)>> ages)
    {
        _meter.CreateObservableGauge(BridgeMeters.DashboardListeners, listeners, description: "Pages that listen to events");
        _meter.CreateObservableGauge(
            BridgeMeters.DashboardReadAge,
            () => ages().Select(age => new Measurement<double>(age.Age.TotalSeconds, new("chain", age.Chain), new("reading", age.Reading))),
            "s", "Age of the oldest value of a kind that is shown");
    }

    public void Dispose() => _meter.Dispose();
}
