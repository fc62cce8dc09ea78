using System.Globalization;

namespace Bridge.Relayer.Configuration;

/// <summary>The bound of every setting. All errors are found at once.</summary>
internal static class RelayerOptionsCheck
{
    private const int MaxNameLength = 40;

    public static IReadOnlyList<string> Errors(RelayerOptions options)
    {
        var errors = new List<string>();
        if (options.Name.Length is 0 or > MaxNameLength || !options.Name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.'))
            errors.Add($"name should be 1 to {MaxNameLength} letters, digits, '-', '_' or '.' and is \"{options.Name}\"");
        if (!Uri.TryCreate(options.Listen, UriKind.Absolute, out var listen) || listen.Scheme != Uri.UriSchemeHttp || listen.AbsolutePath != "/")
            errors.Add($"listen should be as http://127.0.0.1:7100 and is \"{options.Listen}\"");
        if (!IsEndpoint(options.Redis)) errors.Add($"redis should be host:port, as 127.0.0.1:6379, and is \"{options.Redis}\"");

        void Bound(string name, int value, int min, int max, string unit)
        {
            if (value < min || value > max) errors.Add($"{name} should be {min} to {max} {unit} and is {value}");
        }

        Bound("pollMilliseconds", options.PollMilliseconds, 20, 60_000, "ms");
        Bound("refundPollMilliseconds", options.RefundPollMilliseconds, 20, 60_000, "ms");
        Bound("readSpacingMilliseconds", options.ReadSpacingMilliseconds, 0, 60_000, "ms");
        Bound("leaseMilliseconds", options.LeaseMilliseconds, 300, 60_000, "ms");
        Bound("inFlightMilliseconds", options.InFlightMilliseconds, 500, 3_600_000, "ms");
        Bound("claimIdleMilliseconds", options.ClaimIdleMilliseconds, 300, 3_600_000, "ms");
        Bound("redisGraceMilliseconds", options.RedisGraceMilliseconds, 0, 600_000, "ms");
        Bound("starvationMilliseconds", options.StarvationMilliseconds, 100, 86_400_000, "ms");
        Bound("signingBatchesPerLane", options.SigningBatchesPerLane, 1, 64, "batches");
        Bound("signingPatienceMilliseconds", options.SigningPatienceMilliseconds, 50, 600_000, "ms");
        Bound("concurrentBatches", options.ConcurrentBatches, 1, 1_000, "batches");
        Bound("trackedBatches", options.TrackedBatches, 1, 100_000, "batches");
        Bound("guardianTimeoutMilliseconds", options.GuardianTimeoutMilliseconds, 50, 60_000, "ms");
        Bound("overtakeMilliseconds", options.OvertakeMilliseconds, 10, 60_000, "ms");
        Bound("signingDeadlineMilliseconds", options.SigningDeadlineMilliseconds, 100, 600_000, "ms");
        Bound("exclusionMilliseconds", options.ExclusionMilliseconds, 0, 86_400_000, "ms");
        Bound("retryMinMilliseconds", options.RetryMinMilliseconds, 10, 600_000, "ms");
        Bound("retryMaxMilliseconds", options.RetryMaxMilliseconds, 10, 3_600_000, "ms");
        Bound("unknownBatchMilliseconds", options.UnknownBatchMilliseconds, 0, 600_000, "ms");
        Bound("retainedTransfers", options.RetainedTransfers, 1, 10_000_000, "transfers");
        Bound("redisRetentionHours", options.RedisRetentionHours, 1, 87_600, "hours");
        if (options.RetryMaxMilliseconds < options.RetryMinMilliseconds) errors.Add("retryMaxMilliseconds should not be below retryMinMilliseconds");
        return errors;
    }

    private static bool IsEndpoint(string text)
    {
        var cut = text.LastIndexOf(':');
        // A comma would smuggle further client settings into the connection string.
        return cut > 0 && !text.Contains(',', StringComparison.Ordinal)
            && ushort.TryParse(text.AsSpan(cut + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var port) && port > 0;
    }
}
