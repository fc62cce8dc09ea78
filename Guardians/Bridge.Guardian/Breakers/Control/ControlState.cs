using System.Text.Json;
using System.Text.Json.Serialization;
using Bridge.Chains;
using Bridge.Protocol.Risk;

namespace Bridge.Guardian.Breakers.Control;

/// <summary>What waits for its time on a chain.</summary>
/// <param name="Action">What it does.</param>
/// <param name="ReadyAt">From when it can be executed.</param>
/// <param name="Until">Until when.</param>
public sealed record Proposal(RiskActionKind Action, DateTimeOffset ReadyAt, DateTimeOffset Until);

/// <summary>Who holds which power on one chain, as one source showed it. Ids and accounts are their usual text, so that two of them compare as text.</summary>
public sealed record ControlState
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true, RespectNullableAnnotations = true };

    /// <summary>Breaker levels by scope.</summary>
    public required SortedDictionary<string, BreakerLevel> Levels { get; init; }

    /// <summary>Keys that have a role.</summary>
    public required SortedDictionary<string, RiskRole> Roles { get; init; }

    /// <summary>Largest release, capacity, refill, hold threshold by asset, as they were set.</summary>
    public required SortedDictionary<string, ulong[]> Limits { get; init; }

    /// <summary>The delays; no paper changes them.</summary>
    public required RiskDelays Delays { get; init; }

    /// <summary>The guardians' key in force: epoch and key.</summary>
    public required string Key { get; init; }

    /// <summary>The key that waits for its activation; null = none.</summary>
    public required string? PendingKey { get; init; }

    /// <summary>The last nonce of every key that has or had a role: it moves with each paper.</summary>
    public required SortedDictionary<string, ulong> Nonces { get; init; }

    /// <summary>What is scheduled, by digest.</summary>
    public required SortedDictionary<string, Proposal> Scheduled { get; init; }

    /// <summary>As text: two states are the same when their texts are.</summary>
    public string Write() => JsonSerializer.Serialize(this, Json);
}

/// <summary>What a guardian remembers of a chain's control plane: the state that was agreed last, and what stood behind changes that may show a read later.</summary>
/// <param name="BegunAt">When the read of <paramref name="State"/> began.</param>
/// <param name="State">The state.</param>
/// <param name="Departed">What was ready and left the schedule between the last two reads, unused as yet.</param>
/// <param name="Signed">How many officers used a nonce between the last two reads.</param>
/// <param name="HasPaper">True when anybody used one.</param>
/// <param name="KeyBefore">The key that waited at the read before the last.</param>
// What a program before this one remembered besides is no reason to forget the rest.
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Skip)]
public sealed record ControlMemory(DateTimeOffset BegunAt, ControlState State, IReadOnlyList<RiskActionKind> Departed, int Signed, bool HasPaper, string? KeyBefore)
{
    /// <summary>The first state that was seen: there is nothing to compare it with.</summary>
    public static ControlMemory First(DateTimeOffset begunAt, ControlState state) => new(begunAt, state, [], 0, false, null);
}

/// <summary>One change of power.</summary>
/// <param name="What">In a word, as <see cref="Bridge.Risk.Events.AdminSeen"/> has it.</param>
/// <param name="Authorised">The chain shows what stands behind it.</param>
/// <param name="Detail">For people.</param>
public sealed record ControlChange(string What, bool Authorised, string Detail);
