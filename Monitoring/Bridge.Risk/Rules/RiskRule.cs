using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;

namespace Bridge.Risk.Rules;

/// <summary>Says what a rule is, for the engine and for people. Its file tells the rest.</summary>
/// <param name="name">Its name in settings, journals and evidence. Stored: never change it.</param>
/// <param name="severity">Fact or suspicion.</param>
/// <param name="level">Hard: the level it asks for. Soft: the highest one its score may lead to.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class RiskRuleAttribute(string name, RiskSeverity severity, BreakerLevel level) : Attribute
{
    /// <summary>Its name.</summary>
    public string Name => name;

    /// <summary>Fact or suspicion.</summary>
    public RiskSeverity Severity => severity;

    /// <summary>What it may lead to.</summary>
    public BreakerLevel Level => level;

    /// <summary>What it protects, in a sentence.</summary>
    public required string Protects { get; init; }

    /// <summary>What a false alarm costs, in a sentence.</summary>
    public required string FalseAlarm { get; init; }

    /// <summary>Who answers for it: who is called, and who looks before it is cleared.</summary>
    public required string Owner { get; init; }
}

/// <summary>
/// One rule: a pure function of the events so far. It reads no clock, chain or disk; what it remembers it computed from events, so the same stream gives the same
/// findings anywhere. One file per rule in this folder, with its settings as a nested record; <see cref="RuleSet"/> finds it by its attribute.
/// </summary>
public abstract class RiskRule
{
    /// <summary>Looks at one event after the ledger has taken it in. Called for every event: what does not concern the rule costs one type test.</summary>
    public abstract void Look(RiskEvent @event, RiskLedger ledger, RuleFindings findings);
}

/// <summary>Settings of a rule. A record with a default for each, so that a rule runs without any.</summary>
public interface IRuleSettings
{
    /// <summary>Every value out of its bounds, in words; empty when all are good.</summary>
    IEnumerable<string> Problems();
}

/// <summary>Takes what a rule finds in the event it looks at.</summary>
public sealed class RuleFindings
{
    private readonly List<RiskFinding> _found = [];
    private RiskRuleAttribute? _rule;
    private DateTimeOffset _at;

    internal IReadOnlyList<RiskFinding> Found => _found;

    /// <summary>A fact: the rule's level, at once, until a person clears it.</summary>
    public void Fact(RiskPlace place, string detail, params ReadOnlySpan<RiskEvidence> evidence)
    {
        if (_rule!.Severity != RiskSeverity.Hard) throw new InvalidOperationException($"rule {_rule.Name} is soft and reports a fact");
        _found.Add(new()
        {
            Rule = _rule.Name, Severity = RiskSeverity.Hard, Place = place, Level = _rule.Level, Score = 100, Detail = detail, Evidence = [.. evidence], At = _at, ExpiresAt = null,
        });
    }

    /// <summary>A suspicion that stands for a time, longer when it is found again.</summary>
    public void Suspicion(RiskPlace place, int score, TimeSpan stands, string detail, params ReadOnlySpan<RiskEvidence> evidence)
    {
        if (_rule!.Severity != RiskSeverity.Soft) throw new InvalidOperationException($"rule {_rule.Name} is hard and reports a suspicion");
        _found.Add(new()
        {
            Rule = _rule.Name, Severity = RiskSeverity.Soft, Place = place, Level = _rule.Level, Score = Math.Clamp(score, 1, 100), Detail = detail, Evidence = [.. evidence],
            At = _at, ExpiresAt = _at + stands,
        });
    }

    internal void Begin(RiskRuleAttribute rule, DateTimeOffset at) => (_rule, _at) = (rule, at);

    internal void Clear() => _found.Clear();
}
