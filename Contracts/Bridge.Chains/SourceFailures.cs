using System.Diagnostics.Metrics;
using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>Counts reads that a source failed, and reads in which sources said different things.</summary>
public static class SourceFailures
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Bridge.Chains";

    /// <summary>
    /// Name of the counter. Its tags: <c>chain</c>, the bridge's number; <c>source</c>, the place of the source in its configuration, from 1, or 0 when it is
    /// their comparison that failed; <c>failure</c>.
    /// </summary>
    public const string CounterName = "bridge.sources.failures";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Counter = Meter.CreateCounter<long>(CounterName, description: "Reads that a source failed, or in which sources said different things");

    /// <summary>Zeros, so that the first failure is seen as a rise and not as the beginning of a series.</summary>
    internal static void Begin(ChainId chain, int sources)
    {
        Add(0, chain, 0, ChainReadFailure.SourcesDisagree);
        for (var source = 1; source <= sources; source++) Add(0, chain, source, ChainReadFailure.Unavailable);
    }

    internal static void Count(ChainId chain, int source, ChainReadFailure failure) => Add(1, chain, source, failure);

    private static void Add(long failures, ChainId chain, int source, ChainReadFailure failure) => Counter.Add(failures,
        new KeyValuePair<string, object?>("chain", chain.Value), new("source", source), new("failure", failure.ToString()));
}
