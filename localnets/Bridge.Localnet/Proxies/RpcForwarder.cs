using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Bridge.Localnet.Proxies;

/// <summary>Passes JSON-RPC calls to the node and applies the faults that match.</summary>
internal sealed class RpcForwarder(Uri upstream, FaultTable faults, TimeProvider time) : IDisposable
{
    private readonly HttpClient _client = new(new SocketsHttpHandler { PooledConnectionIdleTimeout = TimeSpan.FromSeconds(30) }) { Timeout = TimeSpan.FromMinutes(2) };

    public async Task ForwardAsync(HttpContext context)
    {
        using var buffer = new MemoryStream();
        await context.Request.Body.CopyToAsync(buffer, context.RequestAborted);
        var answer = await AnswerAsync(buffer.ToArray(), context.Request.Path.Value?.Trim('/') ?? "", context.RequestAborted);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = answer.Body.Length;
        await context.Response.Body.WriteAsync(answer.Body, context.RequestAborted);
    }

    public void Dispose() => _client.Dispose();

    private async Task<Answer> AnswerAsync(byte[] body, string client, CancellationToken cancellationToken)
    {
        if (faults.IsEmpty) return await AskAsync(body, cancellationToken);
        JsonNode? request;
        try
        {
            request = JsonNode.Parse(body);
        }
        catch (JsonException)
        {
            return await AskAsync(body, cancellationToken); // the node says what is wrong with it
        }

        if (request is JsonObject call) return await AnswerCallAsync(call, client, cancellationToken);
        if (request is not JsonArray batch) return await AskAsync(body, cancellationToken);
        var answers = new JsonArray();
        foreach (var each in batch.OfType<JsonObject>())
        {
            var answer = await AnswerCallAsync(each, client, cancellationToken);
            if (answer.Status != StatusCodes.Status200OK) return answer;
            answers.Add(JsonNode.Parse(answer.Body));
        }

        return Answer.Ok(answers);
    }

    private async Task<Answer> AnswerCallAsync(JsonObject call, string client, CancellationToken cancellationToken)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(call);
        if (faults.Match(call["method"]?.GetValue<string>() ?? "", client) is not { } active) return await AskAsync(body, cancellationToken);
        switch (active.Fault.Kind)
        {
            case FaultKind.Delay:
                await Task.Delay(TimeSpan.FromMilliseconds(active.Fault.DelayMs), time, cancellationToken);
                return await AskAsync(body, cancellationToken);
            case FaultKind.Error:
                return Reply(call, "error", new JsonObject { ["code"] = -32000, ["message"] = "fault injected by the proxy" });
            case FaultKind.Stale:
                var key = $"{call["method"]}{call["params"]?.ToJsonString()}";
                if (!active.FirstAnswers.TryGetValue(key, out var first))
                {
                    var fresh = await AskAsync(body, cancellationToken);
                    if (fresh.Status != StatusCodes.Status200OK) return fresh;
                    first = active.FirstAnswers.GetOrAdd(key, fresh.Body);
                }

                return WithId(call, first);
            case FaultKind.Forge when active.Fault.Result is { } forged:
                return Reply(call, "result", forged.DeepClone());
            case FaultKind.Forge:
                var real = await AskAsync(body, cancellationToken);
                var text = Encoding.UTF8.GetString(real.Body).Replace(active.Fault.Find!, active.Fault.With ?? "", StringComparison.OrdinalIgnoreCase);
                return real with { Body = Encoding.UTF8.GetBytes(text) };
            default:
                return new(StatusCodes.Status503ServiceUnavailable, "{}"u8.ToArray());
        }
    }

    private async Task<Answer> AskAsync(byte[] body, CancellationToken cancellationToken)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        try
        {
            using var response = await _client.PostAsync(upstream, content, cancellationToken);
            return new((int)response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken));
        }
        catch (HttpRequestException)
        {
            return new(StatusCodes.Status502BadGateway, "{}"u8.ToArray());
        }
    }

    private static Answer Reply(JsonObject call, string field, JsonNode value) =>
        Answer.Ok(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]?.DeepClone(), [field] = value });

    private static Answer WithId(JsonObject call, byte[] body)
    {
        var answer = JsonNode.Parse(body)!.AsObject();
        answer["id"] = call["id"]?.DeepClone();
        return Answer.Ok(answer);
    }

    private sealed record Answer(int Status, byte[] Body)
    {
        public static Answer Ok(JsonNode node) => new(StatusCodes.Status200OK, JsonSerializer.SerializeToUtf8Bytes(node));
    }
}
