using Bridge.Localnet.Timelines;

namespace Bridge.Localnet.Demonstrations;

/// <summary>The demonstration did not end as it should.</summary>
internal sealed class DemonstrationException(string message, IReadOnlyList<TransferTimeline> transfers) : Exception(message)
{
    /// <summary>How far each transfer came.</summary>
    public IReadOnlyList<TransferTimeline> Transfers { get; } = transfers;
}
