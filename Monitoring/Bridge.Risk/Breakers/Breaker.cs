using System.Text.Json.Serialization;
using Bridge.Protocol.Risk;

namespace Bridge.Risk.Breakers;

/// <summary>How a breaker stands. Stored: never renumber. Zero is no condition (W9).</summary>
[JsonConverter(typeof(JsonStringEnumConverter<BreakerCondition>))]
public enum BreakerCondition : byte
{
    /// <summary>None: refused.</summary>
    None = 0,

    /// <summary>Nothing stands against the place.</summary>
    Normal = 1,

    /// <summary>A soft rule suspects something; it ends by itself.</summary>
    Suspected = 2,

    /// <summary>A hard rule found a fact; only a person clears it.</summary>
    Tripped = 3,

    /// <summary>A person halted it; only a person clears it, and no rule's finding or expiry touches it.</summary>
    Halted = 4,
}

/// <summary>What happens to a breaker.</summary>
public enum BreakerEvent
{
    /// <summary>A soft rule found something.</summary>
    Suspect = 1,

    /// <summary>A hard rule found a fact.</summary>
    Trip = 2,

    /// <summary>A person halts.</summary>
    Halt = 3,

    /// <summary>The time of a suspicion is over.</summary>
    Expire = 4,

    /// <summary>A person clears.</summary>
    Clear = 5,
}

/// <summary>One breaker: what a rule, or a person, has against a place.</summary>
/// <param name="Source">The rule's name; for a person's halt "human".</param>
/// <param name="Place">Where.</param>
/// <param name="Condition">How it stands.</param>
/// <param name="Level">Tripped or halted: the level in force. Suspected: the highest its score may lead to.</param>
/// <param name="Score">Suspected: 1 to 100, added to the others of the same place. Else 100.</param>
/// <param name="Owner">Who answers for it: the rule's owner, or the person.</param>
/// <param name="Detail">Why, in a sentence.</param>
/// <param name="Evidence">What it rests on: of the latest finding.</param>
/// <param name="Since">Since when it stands.</param>
/// <param name="ExpiresAt">When a suspicion ends by itself; null for what never does.</param>
public sealed record Breaker(
    string Source, RiskPlace Place, BreakerCondition Condition, BreakerLevel Level, int Score, string Owner, string Detail, IReadOnlyList<RiskEvidence> Evidence,
    DateTimeOffset Since, DateTimeOffset? ExpiresAt)
{
    /// <summary>The source of a person's halt.</summary>
    public const string Human = "human";
}

/// <summary>The one transition function of a breaker.</summary>
public static class BreakerTransitions
{
    /// <summary>The next condition.</summary>
    /// <exception cref="IllegalBreakerTransitionException">What cannot happen in that condition.</exception>
    public static BreakerCondition Next(BreakerCondition condition, BreakerEvent @event) => (condition, @event) switch
    {
        (BreakerCondition.Normal or BreakerCondition.Suspected, BreakerEvent.Suspect) => BreakerCondition.Suspected,
        (BreakerCondition.Normal or BreakerCondition.Suspected or BreakerCondition.Tripped, BreakerEvent.Trip) => BreakerCondition.Tripped,
        (BreakerCondition.Normal or BreakerCondition.Halted, BreakerEvent.Halt) => BreakerCondition.Halted,
        (BreakerCondition.Suspected, BreakerEvent.Expire) => BreakerCondition.Normal,
        (BreakerCondition.Suspected or BreakerCondition.Tripped or BreakerCondition.Halted, BreakerEvent.Clear) => BreakerCondition.Normal,
        // SECURITY: a fact and a person's halt never end by the passing of time, nor by a suspicion (W8, M75).
        _ => throw new IllegalBreakerTransitionException(condition, @event),
    };
}

/// <summary>A breaker was asked for what cannot happen in its condition.</summary>
public sealed class IllegalBreakerTransitionException(BreakerCondition condition, BreakerEvent @event) : Exception($"a breaker that is {condition} cannot {@event}")
{
    /// <summary>How it stood.</summary>
    public BreakerCondition Condition => condition;

    /// <summary>What was asked.</summary>
    public BreakerEvent Event => @event;
}
