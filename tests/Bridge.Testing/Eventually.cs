using Shouldly;

namespace Bridge.Testing;

/// <summary>Waits for something that has to become true, and says what was missing when it does not.</summary>
public static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    /// <summary>Asks until it holds, and fails when the time is over.</summary>
    public static async Task TrueAsync(string what, TimeSpan limit, Func<Task<bool>> holds, Func<string>? otherwise = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit) throw new ShouldAssertException($"not within {limit.TotalSeconds:0} s: {what}\n{otherwise?.Invoke()}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
