using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Bridge.Chains.Solana.Rpc;

namespace Bridge.Chains.Solana;

/// <summary>
/// Wakes watchers up when the chain has a new slot. Never a source of facts: a WebSocket may be silent, early or wrong, and whoever is woken reads
/// for itself.
/// </summary>
internal static class SolanaHeads
{
    private const int LongestNotification = 64 * 1024;

    /// <summary>Slots as slotSubscribe tells them.</summary>
    /// <exception cref="ChainReadException">The connection is lost, or what came is no notification.</exception>
    public static async IAsyncEnumerable<ulong> SubscribeAsync(Uri webSocket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var socket = new ClientWebSocket();
        var buffer = new byte[LongestNotification];
        await GuardAsync(async () =>
        {
            await socket.ConnectAsync(webSocket, cancellationToken);
            await socket.SendAsync("""{"jsonrpc":"2.0","id":1,"method":"slotSubscribe"}"""u8.ToArray(), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
            return 0UL;
        });
        while (true)
        {
            var slot = await GuardAsync(() => NextAsync(socket, buffer, cancellationToken));
            if (slot is { } number) yield return number;
        }
    }

    /// <summary>Slots as getSlot tells them, for a deployment without a WebSocket.</summary>
    public static async IAsyncEnumerable<ulong> PollAsync(SolanaRpc rpc, TimeSpan interval, TimeProvider time, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var last = 0UL;
        while (true)
        {
            var slot = await rpc.GetSlotAsync(Commitment.Confirmed, cancellationToken);
            if (slot != last) yield return last = slot;
            await Task.Delay(interval, time, cancellationToken);
        }
    }

    private static async Task<ulong?> NextAsync(ClientWebSocket socket, byte[] buffer, CancellationToken cancellationToken)
    {
        var length = 0;
        while (true)
        {
            var part = await socket.ReceiveAsync(buffer.AsMemory(length), cancellationToken);
            length += part.Count;
            if (part.MessageType == WebSocketMessageType.Close) throw new WebSocketException("the node closed the connection");
            if (part.EndOfMessage) break;
            if (length == buffer.Length) throw new WebSocketException($"a notification is longer than {LongestNotification} bytes");
        }

        var message = JsonSerializer.Deserialize<JsonElement>(buffer.AsSpan(0, length));
        // The answer to the subscription itself has no "params".
        return message.TryGetProperty("params", out var notification) ? notification.GetProperty("result").GetProperty("slot").GetUInt64() : null;
    }

    private static async Task<ulong?> GuardAsync(Func<Task<ulong?>> step)
    {
        try
        {
            return await step();
        }
        catch (Exception e) when (e is WebSocketException or HttpRequestException or JsonException or KeyNotFoundException or InvalidOperationException or FormatException)
        {
            throw new ChainReadException(ChainReadFailure.Unavailable, $"the WebSocket of the Solana node is lost: {e.Message}", e);
        }
    }
}
