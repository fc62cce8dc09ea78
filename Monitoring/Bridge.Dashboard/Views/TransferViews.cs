using System.Text.Json.Serialization;
using Bridge.Dashboard.Readings;

namespace Bridge.Dashboard.Views;

/// <summary>A page of a list.</summary>
internal sealed record PageView<T>(IReadOnlyList<T> Items, string? Next);

/// <summary>A transfer in a list.</summary>
internal record TransferRow
{
    public required string Id { get; init; }

    public required string Source { get; init; }

    public required string Destination { get; init; }

    public required string Asset { get; init; }

    public required Amount Amount { get; init; }

    public required string Kind { get; init; }

    public required string State { get; init; }

    public string? WaitingFor { get; init; }

    public DateTimeOffset? WaitsUntil { get; init; }

    public required DateTimeOffset LockedAt { get; init; }

    public DateTimeOffset? EndedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }
}

/// <summary>Everything about a transfer.</summary>
internal sealed record TransferDetail : TransferRow
{
    public required string Sender { get; init; }

    public required string Recipient { get; init; }

    public required string Encoded { get; init; }

    public required string Leaf { get; init; }

    public required string SourceTransaction { get; init; }

    public required ulong SourceHeight { get; init; }

    public string? DestinationTransaction { get; init; }

    public string? HoldTransaction { get; init; }

    public required IReadOnlyList<TimelineStep> Timeline { get; init; }

    public required IReadOnlyList<Sourced> Relayers { get; init; }

    public required IReadOnlyList<Sourced> Observations { get; init; }

    public required IReadOnlyList<Evidence> Evidence { get; init; }
}

/// <summary>One step of a transfer, and who says that it happened.</summary>
internal sealed record TimelineStep(string Step, DateTimeOffset At, string Source, string Text, string? Transaction, string? Chain);

/// <summary>Something to weigh.</summary>
internal sealed record Evidence(string Label, string Text, EvidenceWeight Weight);

/// <summary>Which way it weighs.</summary>
[JsonConverter(typeof(LowerCaseEnumConverter<EvidenceWeight>))]
internal enum EvidenceWeight
{
    Good = 1,
    Neutral = 2,
    Bad = 3,

    /// <summary>Not wrong by itself, and not what is usual: worth a look.</summary>
    Unusual = 4,
}
