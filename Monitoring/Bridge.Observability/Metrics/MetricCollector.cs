using System.Collections.Concurrent;
using System.Diagnostics.Metrics;

namespace Bridge.Observability.Metrics;

/// <summary>Listens to this process's meters and keeps the newest value of every series, for <see cref="MetricsEndpoint"/> to show.</summary>
/// <remarks>
/// Counters are summed, histograms put into buckets, gauges kept; observable instruments are asked when somebody looks. Memory is bounded: an instrument
/// has at most <see cref="MaxSeries"/> series, what comes beyond is counted together in one series labelled <c>overflow</c>, so that a label nobody
/// bounded costs a graph and not the daemon.
/// </remarks>
public sealed class MetricCollector : IDisposable
{
    /// <summary>Most series of one instrument.</summary>
    public const int MaxSeries = 500;

    private static readonly string[] Meters = ["Bridge.", "System.Runtime"];

    private readonly MeterListener _listener = new();
    private readonly ConcurrentDictionary<Instrument, InstrumentSeries> _instruments = new();
    private readonly Lock _collecting = new();

    /// <summary>Starts listening; instruments made later are heard too.</summary>
    public MetricCollector()
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (!Meters.Any(meter => instrument.Meter.Name.StartsWith(meter, StringComparison.Ordinal))) return;
            listener.EnableMeasurementEvents(instrument, _instruments.GetOrAdd(instrument, made => new InstrumentSeries(made)));
        };
        _listener.MeasurementsCompleted = (instrument, state) => _instruments.TryRemove(instrument, out _);
        _listener.SetMeasurementEventCallback<long>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<int>((_, value, tags, state) => Record(state, value, tags));
        _listener.SetMeasurementEventCallback<double>((_, value, tags, state) => Record(state, value, tags));
        _listener.Start();
    }

    /// <summary>Everything in the text format of Prometheus, instruments in order of their names.</summary>
    public string Collect()
    {
        // One at a time: the observable instruments are emptied and asked anew.
        lock (_collecting)
        {
            foreach (var series in _instruments.Values) series.ForgetObserved();
            _listener.RecordObservableInstruments();
            var text = new PrometheusText();
            foreach (var group in _instruments.Values.GroupBy(series => series.Name, StringComparer.Ordinal).OrderBy(group => group.Key, StringComparer.Ordinal)) text.Append([.. group]);
            return text.ToString();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static void Record(object? series, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags) => ((InstrumentSeries)series!).Record(value, tags);
}
