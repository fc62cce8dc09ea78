using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;
using Bridge.Risk.Rules;

namespace Bridge.Risk;

/// <summary>Events in, breakers out. Not safe for several threads at once: whoever owns it feeds it one event after the other.</summary>
/// <remarks>
/// <para>An event goes into the ledger first; then every rule looks at it with the ledger beside it; then what the rules found goes to the board, and suspicions whose
/// time is over leave it. Nothing here reads a clock, a chain or a disk, so a recorded history gives the same breakers again.</para>
/// <para>Hard findings trip at once and stand until a person clears them. Soft ones add up at their place: <see cref="RiskThresholds"/>.</para>
/// <para>Cost: some hundred nanoseconds an event (figure risk.events_per_s).</para>
/// </remarks>
public sealed class RiskEngine
{
    private readonly (RiskRuleAttribute About, RiskRule Rule)[] _rules;
    private readonly RuleFindings _findings = new();

    /// <summary>An engine that has seen nothing.</summary>
    public RiskEngine(RuleSet rules, RiskThresholds? thresholds = null)
    {
        _rules = [.. rules.Entries.Select(entry => (entry.About, entry.Create()))];
        Board = new(thresholds ?? new());
    }

    /// <summary>What stands.</summary>
    public BreakerBoard Board { get; }

    /// <summary>The snapshot that rules look at.</summary>
    public RiskLedger Ledger { get; } = new();

    /// <summary>Everything the rules found in the last event, also what changed nothing.</summary>
    public IReadOnlyList<RiskFinding> Findings => _findings.Found;

    /// <summary>Takes one event in; the breakers it changed.</summary>
    /// <exception cref="Bridge.Protocol.ProtocolException">The event is older than the one before. Nothing has changed.</exception>
    public IReadOnlyList<BreakerChange> Apply(RiskEvent @event)
    {
        Ledger.Take(@event);
        _findings.Clear();
        foreach (var (about, rule) in _rules)
        {
            _findings.Begin(about, @event.At);
            rule.Look(@event, Ledger, _findings);
        }

        if (_findings.Found.Count == 0) return Board.Expire(@event.At);
        var changes = new List<BreakerChange>();
        foreach (var finding in _findings.Found)
        {
            if (Board.Take(finding, OwnerOf(finding.Rule)) is { } change) changes.Add(change);
        }

        // After what was found again: a suspicion that goes on does not end for a moment.
        changes.AddRange(Board.Expire(@event.At));
        return changes;
    }

    private string OwnerOf(string rule)
    {
        foreach (var (about, _) in _rules)
        {
            if (about.Name == rule) return about.Owner;
        }

        throw new InvalidOperationException($"there is no rule {rule}");
    }
}
