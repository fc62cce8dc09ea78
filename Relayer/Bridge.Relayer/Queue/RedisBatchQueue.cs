using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace Bridge.Relayer.Queue;

/// <summary>The queue that several relayers share.</summary>
/// <remarks>
/// Keys, each under <c>bridge:&lt;bridge id&gt;:</c>
/// <code>
/// batches          stream   field b = batch name; consumer group "relayers"
/// lease:LANE       string   token of the lane's leader, expires
/// inflight:LANE    zset     batch name → Redis time in ms until which somebody works on it (or its next try)
/// signing:LANE     zset     batch name → Redis time in ms until which it holds the next batch back
/// wake             channel  "something has changed"
/// </code>
/// Times are those of the Redis server, so that relayers need no common clock. Anything here may be wrong, missing or of another type: entries
/// that cannot be read are logged and acknowledged, keys of a wrong type are deleted, a missing consumer group is made again.
/// </remarks>
internal sealed partial class RedisBatchQueue(RedisConnection redis, RedisKeys keys, RelayerOptions options, ILogger<RedisBatchQueue> logger) : IBatchQueue
{
    private const string Group = "relayers";
    private const string Field = "b";
    private const int MaxStream = 10_000;

    private readonly string _token = $"{options.Name}:{Guid.NewGuid():N}";
    private string _historyFrom = "0";
    private long _turns;

    public async Task<LaneQueueState?> LeadAsync(Lane lane)
    {
        string[] laneKeys = [keys.Lease(lane), keys.InFlight(lane), keys.Signing(lane)];
        var state = await OnOwnTypesAsync(laneKeys, () => redis.EvaluateAsync(RedisScripts.Lead, laneKeys, _token, options.LeaseMilliseconds));
        var parts = (RedisResult[])state;
        if ((long)parts[0] == 0) return null;
        var inFlight = new List<BatchId>();
        foreach (var name in (string[])parts[1])
        {
            if (BatchNames.TryParse(name, out var batch) && batch.Lane == lane) inFlight.Add(batch);
            else await redis.ExecuteAsync("ZREM", keys.InFlight(lane), name);
        }

        return new LaneQueueState(inFlight, (int)(long)parts[2]);
    }

    public Task AddAsync(BatchId batch)
    {
        string[] addKeys = [keys.Batches, keys.InFlight(batch.Lane), keys.Signing(batch.Lane)];
        return OnOwnTypesAsync(addKeys, () => redis.EvaluateAsync(
            RedisScripts.Add, addKeys, batch.ToString(), options.InFlightMilliseconds, options.SigningPatienceMilliseconds, MaxStream, keys.Wake));
    }

    public async Task<IReadOnlyList<QueueEntry>> TakeAsync(int most)
    {
        var taken = new List<QueueEntry>();
        // First of all what this consumer had taken before it died.
        if (_historyFrom != ">")
        {
            await TakeIntoAsync(taken, () => ReadGroupAsync(_historyFrom, most));
            _historyFrom = ">";
        }

        if (taken.Count < most) await TakeIntoAsync(taken, () => ReadGroupAsync(">", most - taken.Count));
        // Now and then what a dead consumer has left.
        if (taken.Count < most && _turns++ % 8 == 0) await TakeIntoAsync(taken, () => ClaimAsync(most - taken.Count));
        return taken;
    }

    public Task SignedAsync(BatchId batch) =>
        OnOwnTypesAsync([keys.Signing(batch.Lane)], () => redis.EvaluateAsync(RedisScripts.Signed, [keys.Signing(batch.Lane)], batch.ToString(), keys.Wake));

    public async Task KeepAsync(IReadOnlyList<QueueEntry> entries)
    {
        if (entries.Count == 0) return;
        foreach (var lane in entries.GroupBy(entry => entry.Batch.Lane))
        {
            string[] laneKeys = [keys.InFlight(lane.Key)];
            await OnOwnTypesAsync(laneKeys, () => redis.EvaluateAsync(
                RedisScripts.Keep, laneKeys, [options.InFlightMilliseconds, .. lane.Select(entry => (object)entry.Batch.ToString())]));
        }

        await WithGroupAsync(() => redis.ExecuteAsync("XCLAIM", [keys.Batches, Group, options.Name, 0, .. entries.Select(entry => (object)entry.Key), "JUSTID"]));
    }

