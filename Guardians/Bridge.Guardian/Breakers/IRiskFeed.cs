using Bridge.Protocol;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Breakers;

/// <summary>Takes what watchers and signing see.</summary>
public interface IRiskFeed
{
    /// <summary>Takes events in, in this order.</summary>
    void Apply(params IReadOnlyList<RiskEvent> events);

    /// <summary>True while a release waits for the locks of <paramref name="source"/> to be read once more.</summary>
    bool AwaitsLocksOf(ChainId source);
}
