using Bridge.Protocol;
using Bridge.Relayer.Configuration;

namespace Bridge.Relayer.Queue;

/// <summary>Signatures kept in Redis, so that another relayer can deliver after a crash without asking the guardians again.</summary>
internal sealed class AttestationCache(RedisConnection redis, RedisKeys keys, RelayerOptions options)
{
    /// <summary>A signature that somebody stored for this digest. Whether it is one is for the caller to verify: anyone may have written it.</summary>
    public async Task<GroupSignature?> FindUnverifiedAsync(MessageDigest digest)
    {
        try
        {
            var found = (string?)await redis.ExecuteAsync("GET", keys.Attestation(digest));
            return found is null ? null : GroupSignature.From(Hex.Decode(found));
        }
        catch (Exception e) when (e is RedisUnavailableException or StackExchange.Redis.RedisServerException or ProtocolException)
        {
            // A cache that cannot answer costs one signing round.
            return null;
        }
    }

    public async Task StoreAsync(MessageDigest digest, GroupSignature signature)
    {
        try
        {
            await redis.ExecuteAsync("SET", keys.Attestation(digest), signature.ToString(), "EX", options.RedisRetentionHours * 3_600);
        }
        catch (Exception e) when (e is RedisUnavailableException or StackExchange.Redis.RedisServerException)
        {
            // This relayer goes on with the signature it holds.
        }
    }
}