    public Task FinishAsync(QueueEntry entry, TimeSpan? pause)
    {
        string[] finishKeys = [keys.Batches, keys.InFlight(entry.Batch.Lane), keys.Signing(entry.Batch.Lane)];
        return OnOwnTypesAsync(finishKeys, () => redis.EvaluateAsync(
            RedisScripts.Finish, finishKeys, Group, entry.Key, entry.Batch.ToString(), (long)(pause?.TotalMilliseconds ?? 0), keys.Wake));
    }

    private async Task TakeIntoAsync(List<QueueEntry> taken, Func<Task<RedisResult[]>> read)
    {
        foreach (var item in await WithGroupAsync(read))
        {
            if (item.IsNull) continue;
            var (key, name) = StreamReplies.Entry(item, Field);
            if (BatchNames.TryParse(name, out var batch))
            {
                taken.Add(new QueueEntry(batch, this, key));
                continue;
            }

            // Not ours, or not readable: logged once and acknowledged, so that it does not come back.
            Log.Garbage(logger, key, Shown(name));
            await redis.ExecuteAsync("XACK", keys.Batches, Group, key);
            await redis.ExecuteAsync("XDEL", keys.Batches, key);
        }
    }

    private async Task<RedisResult[]> ReadGroupAsync(string from, int most) => StreamReplies.EntriesOfRead(
        await redis.ExecuteAsync("XREADGROUP", "GROUP", Group, options.Name, "COUNT", most, "STREAMS", keys.Batches, from));

    private async Task<RedisResult[]> ClaimAsync(int most) => StreamReplies.EntriesOfClaim(
        await redis.ExecuteAsync("XAUTOCLAIM", keys.Batches, Group, options.Name, options.ClaimIdleMilliseconds, "0-0", "COUNT", most));

    /// <summary>The group is gone after a wipe: it is made again, from the stream's beginning, so that nothing added before is passed over.</summary>
    private async Task<T> WithGroupAsync<T>(Func<Task<T>> command)
    {
        try
        {
            return await OnOwnTypesAsync([keys.Batches], command);
        }
        catch (RedisServerException e) when (RedisErrors.IsNoGroup(e))
        {
            Log.GroupMissing(logger);
            await MakeGroupAsync();
            return await command();
        }
    }

    private async Task MakeGroupAsync()
    {
        try
        {
            await redis.ExecuteAsync("XGROUP", "CREATE", keys.Batches, Group, "0", "MKSTREAM");
        }
        catch (RedisServerException e) when (RedisErrors.IsBusyGroup(e))
        {
            // Another relayer was faster.
        }
    }

    private async Task<T> OnOwnTypesAsync<T>(IReadOnlyList<string> used, Func<Task<T>> command)
    {
        try
        {
            return await command();
        }
        catch (RedisServerException e) when (RedisErrors.IsWrongType(e))
        {
            Log.WrongType(logger, string.Join(", ", used));
            await redis.ExecuteAsync("DEL", [.. used]);
            return await command();
        }
    }

    private static string Shown(string? name) => name is null ? "(no name)" : new string([.. name.Take(60).Select(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '+' ? c : '?')]);

    private static partial class Log
    {
        [LoggerMessage(EventId = 1311, Level = LogLevel.Warning, Message = "entry {Key} in the queue names no batch and is dropped: {Name}")]
        public static partial void Garbage(ILogger logger, string key, string name);

        [LoggerMessage(EventId = 1312, Level = LogLevel.Warning, Message = "the queue's consumer group is missing (redis was wiped, or is new) and is made again")]
        public static partial void GroupMissing(ILogger logger);

        [LoggerMessage(EventId = 1313, Level = LogLevel.Warning, Message = "a key in redis is not of its type, all of these are deleted: {Keys}")]
        public static partial void WrongType(ILogger logger, string keys);
    }
}
