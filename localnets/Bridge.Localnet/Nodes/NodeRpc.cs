using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Localnet.Nodes;

/// <summary>The few calls to a local node that only a local network needs (giving money away, waiting for it to answer).</summary>
internal sealed class NodeRpc(Uri url, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _client = new() { Timeout = TimeSpan.FromSeconds(10) };

    /// <summary>The result of one call.</summary>
    /// <exception cref="LocalnetException">The node refused or did not answer.</exception>
    public async Task<JsonNode?> CallAsync(string method, JsonArray parameters, CancellationToken cancellationToken)
    {
        var request = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = parameters };
        try
        {
            using var response = await _client.PostAsJsonAsync(url, request, cancellationToken);
            var answer = await response.Content.ReadFromJsonAsync<JsonObject>(cancellationToken);
            return answer?["error"] is { } error ? throw new LocalnetException($"{url} refused {method}: {error.ToJsonString()}") : answer?["result"];
        }
        catch (Exception e) when (e is HttpRequestException or JsonException)
        {
            throw new LocalnetException($"{url} did not answer {method}: {e.Message}", e);
        }
    }

    /// <summary>Waits until the node answers <paramref name="method"/>.</summary>
    /// <exception cref="LocalnetException">Not within <paramref name="limit"/>.</exception>
    public async Task WaitUntilAnswersAsync(string method, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            try
            {
                _ = await CallAsync(method, [], cancellationToken);
                return;
            }
            catch (LocalnetException) when (time.GetElapsedTime(started) < limit)
            {
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
    }

    /// <summary>Waits until something accepts connections.</summary>
    /// <exception cref="LocalnetException">Not within <paramref name="limit"/>.</exception>
    public static async Task WaitUntilListensAsync(string host, int port, TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (true)
        {
            using var client = new TcpClient();
            try
            {
                await client.ConnectAsync(host, port, cancellationToken);
                return;
            }
            catch (SocketException e)
            {
                if (time.GetElapsedTime(started) > limit) throw new LocalnetException($"nothing listens on {host}:{port} after {limit.TotalSeconds:0} s", e);
                await Task.Delay(Poll, time, cancellationToken);
            }
        }
    }

    public void Dispose() => _client.Dispose();
}
