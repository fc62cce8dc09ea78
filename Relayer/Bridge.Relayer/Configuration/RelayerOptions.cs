using System.Text.Json;

namespace Bridge.Relayer.Configuration;

/// <summary>
/// The settings of one relayer, read from <c>relayer.json</c> in its directory. Durations are whole milliseconds, so that the file says its units.
/// Every value has a bound (<see cref="RelayerOptionsCheck"/>); a file with a bad or unknown one does not start.
/// </summary>
internal sealed record RelayerOptions
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    /// <summary>Name for people, unique among relayers that share a Redis: it names the queue's consumer.</summary>
    public required string Name { get; init; }

    /// <summary>Where the status API listens, as http://127.0.0.1:7100.</summary>
    public required string Listen { get; init; }

    /// <summary>Redis, as host:port.</summary>
    public required string Redis { get; init; }

    /// <summary>Longest time between two reads of a chain when no new head wakes the reader, and three times that while heads come. Short: a wake-up may be lost.</summary>
    public int PollMilliseconds { get; init; } = 200;

    /// <summary>Time between two reads of a chain's refund steps: they are rare, and on some chains the read is a search.</summary>
    public int RefundPollMilliseconds { get; init; } = 1_000;

    /// <summary>Shortest time between two reads of a chain: a chain with many heads a second must not be asked that often.</summary>
    public int ReadSpacingMilliseconds { get; init; } = 200;

    /// <summary>How long the leader of a lane stays leader without renewing: the pause after a leader's death.</summary>
    public int LeaseMilliseconds { get; init; } = 3_000;

    /// <summary>How long a queued batch counts as being worked on without a sign of life; after that its transfers are queued again.</summary>
    public int InFlightMilliseconds { get; init; } = 15_000;

    /// <summary>How long an entry of a silent consumer stays its own; after that another takes it over.</summary>
    public int ClaimIdleMilliseconds { get; init; } = 6_000;

    /// <summary>How long Redis may be away before this relayer works without it (several relayers then do the same work; the chain pays once).</summary>
    public int RedisGraceMilliseconds { get; init; } = 2_000;

    /// <summary>How long a transfer may be open, whatever the shared queue says of it, before this relayer takes it up by itself.</summary>
    public int StarvationMilliseconds { get; init; } = 60_000;

    /// <summary>Most batches of one lane waiting for signatures; while as many wait, the next batch grows.</summary>
    public int SigningBatchesPerLane { get; init; } = 1;

    /// <summary>How long a batch that waits for signatures holds the next one back: a refused batch must not stop its lane.</summary>
    public int SigningPatienceMilliseconds { get; init; } = 2_000;

    /// <summary>Most batches signed or delivered at once by this relayer.</summary>
    public int ConcurrentBatches { get; init; } = 16;

    /// <summary>Most batches followed until they are final.</summary>
    public int TrackedBatches { get; init; } = 512;

    /// <summary>Longest wait for one answer of one guardian.</summary>
    public int GuardianTimeoutMilliseconds { get; init; } = 3_000;

    /// <summary>How long a signing attempt runs before the guardians that have answered are asked for another one (ROAST).</summary>
    public int OvertakeMilliseconds { get; init; } = 150;

    /// <summary>Longest time for one signature before the batch is put back.</summary>
    public int SigningDeadlineMilliseconds { get; init; } = 20_000;

    /// <summary>How long a guardian that was caught in a fault is not asked.</summary>
    public int ExclusionMilliseconds { get; init; } = 60_000;

    /// <summary>First pause before a failed delivery is tried again; doubles up to <see cref="RetryMaxMilliseconds"/>.</summary>
    public int RetryMinMilliseconds { get; init; } = 200;

    /// <summary>Longest pause before a failed delivery is tried again.</summary>
    public int RetryMaxMilliseconds { get; init; } = 30_000;

    /// <summary>How long a batch's locks may be unknown here (another relayer's node is ahead of ours) before the entry is given up.</summary>
    public int UnknownBatchMilliseconds { get; init; } = 5_000;

    /// <summary>Most ended transfers kept in memory for the status API.</summary>
    public int RetainedTransfers { get; init; } = 10_000;

    /// <summary>How long statuses and signatures stay in Redis, in hours.</summary>
    public int RedisRetentionHours { get; init; } = 168;

    /// <summary>Reads the file.</summary>
    /// <exception cref="ConfigurationException">Missing, malformed, or values out of bounds: all of them are named.</exception>
    public static RelayerOptions Load(string path)
    {
        RelayerOptions options;
        try
        {
            options = JsonSerializer.Deserialize<RelayerOptions>(File.ReadAllText(path), Json)
                ?? throw new ConfigurationException([$"{path} holds no options"]);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new ConfigurationException([$"cannot read {path}: {e.Message}"]);
        }

        var errors = RelayerOptionsCheck.Errors(options);
        return errors.Count == 0 ? options : throw new ConfigurationException([.. errors.Select(error => $"{path}: {error}")]);
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json) + "\n";
}

/// <summary>The relayer cannot start as it is set up; every reason at once.</summary>
internal sealed class ConfigurationException(IReadOnlyList<string> errors) : Exception(string.Join(Environment.NewLine, errors))
{
    public IReadOnlyList<string> Errors { get; } = errors;
}
