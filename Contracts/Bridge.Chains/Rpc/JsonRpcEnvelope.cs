using System.Text.Json;
using System.Text.Json.Nodes;

namespace Bridge.Chains.Rpc;

/// <summary>Writes requests and reads answers, as JSON-RPC 2.0 sections 4 to 6. An answer that does not fit its request is refused whole.</summary>
internal static class JsonRpcEnvelope
{
    internal static byte[] Write(IReadOnlyList<JsonRpcRequest> requests, long firstId, bool batch)
    {
        var calls = requests.Select((request, i) => (JsonNode)new JsonObject
        {
            ["jsonrpc"] = "2.0",
            ["id"] = firstId + i,
            ["method"] = request.Method,
            ["params"] = request.Parameters,
        }).ToArray();
        return JsonSerializer.SerializeToUtf8Bytes(batch ? new JsonArray(calls) : calls[0]);
    }

    internal static JsonRpcReply[] Read(byte[] answer, IReadOnlyList<JsonRpcRequest> requests, long firstId, bool batch, string endpoint)
    {
        try
        {
            using var document = JsonDocument.Parse(answer);
            var root = document.RootElement;
            var replies = new JsonRpcReply?[requests.Count];
            if (!batch || root.ValueKind == JsonValueKind.Object)
            {
                // A node that refuses a batch as such answers with one error object.
                var error = ReadError(root);
                if (batch && error is not null) return [.. requests.Select(request => new JsonRpcReply(request.Method, default, error))];
                if (batch) throw Invalid("a batch was answered by a single result");
                Place(root);
            }
            else
            {
                foreach (var reply in root.EnumerateArray()) Place(reply);
            }

            var missing = Array.IndexOf(replies, null);
            if (missing >= 0) throw Invalid($"{requests[missing].Method} has no answer");
            return replies!;

            void Place(JsonElement reply)
            {
                // SECURITY: an answer counts only for the request whose id it carries.
                var index = reply.GetProperty("id").GetInt64() - firstId;
                if (index < 0 || index >= replies.Length || replies[index] is not null) throw Invalid("an answer has an id that was not asked for");
                var error = ReadError(reply);
                replies[index] = new(requests[(int)index].Method, error is null ? reply.GetProperty("result").Clone() : default, error);
            }
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw Invalid("it is no JSON-RPC answer", e);
        }

        ChainReadException Invalid(string what, Exception? inner = null) =>
            new(ChainReadFailure.Invalid, $"{requests[0].Method}: the answer of {endpoint} cannot be used: {what}", inner);
    }

    private static JsonRpcError? ReadError(JsonElement reply)
    {
        if (!reply.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null) return null;
        var message = error.GetProperty("message").GetString() ?? "";
        return new(error.GetProperty("code").GetInt32(), message.Length <= 300 ? message : message[..300], error.TryGetProperty("data", out var data) ? data.Clone() : null);
    }
}
