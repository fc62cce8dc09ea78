using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace Bridge.EndToEnd.Tests;

/// <summary>Steers a node through its proxy: blocks, reorganisations, faults.</summary>
internal sealed class NodeControl(string url) : IDisposable
{
    private readonly HttpClient _client = new();

    public async Task<JsonNode?> CallAsync(string method, params JsonNode?[] parameters)
    {
        using var response = await _client.PostAsJsonAsync(url, new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 1, ["method"] = method, ["params"] = new JsonArray(parameters) });
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>())!;
        return answer["error"] is { } error ? throw new InvalidOperationException($"{method}: {error}") : answer["result"]?.DeepClone();
    }

    public async Task SetFaultAsync(object fault) => (await _client.PostAsJsonAsync($"{url}/faults", fault)).EnsureSuccessStatusCode();

    public async Task ClearFaultsAsync() => (await _client.DeleteAsync($"{url}/faults")).EnsureSuccessStatusCode();

    public void Dispose() => _client.Dispose();
}
