using System.Diagnostics.Metrics;
using Bridge.Observability;

namespace Bridge.Guardian.Health;

/// <summary>What the health report says, as gauges: asked when somebody looks.</summary>
public sealed class HealthGauges : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Guardian);

    /// <summary>Makes the instruments.</summary>
    /// <param name="report">The guardian as its operator sees it.</param>
    /// <param name="openSessions">Signing sessions that are open.</param>
    public HealthGauges(Func<HealthReport> report, Func<int> openSessions)
    {
        _meter.CreateObservableGauge(BridgeMeters.Healthy, () => report().Healthy ? 1 : 0, description: "1 while the daemon can do all of its work");
        _meter.CreateObservableGauge(BridgeMeters.Problems, () => report().Problems.Count, description: "Problems that stand");
        _meter.CreateObservableGauge(BridgeMeters.JournalLocks, () => report().JournalLocks, description: "Final locks in the journal");
        _meter.CreateObservableGauge(BridgeMeters.OpenSessions, openSessions, description: "Signing sessions that are open");
        PerChain(BridgeMeters.FinalizedHeight, null, "Finalised height that was read", report, chain => chain.FinalizedHeight);
        PerChain(BridgeMeters.ReadLag, "s", "Since the last good read", report, chain => chain.LagSeconds);
        PerChain(BridgeMeters.Halted, null, "1 while the chain is halted until a person clears it", report, chain => chain.Halted ? 1 : 0);
        PerChain(BridgeMeters.CaughtUp, null, "1 once history is read to its end", report, chain => chain.CaughtUp ? 1 : 0);
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();

    // What is not known yet is no zero: it is left out.
    private void PerChain(string name, string? unit, string description, Func<HealthReport> report, Func<ChainHealth, double?> read) => _meter.CreateObservableGauge(
        name,
        () => report().Chains.Where(chain => read(chain) is not null).Select(chain => new Measurement<double>(read(chain)!.Value, new KeyValuePair<string, object?>("chain", chain.Name))),
        unit, description);
}
