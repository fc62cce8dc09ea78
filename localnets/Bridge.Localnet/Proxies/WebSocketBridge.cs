using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;

namespace Bridge.Localnet.Proxies;

/// <summary>Joins a caller's WebSocket with one to the node until either side ends.</summary>
internal static class WebSocketBridge
{
    private const int BufferSize = 64 * 1024;
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(1);

    public static async Task RunAsync(HttpContext context, Uri upstream)
    {
        using var node = new ClientWebSocket();
        try
        {
            await node.ConnectAsync(upstream, context.RequestAborted);
        }
        catch (WebSocketException)
        {
            context.Response.StatusCode = StatusCodes.Status502BadGateway;
            return;
        }

        using var caller = await context.WebSockets.AcceptWebSocketAsync();
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        var directions = new[] { PumpAsync(caller, node, ended.Token), PumpAsync(node, caller, ended.Token) };
        await Task.WhenAny(directions);
        // A close, not a cut: a connection that is reset takes along what its reader has not read yet.
        await CloseAsync(caller);
        await CloseAsync(node);
        ended.CancelAfter(FarewellLimit);
        await Task.WhenAll(directions);
    }

    private static async Task CloseAsync(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var limit = new CancellationTokenSource(FarewellLimit, TimeProvider.System);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.EndpointUnavailable, null, limit.Token);
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // This side is gone as well.
        }
    }

    private static async Task PumpAsync(WebSocket from, WebSocket to, CancellationToken cancellationToken)
    {
        var buffer = new byte[BufferSize];
        try
        {
            while (true)
            {
                var received = await from.ReceiveAsync(buffer.AsMemory(), cancellationToken);
                if (received.MessageType == WebSocketMessageType.Close)
                {
                    return;
                }

                await to.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, cancellationToken);
            }
        }
        catch (Exception e) when (e is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // One side is gone: the other is closed next.
        }
    }
}
