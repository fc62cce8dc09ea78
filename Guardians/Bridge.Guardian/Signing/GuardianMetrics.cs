using System.Diagnostics.Metrics;
using Bridge.Observability;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Signing;

/// <summary>Counters of the guardian (System.Diagnostics.Metrics).</summary>
public sealed class GuardianMetrics : IDisposable
{
    private readonly Meter _meter = new(BridgeMeters.Guardian);
    private readonly Counter<long> _sessions;
    private readonly Counter<long> _refusals;

    /// <summary>Makes the instruments.</summary>
    public GuardianMetrics() => (_sessions, _refusals) = (
        _meter.CreateCounter<long>(BridgeMeters.SigningSessions, description: "Rounds of signing sessions that were answered"),
        _meter.CreateCounter<long>(BridgeMeters.Refusals, description: "Rounds of signing sessions that were refused"));

    /// <summary>One answer or refusal.</summary>
    public void CountAnswer(string round, RefusalReason? refusal)
    {
        if (refusal is { } reason) _refusals.Add(1, new("round", round), new("reason", reason.ToString()));
        else _sessions.Add(1, new KeyValuePair<string, object?>("outcome", round));
    }

    /// <inheritdoc/>
    public void Dispose() => _meter.Dispose();
}
