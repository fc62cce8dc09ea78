using System.Globalization;
using System.Text.Json;
using Spectre.Console;

namespace Bridge.Benchmarks;

/// <summary>Runs the measurements one after the other and prints one table.</summary>
internal static class BenchmarkRun
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    private static IReadOnlyList<IMeasurement> All => [new FrostCost(), new SigningNetwork(), new EvmGas(), new SolanaCost(), new RiskCost(), new DashboardCost(), new LocalnetFlow()];

    public static async Task<int> RunAsync(IReadOnlyList<string> only, FileInfo? json, CancellationToken cancellationToken)
    {
        var unknown = only.Except(All.Select(measurement => measurement.Name)).ToArray();
        if (unknown.Length > 0)
        {
            AnsiConsole.MarkupLineInterpolated($"[red]no group {string.Join(", ", unknown)}[/]; there are: {string.Join(", ", All.Select(measurement => measurement.Name))}");
            return 2;
        }

        var figures = new List<Figure>();
        foreach (var measurement in All.Where(measurement => only.Count == 0 || only.Contains(measurement.Name)))
        {
            figures.AddRange(await measurement.RunAsync(message => AnsiConsole.MarkupLineInterpolated($"[grey]{measurement.Name}: {message}[/]"), cancellationToken));
        }

        var table = new Table().Border(TableBorder.Simple).AddColumn("figure").AddColumn("value", right => right.RightAligned()).AddColumn("unit");
        foreach (var figure in figures) table.AddRow(figure.Name, figure.Value.ToString("#,##0.##", CultureInfo.InvariantCulture), figure.Unit);
        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated($"measured on {Machine.Describe()}");
        if (json is not null) await File.WriteAllTextAsync(json.FullName, JsonSerializer.Serialize(figures, Json) + "\n", cancellationToken);
        return 0;
    }
}
