using System.Diagnostics.Metrics;
using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer;

/// <summary>What the relayer counts (System.Diagnostics.Metrics): shown by GET /metrics, exported when a collector is configured.</summary>
internal sealed class RelayerMeter : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Relayer);
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _released;
    private readonly Counter<long> _deliveries;
    private readonly Histogram<double> _finalToSubmitted;

    public RelayerMeter()
    {
        _sessions = _meter.CreateCounter<long>(BridgeMeters.SigningSessions, description: "Signing sessions that ended");
        _faults = _meter.CreateCounter<long>(BridgeMeters.GuardianFaults, description: "Faults proved against a guardian");
        _refusals = _meter.CreateCounter<long>(BridgeMeters.Refusals, description: "Refusals of guardians to sign");
        _released = _meter.CreateCounter<long>(BridgeMeters.TransfersReleased, description: "Transfers seen finally released");
        _deliveries = _meter.CreateCounter<long>(BridgeMeters.Deliveries, description: "Transfers delivered to a chain, by what came of it");
        _finalToSubmitted = _meter.CreateHistogram<double>(BridgeMeters.FinalToSubmitted, "s", "From a lock seen final to its release sent");
    }

    public void SigningEnded(string outcome) => _sessions.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));

    public void GuardianFault(Culprit culprit) => _faults.Add(1,
        KeyValuePair.Create<string, object?>("guardian", culprit.Guardian), KeyValuePair.Create<string, object?>("fault", culprit.Fault.ToString()));

    public void Refusal(Refuser refuser) => _refusals.Add(1, KeyValuePair.Create<string, object?>("reason", refuser.Reason.ToString()));

    public void Released(Lane lane) => _released.Add(1, KeyValuePair.Create<string, object?>("lane", lane.ToString()));

    public void Delivered(string chain, ReleaseOutcome outcome) => _deliveries.Add(1,
        KeyValuePair.Create<string, object?>("chain", chain), KeyValuePair.Create<string, object?>("outcome", outcome.GetType().Name));

    public void Submitted(TimeSpan afterFinal) => _finalToSubmitted.Record(afterFinal.TotalSeconds);

    public void Dispose() => _meter.Dispose();
}
