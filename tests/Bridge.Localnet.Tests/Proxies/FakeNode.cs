using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Localnet.Tests.Proxies;

/// <summary>A JSON-RPC node that answers every call with how many calls it has had, and echoes WebSocket messages.</summary>
internal sealed class FakeNode : IAsyncDisposable
{
    private readonly WebApplication _app;
    private int _calls;

    private FakeNode(WebApplication app) => _app = app;

    public Uri Url => new(_app.Urls.Single());

    public int Calls => _calls;

    public static async Task<FakeNode> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var node = new FakeNode(app);
        app.UseWebSockets();
        app.Run(node.AnswerAsync);
        await app.StartAsync();
        return node;
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        if (context.WebSockets.IsWebSocketRequest)
        {
            using var socket = await context.WebSockets.AcceptWebSocketAsync();
            var buffer = new byte[1024];
            var received = await socket.ReceiveAsync(buffer.AsMemory(), context.RequestAborted);
            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
            return;
        }

        var request = await JsonNode.ParseAsync(context.Request.Body);
        JsonNode answer = request is JsonArray calls ? new JsonArray([.. calls.Select(call => Answer(call!))]) : Answer(request!);
        await context.Response.WriteAsync(answer.ToJsonString());
    }

    private JsonObject Answer(JsonNode call) =>
        new JsonObject { ["jsonrpc"] = "2.0", ["id"] = call["id"]!.DeepClone(), ["result"] = $"{call["method"]} answer {Interlocked.Increment(ref _calls)}" };
}
