using System.Diagnostics.Metrics;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer;

/// <summary>What the relayer counts (System.Diagnostics.Metrics; `dotnet-counters` shows it, an exporter can be attached).</summary>
internal sealed class RelayerMeter : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Relayer);
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _faults;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _released;
    private readonly Histogram<double> _finalToSubmitted;

    public RelayerMeter()
    {
        _sessions = _meter.CreateCounter<long>(BridgeMeters.SigningSessions);
        _faults = _meter.CreateCounter<long>(BridgeMeters.GuardianFaults);
        _refusals = _meter.CreateCounter<long>(BridgeMeters.Refusals);
        _released = _meter.CreateCounter<long>(BridgeMeters.TransfersReleased);
        _finalToSubmitted = _meter.CreateHistogram<double>(BridgeMeters.FinalToSubmitted, "ms");
    }

    public void SigningEnded(string outcome) => _sessions.Add(1, KeyValuePair.Create<string, object?>("outcome", outcome));

    public void GuardianFault(Culprit culprit) => _faults.Add(1,
        KeyValuePair.Create<string, object?>("guardian", culprit.Guardian), KeyValuePair.Create<string, object?>("fault", culprit.Fault.ToString()));

    public void Refusal(Refuser refuser) => _refusals.Add(1, KeyValuePair.Create<string, object?>("reason", refuser.Reason.ToString()));

    public void Released(Lane lane) => _released.Add(1, KeyValuePair.Create<string, object?>("lane", lane.ToString()));

    public void Submitted(TimeSpan afterFinal) => _finalToSubmitted.Record(afterFinal.TotalMilliseconds);

    public void Dispose() => _meter.Dispose();
}
