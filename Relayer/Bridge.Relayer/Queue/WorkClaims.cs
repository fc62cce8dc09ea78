using Bridge.Relayer.Configuration;
using StackExchange.Redis;

namespace Bridge.Relayer.Queue;

/// <summary>Divides single pieces of work among relayers: who claims one first does it, for as long as the claim is renewed.</summary>
/// <remarks>
/// A courtesy that saves fees and signing rounds, never a lock: without Redis, and after <see cref="RelayerOptions.StarvationMilliseconds"/> of somebody else's
/// claim (anyone may write one), a relayer does the work all the same. The chain does each of it once.
/// </remarks>
internal sealed class WorkClaims(RedisConnection redis, RedisKeys keys, RelayerOptions options, TimeProvider time)
{
    /// <summary>KEYS claim. ARGV token, claim ms. → 1 when it is ours.</summary>
    private const string Take = """
        local holder = redis.call('GET', KEYS[1])
        if holder and holder ~= ARGV[1] then return 0 end
        redis.call('SET', KEYS[1], ARGV[1], 'PX', ARGV[2])
        return 1
        """;

    private readonly string _token = $"{options.Name}:{Guid.NewGuid():N}";
    private readonly Dictionary<string, DateTimeOffset> _refusedSince = new(StringComparer.Ordinal);

    /// <summary>Claims a piece of work, or renews the claim. Not for concurrent use.</summary>
    public async Task<bool> TakeAsync(string work)
    {
        if (await IsOursAsync(work))
        {
            _refusedSince.Remove(work);
            return true;
        }

        if (_refusedSince.TryAdd(work, time.GetUtcNow())) return false;
        return time.GetUtcNow() - _refusedSince[work] >= TimeSpan.FromMilliseconds(options.StarvationMilliseconds);
    }

    /// <summary>Forgets all work but this: what has ended is nobody's any more.</summary>
    public void KeepOnly(IReadOnlySet<string> work)
    {
        foreach (var done in _refusedSince.Keys.Where(known => !work.Contains(known)).ToList()) _refusedSince.Remove(done);
    }

    private async Task<bool> IsOursAsync(string work)
    {
        var key = keys.Claim(work);
        try
        {
            return (long)await redis.EvaluateAsync(Take, [key], _token, options.ClaimIdleMilliseconds) == 1;
        }
        catch (RedisUnavailableException)
        {
            // Several relayers may do it then.
            return true;
        }
        catch (RedisServerException)
        {
            // A key of another type under this name is garbage.
            await DeleteAsync(key);
            return true;
        }
    }

    private async Task DeleteAsync(string key)
    {
        try
        {
            await redis.ExecuteAsync("DEL", key);
        }
        catch (RedisUnavailableException)
        {
            // Deleted the next time.
        }
    }
}
