using System.Net;
using System.Text.Json.Nodes;

namespace Bridge.Testing.Rpc;

/// <summary>
/// A node that says what the test wants: answers JSON-RPC calls by method from a script, in front of nothing or of a real node. A script entry gets
/// the parameters and returns the result; it throws <see cref="ScriptedRpcException"/> for an error object, or any transport exception.
/// </summary>
public sealed class ScriptedRpcHandler : HttpMessageHandler
{
    private readonly Dictionary<string, Func<JsonArray, JsonNode?>> _script = [];
    private readonly HttpMessageInvoker? _behind;
    private readonly Lock _gate = new();
    private readonly List<string> _calls = [];
    private int _exchanges;

    /// <param name="behind">Where methods without a script go, unchanged; null: they are errors. Its answers can be changed by <see cref="Rewrite"/>.</param>
    public ScriptedRpcHandler(HttpMessageHandler? behind = null) => _behind = behind is null ? null : new(behind);

    /// <summary>Changes a real node's result of one call: method, parameters, result.</summary>
    public Func<string, JsonArray, JsonNode?, JsonNode?>? Rewrite { get; set; }

    /// <summary>Every method called so far, in order.</summary>
    public IReadOnlyList<string> Calls
    {
        get
        {
            lock (_gate) return [.. _calls];
        }
    }

    /// <summary>How often it was asked: several calls in one batch are one exchange.</summary>
    public int Exchanges => Volatile.Read(ref _exchanges);

    public ScriptedRpcHandler On(string method, Func<JsonArray, JsonNode?> answer)
    {
        _script[method] = answer;
        return this;
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var body = JsonNode.Parse(await request.Content!.ReadAsStringAsync(cancellationToken))!;
        Interlocked.Increment(ref _exchanges);
        var answer = body is JsonArray batch
            ? new JsonArray([.. await Task.WhenAll(batch.Select(call => AnswerAsync(request.RequestUri!, call!, cancellationToken)))])
            : await AnswerAsync(request.RequestUri!, body, cancellationToken);
        return new(HttpStatusCode.OK) { Content = new StringContent(answer.ToJsonString()) };
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing) _behind?.Dispose();
        base.Dispose(disposing);
    }

    private async Task<JsonNode> AnswerAsync(Uri url, JsonNode call, CancellationToken cancellationToken)
    {
        var method = (string)call["method"]!;
        var parameters = (JsonArray)call["params"]!;
        var reply = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone() };
        lock (_gate) _calls.Add(method);
        try
        {
            if (_script.TryGetValue(method, out var scripted))
            {
                reply["result"] = scripted(parameters)?.DeepClone();
            }
            else if (_behind is not null)
            {
                using var forwarded = new HttpRequestMessage(HttpMethod.Post, url) { Content = new StringContent(call.ToJsonString(), null, "application/json") };
                using var response = await _behind.SendAsync(forwarded, cancellationToken);
                var real = JsonNode.Parse(await response.Content.ReadAsStringAsync(cancellationToken))!;
                if (real["error"] is { } error) reply["error"] = error.DeepClone();
                else reply["result"] = (Rewrite is null ? real["result"] : Rewrite(method, parameters, real["result"]?.DeepClone()))?.DeepClone();
            }
            else
            {
                throw new ScriptedRpcException(-32601, $"no script for {method}");
            }
        }
        catch (ScriptedRpcException e)
        {
            reply["error"] = new JsonObject { ["code"] = e.Code, ["message"] = e.Message, ["data"] = e.ErrorData };
        }

        return reply;
    }
}

/// <summary>Makes a scripted node answer with an error object.</summary>
public sealed class ScriptedRpcException(int code, string message, string? data = null) : Exception(message)
{
    public int Code { get; } = code;

    public string? ErrorData { get; } = data;
}
