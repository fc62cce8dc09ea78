using System.Diagnostics.Metrics;
using Bridge.Observability;
using Bridge.Observability.Tracing;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Delivery;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Signing;

namespace Bridge.Relayer.Status;

/// <summary>Shows the board to those who watch many relayers: gauges of what waits, and the steps of each transfer in its trace.</summary>
/// <remarks>It only listens to <see cref="TransferBoard.Changed"/>: nothing of a transfer depends on it. Kept in memory: open transfers.</remarks>
internal sealed class TransferTelemetry : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Relayer);
    private readonly Lock _gate = new();
    private readonly Dictionary<TransferId, (TransferState State, DateTimeOffset Since)> _open = [];
    private readonly string _bridge;
    private readonly TimeProvider _time;

    public TransferTelemetry(BridgeId bridge, TransferBoard board, GuardianStanding standing, int threshold, HealthReporter health, JourneyRegistry journeys, TimeProvider time)
    {
        (_bridge, _time) = (bridge.ToString(), time);
        board.Changed += OnChanged;
        _meter.CreateObservableGauge(BridgeMeters.TransfersOpen, CountOpen, description: "Transfers that are final and not released");
        _meter.CreateObservableGauge(BridgeMeters.OldestWaiting, AgeOfOldest, "s", "How long the oldest transfer waits that is final and not released");
        _meter.CreateObservableGauge(BridgeMeters.BatchesInWork, () => journeys.Count, description: "Batches between queue and released");
        _meter.CreateObservableGauge(BridgeMeters.GuardiansLive, () => standing.LiveCount, description: "Guardians that answer");
        _meter.CreateObservableGauge(BridgeMeters.GuardiansThreshold, () => threshold, description: "Guardians that have to sign");
        _meter.CreateObservableGauge(BridgeMeters.Healthy, () => health.Report().Healthy ? 1 : 0, description: "1 while the daemon can do all of its work");
        _meter.CreateObservableGauge(BridgeMeters.Problems, () => health.Report().Problems.Count, description: "Problems that stand");
    }

    public void Dispose() => _meter.Dispose();

    private void OnChanged(TransferRecord record)
    {
        if (record.State == TransferState.Observed) return;
        TransferState? before;
        lock (_gate)
        {
            before = _open.TryGetValue(record.Id, out var known) ? known.State : null;
            if (record.State.IsEnd()) _open.Remove(record.Id);
            else _open[record.Id] = (record.State, before is null ? record.Times.Final ?? _time.GetUtcNow() : known.Since);
        }

        if (before != record.State) Trace(record);
    }

    private void Trace(TransferRecord record)
    {
        if (!TransferTrace.IsOn) return;
        var times = record.Times;
        switch (record.State)
        {
            case TransferState.Finalized:
                Step("relayer finality", record, times.Locked, times.Final);
                break;
            case TransferState.Signed:
                Step("relayer signing", record, times.Final, times.Signed);
                break;
            case TransferState.Submitted:
                Step("relayer delivery", record, times.Signed, times.Submitted);
                break;
            case TransferState.Released:
                Step("relayer release", record, times.Submitted, times.Released);
                Step("transfer", record, times.Locked ?? times.Final, times.Released);
                break;
        }
    }

    // Moments of what was read as history are not known: no span is better than an invented one.
    private void Step(string step, TransferRecord record, DateTimeOffset? from, DateTimeOffset? to)
    {
        if (from is { } began && to is { } ended) TransferTrace.Step(step, _bridge, record.Id.ToString(), began, ended);
    }

    private List<Measurement<int>> CountOpen()
    {
        lock (_gate)
        {
            return [.. _open.GroupBy(open => (open.Key.Lane, open.Value.State)).Select(group => new Measurement<int>(
                group.Count(), KeyValuePair.Create<string, object?>("lane", group.Key.Lane.ToString()), KeyValuePair.Create<string, object?>("state", group.Key.State.ToString())))];
        }
    }

    private List<Measurement<double>> AgeOfOldest()
    {
        var now = _time.GetUtcNow();
        lock (_gate)
        {
            return [.. _open.GroupBy(open => open.Key.Lane).Select(group => new Measurement<double>(
                (now - group.Min(open => open.Value.Since)).TotalSeconds, KeyValuePair.Create<string, object?>("lane", group.Key.ToString())))];
        }
    }
}
