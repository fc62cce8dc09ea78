using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Bridge.Chains.Evm.Rpc;

namespace Bridge.Chains.Evm;

/// <summary>New heads over WebSocket (<c>eth_subscribe newHeads</c>): a wake-up, never a source of facts.</summary>
internal static class EvmHeads
{
    private const int MaxMessageBytes = 1 << 20;

    internal static async IAsyncEnumerable<ulong> WatchAsync(string rpcUrl, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        socket.Options.KeepAliveInterval = TimeSpan.FromSeconds(15);
        socket.Options.KeepAliveTimeout = TimeSpan.FromSeconds(15);
        await DoAsync(() => socket.ConnectAsync(SocketAddress(rpcUrl), cancellationToken));
        var subscribe = Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":1,"method":"eth_subscribe","params":["newHeads"]}""");
        await DoAsync(() => socket.SendAsync(subscribe, WebSocketMessageType.Text, endOfMessage: true, cancellationToken));
        while (true)
        {
            if (Height(await ReceiveAsync(socket, cancellationToken)) is { } height) yield return height;
        }
    }

    // Nodes serve both on one port, or on ports that the deployment's proxy joins.
    private static Uri SocketAddress(string rpcUrl)
    {
        var http = new UriBuilder(rpcUrl);
        http.Scheme = http.Scheme == "https" ? "wss" : "ws";
        return http.Uri;
    }

    private static async Task<byte[]> ReceiveAsync(ClientWebSocket socket, CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            ValueWebSocketReceiveResult received = default;
            await DoAsync(async () => received = await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken));
            if (received.MessageType == WebSocketMessageType.Close) throw new ChainReadException(ChainReadFailure.Unavailable, "the node closed the subscription");
            message.Write(buffer, 0, received.Count);
            if (message.Length > MaxMessageBytes) throw new ChainReadException(ChainReadFailure.Invalid, $"the node sent a message of more than {MaxMessageBytes} bytes");
            if (received.EndOfMessage) return message.ToArray();
        }
    }

    // Null for the answer that confirms the subscription.
    private static ulong? Height(byte[] message)
    {
        try
        {
            using var document = JsonDocument.Parse(message);
            var root = document.RootElement;
            if (root.TryGetProperty("error", out _)) throw new ChainReadException(ChainReadFailure.Unavailable, "the node refused the subscription");
            return root.TryGetProperty("params", out var parameters) ? parameters.Field("result").Field("number").AsUInt64() : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, "the node sent something else than a head", e);
        }
    }

    private static async Task DoAsync(Func<Task> step)
    {
        try
        {
            await step();
        }
        catch (Exception e) when (e is WebSocketException or IOException)
        {
            throw new ChainReadException(ChainReadFailure.Unavailable, "the connection for new heads was lost", e);
        }
    }
}
