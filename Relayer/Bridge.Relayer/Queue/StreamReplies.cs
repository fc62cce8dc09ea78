using StackExchange.Redis;

namespace Bridge.Relayer.Queue;

/// <summary>Takes the replies of stream commands apart: the client library in use knows no streams.</summary>
internal static class StreamReplies
{
    /// <summary>XREADGROUP over one stream: nil, or [[stream, [entry…]]].</summary>
    public static RedisResult[] EntriesOfRead(RedisResult reply)
    {
        if (reply.IsNull) return [];
        var streams = (RedisResult[])reply;
        return streams.Length == 0 ? [] : (RedisResult[])((RedisResult[])streams[0])[1];
    }

    /// <summary>XAUTOCLAIM: [next, [entry…], [deleted id…]].</summary>
    public static RedisResult[] EntriesOfClaim(RedisResult reply) => (RedisResult[])((RedisResult[])reply)[1];

    /// <summary>An entry: [id, [field, value, …]], the fields nil when the entry was deleted. The value of <paramref name="field"/>, or null.</summary>
    public static (string Key, string? Value) Entry(RedisResult entry, string field)
    {
        var parts = (RedisResult[])entry;
        var key = (string)parts[0];
        if (parts[1].IsNull) return (key, null);
        var fields = (RedisResult[])parts[1];
        for (var i = 0; i + 1 < fields.Length; i += 2)
        {
            if (string.Equals((string)fields[i], field, StringComparison.Ordinal)) return (key, (string)fields[i + 1]);
        }

        return (key, null);
    }
}
