using System.Collections.Concurrent;

namespace Bridge.Observability;

/// <summary>
/// What is wrong with a daemon now, in words for its operator. Each part of the daemon owns a name ("evm locks", "redis") and raises or clears
/// its own problem; the health endpoint shows all that stand.
/// </summary>
public sealed class ProblemBoard
{
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>The problems that stand, as "part: what is wrong", in order of the parts.</summary>
    public IReadOnlyList<string> Problems =>
        [.. _problems.OrderBy(problem => problem.Key, StringComparer.Ordinal).Select(problem => $"{problem.Key}: {problem.Value}")];

    /// <summary>States the problem of a part. True when the part was well before: the moment worth a log line.</summary>
    public bool Raise(string part, string problem)
    {
        var isNew = !_problems.ContainsKey(part);
        _problems[part] = problem;
        return isNew;
    }

    /// <summary>The part is well. True when it was not before.</summary>
    public bool Clear(string part) => _problems.TryRemove(part, out _);
}
