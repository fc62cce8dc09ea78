namespace Bridge.Localnet.Processes;

/// <summary>Waits for daemons to say that they are well.</summary>
internal static class HealthWait
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(100);

    /// <summary>Waits until every address answers 200.</summary>
    /// <exception cref="LocalnetException">Not within <paramref name="limit"/>; the message says what each of the others answered last.</exception>
    public static async Task UntilHealthyAsync(IReadOnlyList<string> urls, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var started = time.GetTimestamp();
        var last = new Dictionary<string, string>(StringComparer.Ordinal);
        var waiting = urls.ToList();
        while (waiting.Count > 0)
        {
            foreach (var url in waiting.ToArray())
            {
                if (await AskAsync(client, url, last, cancellationToken)) waiting.Remove(url);
            }

            if (waiting.Count == 0) return;
            if (time.GetElapsedTime(started) > limit)
                throw new LocalnetException($"not healthy after {limit.TotalSeconds:0} s:\n{string.Join('\n', waiting.Select(url => $"    {url}: {last[url]}"))}");
            await Task.Delay(Poll, time, cancellationToken);
        }
    }

    private static async Task<bool> AskAsync(HttpClient client, string url, Dictionary<string, string> last, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await client.GetAsync(url, cancellationToken);
            last[url] = $"{(int)response.StatusCode} {await response.Content.ReadAsStringAsync(cancellationToken)}";
            return response.IsSuccessStatusCode;
        }
        catch (Exception e) when (e is HttpRequestException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            last[url] = e.Message;
            return false;
        }
    }
}
