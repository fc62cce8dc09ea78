using Bridge.Guardian.Breakers;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Tests;

/// <summary>Remembers what watchers say.</summary>
internal sealed class RecordingFeed : IRiskFeed
{
    public List<RiskEvent> Events { get; } = [];

    public bool Awaits { get; set; }

    public void Apply(params IReadOnlyList<RiskEvent> events) => Events.AddRange(events);

    public bool AwaitsLocksOf(ChainId source) => Awaits;
}
