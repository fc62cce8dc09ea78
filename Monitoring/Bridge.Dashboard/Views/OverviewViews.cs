using Bridge.Dashboard.Readings;

namespace Bridge.Dashboard.Views;

/// <summary>What a person should look at.</summary>
internal sealed record ProblemView(string Severity, string Text, string? Link);

/// <summary>What may come.</summary>
internal sealed record Forecast(string OutflowPerSecond, DateTimeOffset? ExhaustedAt, DateTimeOffset? WaitingFitsAt);

/// <summary>What arrives over one lane of one asset, against its limits. <c>StoppedByGuardians</c>: whatever the level is, too few are left that sign it.</summary>
internal sealed record LaneFlow(
    string Lane, string Source, string Destination, string Asset, Sourced Limits, byte? LevelInForce, bool StoppedByGuardians, Filling? Filling, Amount LastHour, Amount LastDay, Amount WaitingAmount, long WaitingCount, Forecast Forecast);

/// <summary>A chain in short.</summary>
internal sealed record ChainBrief(string Chain, Sourced Finalized, double? FinalityLagSeconds, int Sources, int SourcesHealthy, bool Diverged);

/// <summary>The guardians in short.</summary>
internal sealed record GuardianBrief(int Total, int Threshold, int? Signing, int? Margin);

/// <summary>How much waits.</summary>
internal sealed record WaitingBrief(long Count, int Holds);

/// <summary>How far the history goes.</summary>
internal sealed record HistoryBrief(long Transfers, bool CaughtUp);

/// <summary>Everything at a glance.</summary>
internal sealed record Overview(
    DateTimeOffset Now, IReadOnlyList<BreakerCell> Breakers, IReadOnlyList<LaneFlow> Flows, IReadOnlyList<Reserve> Reserves, IReadOnlyList<ChainBrief> Chains, GuardianBrief Guardians,
    TransferRow? OldestWaiting, WaitingBrief Waiting, Sourced History, IReadOnlyList<ProblemView> Problems);
