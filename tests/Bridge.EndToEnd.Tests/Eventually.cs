using Xunit.Sdk;

namespace Bridge.EndToEnd.Tests;

/// <summary>Waits for something that has to become true, and says what was missing when it does not.</summary>
internal static class Eventually
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(200);

    public static async Task TrueAsync(string what, TimeSpan limit, Func<Task<bool>> holds, Func<string>? otherwise = null)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit) throw new XunitException($"not within {limit.TotalSeconds:0} s: {what}\n{otherwise?.Invoke()}");
            await Task.Delay(Poll, TimeProvider.System);
        }
    }
}
