using System.Diagnostics.Metrics;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>Counts events that look like a lock and come from another contract (M02): somebody is trying.</summary>
public static class ForeignEmitters
{
    /// <summary>Name of the meter.</summary>
    public const string MeterName = "Bridge.Chains";

    /// <summary>Name of the counter; its tag <c>chain</c> is the bridge's chain number.</summary>
    public const string CounterName = "bridge.locks.foreign_emitter";

    private static readonly Meter Meter = new(MeterName);
    private static readonly Counter<long> Counter = Meter.CreateCounter<long>(CounterName, description: "Events of other contracts that look like a lock");

    /// <summary>None is counted too: the first one is then seen as a rise, and not as the beginning of a series.</summary>
    internal static void Count(ChainId chain, int events) => Counter.Add(events, new KeyValuePair<string, object?>("chain", chain.Value));
}
