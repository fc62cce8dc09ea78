using System.Text.Json.Serialization;
using Bridge.Protocol.Risk;

namespace Bridge.Risk;

/// <summary>How sure a rule is. Stored: never renumber. Zero is no severity (W9).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RiskSeverity>))]
public enum RiskSeverity : byte
{
    /// <summary>None: refused.</summary>
    None = 0,

    /// <summary>A fact. Halts at once, needs no score and never expires by itself.</summary>
    Hard = 1,

    /// <summary>A suspicion with a score. Watches, slows or holds, and ends by itself.</summary>
    Soft = 2,
}

/// <summary>One line of evidence, for people.</summary>
/// <param name="Label">What.</param>
/// <param name="Value">Its value: an id, a transaction, a number with its unit.</param>
public sealed record RiskEvidence(string Label, string Value);

/// <summary>What a rule says about one event.</summary>
public sealed record RiskFinding
{
    /// <summary>The rule, by its name. Stored: a rule never changes its name.</summary>
    public required string Rule { get; init; }

    /// <summary>Fact or suspicion.</summary>
    public required RiskSeverity Severity { get; init; }

    /// <summary>Where.</summary>
    public required RiskPlace Place { get; init; }

    /// <summary>Hard: the level it asks for, <see cref="BreakerLevel.Stop"/> or <see cref="BreakerLevel.Cursed"/>. Soft: the highest level its score may lead to.</summary>
    public required BreakerLevel Level { get; init; }

    /// <summary>Soft: 1 to 100. Hard: 100.</summary>
    public required int Score { get; init; }

    /// <summary>What happened, in one sentence.</summary>
    public required string Detail { get; init; }

    /// <summary>What it rests on.</summary>
    public required IReadOnlyList<RiskEvidence> Evidence { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Soft: when it ends unless it is found again. Hard: null.</summary>
    public required DateTimeOffset? ExpiresAt { get; init; }
}
