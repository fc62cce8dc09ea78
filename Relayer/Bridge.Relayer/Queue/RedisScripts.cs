namespace Bridge.Relayer.Queue;

/// <summary>Lua scripts: what has to happen as one step in Redis.</summary>
internal static class RedisScripts
{
    private const string Now = "local t = redis.call('TIME'); local now = t[1] * 1000 + math.floor(t[2] / 1000)\n";

    /// <summary>KEYS lease, inflight, signing. ARGV token, lease ms. → {0} or {1, batches in flight, number signing}.</summary>
    public const string Lead = Now + """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return {0} end
        if holder then redis.call('PEXPIRE', KEYS[1], ARGV[2]) else redis.call('SET', KEYS[1], ARGV[1], 'NX', 'PX', ARGV[2]) end
        redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
        redis.call('ZREMRANGEBYSCORE', KEYS[3], '-inf', now)
        return {1, redis.call('ZRANGE', KEYS[2], 0, -1), redis.call('ZCARD', KEYS[3])}
        """;

    /// <summary>KEYS batches, inflight, signing. ARGV name, in-flight ms, signing ms, longest stream, channel.</summary>
    public const string Add = Now + """
        redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[4], '*', 'b', ARGV[1])
        redis.call('ZADD', KEYS[2], now + ARGV[2], ARGV[1])
        redis.call('ZADD', KEYS[3], now + ARGV[3], ARGV[1])
        redis.call('PUBLISH', ARGV[5], ARGV[1])
        return 1
        """;

    /// <summary>KEYS signing. ARGV name, channel.</summary>
    public const string Signed = """
        if redis.call('ZREM', KEYS[1], ARGV[1]) == 1 then redis.call('PUBLISH', ARGV[2], ARGV[1]) end
        return 1
        """;

    /// <summary>KEYS inflight. ARGV in-flight ms, names. Also puts back what a wipe has taken: the work goes on.</summary>
    public const string Keep = Now + """
        for i = 2, #ARGV do redis.call('ZADD', KEYS[1], now + ARGV[1], ARGV[i]) end
        return 1
        """;

    /// <summary>KEYS batches, inflight, signing. ARGV group, entry, name, pause ms, channel.</summary>
    public const string Finish = Now + """
        redis.pcall('XACK', KEYS[1], ARGV[1], ARGV[2])
        redis.call('XDEL', KEYS[1], ARGV[2])
        redis.call('ZREM', KEYS[3], ARGV[3])
        if tonumber(ARGV[4]) > 0 then redis.call('ZADD', KEYS[2], now + ARGV[4], ARGV[3]) else redis.call('ZREM', KEYS[2], ARGV[3]) end
        redis.call('PUBLISH', ARGV[5], ARGV[3])
        return 1
        """;
}

/// <summary>The error codes of Redis that mean something here. The code is the first word of the reply; that is Redis's protocol.</summary>
internal static class RedisErrors
{
    public static bool IsAboutOurKeys(StackExchange.Redis.RedisServerException e) => IsNoGroup(e) || IsBusyGroup(e) || IsWrongType(e);

    public static bool IsNoGroup(StackExchange.Redis.RedisServerException e) => e.Message.StartsWith("NOGROUP", StringComparison.Ordinal);

    public static bool IsBusyGroup(StackExchange.Redis.RedisServerException e) => e.Message.StartsWith("BUSYGROUP", StringComparison.Ordinal);

    public static bool IsWrongType(StackExchange.Redis.RedisServerException e) => e.Message.Contains("WRONGTYPE", StringComparison.Ordinal);
}
