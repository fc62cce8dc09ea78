using System.Diagnostics.Metrics;
using System.Globalization;

namespace Bridge.Observability.Metrics;

/// <summary>How an instrument is shown.</summary>
internal enum SeriesKind
{
    /// <summary>Only goes up.</summary>
    Counter = 1,

    /// <summary>Goes up and down.</summary>
    Gauge = 2,

    /// <summary>Counts by size.</summary>
    Histogram = 3,
}

/// <summary>One series: its labels as they are written, and its value.</summary>
internal sealed class Cell(string labels, int buckets)
{
    public string Labels { get; } = labels;

    /// <summary>A counter's sum, a gauge's newest value, a histogram's sum.</summary>
    public double Value { get; set; }

    /// <summary>A histogram's number of measurements.</summary>
    public long Count { get; set; }

    /// <summary>A histogram's measurements per bucket, not summed up; the last has no upper bound.</summary>
    public long[] Buckets { get; } = new long[buckets];
}

/// <summary>The series of one instrument.</summary>
internal sealed class InstrumentSeries
{
    // Seconds: from a read of a node to a transfer that waits for people.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300];

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Cell> _cells = new(StringComparer.Ordinal);
    private readonly bool _observable;
    private readonly bool _observesSums;

    public InstrumentSeries(Instrument instrument)
    {
        var type = instrument.GetType().Name;
        Kind = type.Contains("Histogram", StringComparison.Ordinal) ? SeriesKind.Histogram
            : type.Contains("UpDown", StringComparison.Ordinal) || type.Contains("Gauge", StringComparison.Ordinal) ? SeriesKind.Gauge
            : SeriesKind.Counter;
        (_observable, _observesSums) = (instrument.IsObservable, type.StartsWith("UpDown", StringComparison.Ordinal));
        Name = PrometheusText.NameOf(instrument.Name, instrument.Unit, Kind);
        Help = instrument.Description ?? instrument.Name;
        Bounds = Kind == SeriesKind.Histogram ? BoundsOf(instrument) : [];
    }

    public string Name { get; }

    public string Help { get; }

    public SeriesKind Kind { get; }

    /// <summary>Upper bounds of a histogram's buckets but the last.</summary>
    public IReadOnlyList<double> Bounds { get; }

    /// <summary>The series, in order of their labels.</summary>
    public IReadOnlyList<Cell> Cells
    {
        get
        {
            lock (_gate) return [.. _cells.Values.OrderBy(cell => cell.Labels, StringComparer.Ordinal)];
        }
    }

    /// <summary>What an observable instrument no longer mentions is gone.</summary>
    public void ForgetObserved()
    {
        if (!_observable) return;
        lock (_gate) _cells.Clear();
    }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var labels = PrometheusText.LabelsOf(tags);
        lock (_gate)
        {
            if (!_cells.TryGetValue(labels, out var cell))
            {
                if (_cells.Count >= MetricCollector.MaxSeries) labels = PrometheusText.Overflow;
                if (!_cells.TryGetValue(labels, out cell)) _cells[labels] = cell = new(labels, Kind == SeriesKind.Histogram ? Bounds.Count + 1 : 0);
            }

            switch (Kind)
            {
                case SeriesKind.Histogram:
                    cell.Value += value;
                    cell.Count++;
                    cell.Buckets[BucketOf(value)]++;
                    break;
                case SeriesKind.Counter when !_observable:
                    cell.Value += value;
                    break;
                default:
                    // An observable counter tells its sum; an up-down counter that is not observable tells steps.
                    cell.Value = _observesSums ? cell.Value + value : value;
                    break;
            }
        }
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < Bounds.Count && value > Bounds[bucket]) bucket++;
        return bucket;
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => Convert.ToDouble(bound, CultureInfo.InvariantCulture))],
        _ => DefaultBounds,
    };
}
