namespace Bridge.Benchmarks;

/// <summary>One measured number.</summary>
/// <param name="Name">Dotted name, stable over time.</param>
/// <param name="Value">The number.</param>
/// <param name="Unit">Its unit.</param>
public sealed record Figure(string Name, double Value, string Unit);

/// <summary>A group of figures that share a set-up.</summary>
public interface IMeasurement
{
    /// <summary>Name for <c>--only</c>.</summary>
    string Name { get; }

    /// <summary>Measures; <paramref name="progress"/> tells people what is going on.</summary>
    Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken);
}
