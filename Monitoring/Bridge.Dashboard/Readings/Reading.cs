using System.Diagnostics.CodeAnalysis;
using System.Text.Json.Serialization;

namespace Bridge.Dashboard.Readings;

/// <summary>How much a value is worth now.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<ReadingState>))]
internal enum ReadingState
{
    /// <summary>Read lately.</summary>
    Fresh = 1,

    /// <summary>The last good read is too long ago.</summary>
    Stale = 2,

    /// <summary>The last read gave nothing; the value is from before.</summary>
    Failed = 3,

    /// <summary>Never read since the start: there is no value.</summary>
    Unread = 4,
}

/// <summary>A value as the page gets it: with its source and age.</summary>
/// <param name="Value">Last good value; null when unread.</param>
/// <param name="Source">Who said it.</param>
/// <param name="ReadAt">When.</param>
/// <param name="State">What it is worth.</param>
/// <param name="Problem">Why the last read gave nothing.</param>
/// <param name="StaleAfterMs">When the page greys it out by itself.</param>
internal sealed record Sourced(object? Value, string Source, DateTimeOffset? ReadAt, ReadingState State, string? Problem, long StaleAfterMs)
{
    /// <summary>The same origin and age for what was made of the value.</summary>
    public Sourced Select<T>(Func<T, object?> map) => this with { Value = Value is T value ? map(value) : null };
}

/// <summary>One value of one source, as it was last read. Safe for concurrent use.</summary>
/// <remarks>
/// SECURITY: a read that failed never becomes an empty or default value: the last good one stays and is marked, and before the first good one there is none (M75).
/// </remarks>
internal sealed class Reading<T>(string source, TimeSpan staleAfter)
    where T : notnull
{
    private readonly Lock _gate = new();
    private T? _value;
    private string _source = source;
    private DateTimeOffset? _readAt;
    private string? _problem;

    /// <summary>A good read.</summary>
    public void Succeed(T value, DateTimeOffset now, string? from = null)
    {
        lock (_gate) (_value, _readAt, _problem, _source) = (value, now, null, from ?? _source);
    }

    /// <summary>A read that gave nothing.</summary>
    public void Fail(string problem)
    {
        lock (_gate) _problem = problem;
    }

    /// <summary>The last good value, however old.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            value = _value;
            return _readAt is not null;
        }
    }

    /// <summary>The last good value when it can be relied on now.</summary>
    public bool TryGetFresh(DateTimeOffset now, [MaybeNullWhen(false)] out T value)
    {
        lock (_gate)
        {
            value = _value;
            return State(now) == ReadingState.Fresh;
        }
    }

    /// <summary>As the page gets it.</summary>
    public Sourced At(DateTimeOffset now)
    {
        lock (_gate) return new(_readAt is null ? null : _value, _source, _readAt, State(now), _problem, (long)staleAfter.TotalMilliseconds);
    }

    private ReadingState State(DateTimeOffset now) =>
        _readAt is not { } at ? ReadingState.Unread : _problem is not null ? ReadingState.Failed : now - at > staleAfter ? ReadingState.Stale : ReadingState.Fresh;
}
