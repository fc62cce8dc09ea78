using System.Globalization;
using System.Text;

namespace Bridge.Observability.Metrics;

/// <summary>Writes series in the text exposition format of Prometheus, version 0.0.4.</summary>
internal sealed class PrometheusText
{
    /// <summary>The labels of what came when an instrument had all the series it may have.</summary>
    public const string Overflow = "overflow=\"true\"";

    private const int MaxLabelLength = 100;

    private readonly StringBuilder _text = new();

    /// <summary>"bridge.locks.final" → "bridge_locks_final_total": dots become underscores, the unit and what a counter is are at the end.</summary>
    public static string NameOf(string instrument, string? unit, SeriesKind kind)
    {
        var name = new StringBuilder();
        foreach (var letter in instrument) name.Append(char.IsAsciiLetterOrDigit(letter) ? letter : '_');
        var suffix = unit switch
        {
            "s" => "_seconds",
            "By" => "_bytes",
            _ => "",
        };
        if (!name.ToString().EndsWith(suffix, StringComparison.Ordinal)) name.Append(suffix);
        return kind == SeriesKind.Counter ? name.Append("_total").ToString() : name.ToString();
    }

    /// <summary>Labels in order of their names, values escaped and cut.</summary>
    public static string LabelsOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.IsEmpty) return "";
        var labels = new List<string>(tags.Length);
        foreach (var (key, value) in tags)
        {
            var name = new string([.. key.Select(letter => char.IsAsciiLetterOrDigit(letter) ? letter : '_')]);
            var text = Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
            labels.Add($"{name}=\"{Escape(text.Length > MaxLabelLength ? text[..MaxLabelLength] : text).Replace("\"", "\\\"", StringComparison.Ordinal)}\"");
        }

        labels.Sort(StringComparer.Ordinal);
        return string.Join(',', labels);
    }

    /// <summary>Instruments of one name, one block.</summary>
    public void Append(IReadOnlyList<InstrumentSeries> instruments)
    {
        var first = instruments[0];
        var cells = instruments.Where(series => series.Kind == first.Kind).SelectMany(series => series.Cells.Select(cell => (series, cell))).DistinctBy(pair => pair.cell.Labels).ToList();
        _text.Append("# HELP ").Append(first.Name).Append(' ').Append(Escape(first.Help)).Append('\n');
        _text.Append("# TYPE ").Append(first.Name).Append(' ').Append(first.Kind.ToString().ToLowerInvariant()).Append('\n');
        foreach (var (series, cell) in cells)
        {
            if (first.Kind == SeriesKind.Histogram) AppendHistogram(series, cell);
            else AppendSample(first.Name, cell.Labels, cell.Value);
        }
    }

    /// <inheritdoc/>
    public override string ToString() => _text.ToString();

    private void AppendHistogram(InstrumentSeries series, Cell cell)
    {
        var below = 0L;
        for (var i = 0; i <= series.Bounds.Count; i++)
        {
            below += cell.Buckets[i];
            var bound = i == series.Bounds.Count ? "+Inf" : Number(series.Bounds[i]);
            AppendSample($"{series.Name}_bucket", $"{cell.Labels}{(cell.Labels.Length == 0 ? "" : ",")}le=\"{bound}\"", below);
        }

        AppendSample($"{series.Name}_sum", cell.Labels, cell.Value);
        AppendSample($"{series.Name}_count", cell.Labels, cell.Count);
    }

    private void AppendSample(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0) _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Number(value)).Append('\n');
    }

    private static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "", StringComparison.Ordinal);
}
