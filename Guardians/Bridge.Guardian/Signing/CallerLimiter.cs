using Bridge.Protocol.Transport;

namespace Bridge.Guardian.Signing;

/// <summary>What a caller's request meets.</summary>
public enum CallerVerdict
{
    /// <summary>Answered.</summary>
    Allowed = 1,

    /// <summary>Too fast, the first time since it was slow enough: worth a line in the log.</summary>
    BeginsToExceed = 2,

    /// <summary>Too fast still.</summary>
    Exceeds = 3,
}

/// <summary>A token bucket for each caller: asked before a request's body is read, so that a flood costs neither parsing nor disk nor curve arithmetic.</summary>
/// <remarks>Callers are pinned relayers, so there are as many buckets as the operator listed pins.</remarks>
public sealed class CallerLimiter(int requestsPerSecond, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TlsPin, Bucket> _buckets = [];

    /// <summary>Takes one request of a caller.</summary>
    public CallerVerdict Take(TlsPin caller)
    {
        lock (_gate)
        {
            var now = time.GetTimestamp();
            // A burst of two seconds' worth: an honest relayer opens the sessions of several lanes at once.
            var full = 2.0 * requestsPerSecond;
            if (!_buckets.TryGetValue(caller, out var bucket)) _buckets[caller] = bucket = new Bucket { Tokens = full, FilledAt = now };
            bucket.Tokens = Math.Min(full, bucket.Tokens + (time.GetElapsedTime(bucket.FilledAt, now).TotalSeconds * requestsPerSecond));
            bucket.FilledAt = now;
            // SECURITY: one relayer's flood is its own; the others have buckets of theirs (M34).
            if (bucket.Tokens < 1)
            {
                var verdict = bucket.IsExceeding ? CallerVerdict.Exceeds : CallerVerdict.BeginsToExceed;
                bucket.IsExceeding = true;
                return verdict;
            }

            bucket.Tokens--;
            if (bucket.Tokens > full / 2) bucket.IsExceeding = false;
            return CallerVerdict.Allowed;
        }
    }

    private sealed class Bucket
    {
        public required double Tokens { get; set; }

        public required long FilledAt { get; set; }

        public bool IsExceeding { get; set; }
    }
}
