using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Bridge.Localnet.Proxies;

/// <summary>Where a proxy listens and what stands behind it.</summary>
/// <param name="Port">Port of 127.0.0.1 to listen on.</param>
/// <param name="Upstream">The node's JSON-RPC over HTTP.</param>
/// <param name="WebSocketUpstream">The node's WebSocket.</param>
internal sealed record RpcProxyOptions(int Port, Uri Upstream, Uri WebSocketUpstream);

/// <summary>A fixed port in front of a chain node: passes JSON-RPC and WebSocket through, and lets tests inject faults.</summary>
/// <remarks>
/// JSON-RPC: POST to any path; the path names the caller, so that a fault can be set for one guardian only. WebSocket: upgrade on any path.
/// Control: GET, POST and DELETE <c>/faults</c> (<see cref="Fault"/>). Without faults a body is not even parsed.
/// </remarks>
internal sealed class RpcProxy : IAsyncDisposable
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private readonly WebApplication _app;
    private readonly RpcForwarder _forwarder;

    private RpcProxy(WebApplication app, RpcForwarder forwarder) => (_app, _forwarder) = (app, forwarder);

    /// <summary>Listens.</summary>
    public static async Task<RpcProxy> StartAsync(RpcProxyOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{options.Port}");
        var app = builder.Build();
        var faults = new FaultTable();
        var forwarder = new RpcForwarder(options.Upstream, faults, TimeProvider.System);
        app.UseWebSockets();
        app.Run(context => HandleAsync(context, options, faults, forwarder));
        await app.StartAsync(cancellationToken);
        return new(app, forwarder);
    }

    public async ValueTask DisposeAsync()
    {
        using var now = new CancellationTokenSource(TimeSpan.FromSeconds(1), TimeProvider.System);
        try
        {
            await _app.StopAsync(now.Token);
        }
        catch (OperationCanceledException)
        {
            // Open WebSockets end with the process.
        }

        await _app.DisposeAsync();
        _forwarder.Dispose();
    }

    private static async Task HandleAsync(HttpContext context, RpcProxyOptions options, FaultTable faults, RpcForwarder forwarder)
    {
        try
        {
            if (context.WebSockets.IsWebSocketRequest) await WebSocketBridge.RunAsync(context, options.WebSocketUpstream);
            else if (context.Request.Path == "/faults") await ControlAsync(context, faults);
            else if (HttpMethods.IsPost(context.Request.Method)) await forwarder.ForwardAsync(context);
            else context.Response.StatusCode = StatusCodes.Status405MethodNotAllowed;
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller is gone.
        }
    }

    private static async Task ControlAsync(HttpContext context, FaultTable faults)
    {
        if (HttpMethods.IsDelete(context.Request.Method))
        {
            faults.Clear();
        }
        else if (HttpMethods.IsPost(context.Request.Method))
        {
            if (await ReadFaultAsync(context) is not { } fault) return;
            faults.Add(fault);
        }

        await context.Response.WriteAsJsonAsync(faults.All.Select(active => new { active.Fault, active.Applied }), Json, context.RequestAborted);
    }

    private static async Task<Fault?> ReadFaultAsync(HttpContext context)
    {
        string? problem;
        try
        {
            var fault = await JsonSerializer.DeserializeAsync<Fault>(context.Request.Body, Json, context.RequestAborted);
            problem = fault is null ? "a fault is expected" : fault.Problem();
            if (problem is null) return fault;
        }
        catch (JsonException e)
        {
            problem = e.Message;
        }

        context.Response.StatusCode = StatusCodes.Status400BadRequest;
        await context.Response.WriteAsync(problem, context.RequestAborted);
        return null;
    }
}
