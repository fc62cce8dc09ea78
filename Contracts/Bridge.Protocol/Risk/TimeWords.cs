namespace Bridge.Protocol.Risk;

/// <summary>Times and durations as people who decide read them.</summary>
public static class TimeWords
{
    /// <summary>A moment, and how far it is from now: <c>2026-11-27 10:31:02 UTC (in 4 min)</c>.</summary>
    public static string At(DateTimeOffset when, DateTimeOffset now) => $"{Utc(when)} ({(when > now ? $"in {Of(when - now)}" : $"{Of(now - when)} ago")})";

    /// <summary>A moment alone.</summary>
    public static string Utc(DateTimeOffset when) => $"{when.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC";

    /// <summary>A duration in its one fitting unit, rounded up: what is promised is over by then.</summary>
    public static string Of(TimeSpan span) => span switch
    {
        { TotalSeconds: <= 120 } => $"{Math.Ceiling(span.TotalSeconds):F0} s",
        { TotalMinutes: <= 120 } => $"{Math.Ceiling(span.TotalMinutes):F0} min",
        { TotalHours: <= 48 } => $"{Math.Ceiling(span.TotalHours):F0} h",
        _ => $"{Math.Ceiling(span.TotalDays):F0} days",
    };
}
