using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Risk.Rules;

/// <summary>A rule that can be made: what it is, and its settings.</summary>
public sealed record RuleEntry
{
    private readonly ConstructorInfo _constructor;

    internal RuleEntry(RiskRuleAttribute about, IRuleSettings? settings, ConstructorInfo constructor) => (About, Settings, _constructor) = (about, settings, constructor);

    /// <summary>Name, severity, story.</summary>
    public RiskRuleAttribute About { get; }

    /// <summary>Its settings; null when it has none.</summary>
    public IRuleSettings? Settings { get; }

    internal RiskRule Create() => (RiskRule)_constructor.Invoke(Settings is null ? [] : [Settings]);
}

/// <summary>
/// The rules of this assembly with their settings. A rule is found by its <see cref="RiskRuleAttribute"/>, so adding one touches its own file only. Settings are a
/// JSON object, one member per rule by its name: <c>{ "equal-amounts": { "count": 6 } }</c>; what is not named keeps its default, <c>false</c> switches a soft rule off.
/// </summary>
public sealed class RuleSet
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        AllowDuplicateProperties = false,
    };

    private static readonly IReadOnlyList<(RiskRuleAttribute About, ConstructorInfo Constructor)> Known = [.. Find()];

    private RuleSet(IReadOnlyList<RuleEntry> entries) => Entries = entries;

    /// <summary>Every rule that runs, in the order of names.</summary>
    public IReadOnlyList<RuleEntry> Entries { get; }

    /// <summary>Every rule with its default settings.</summary>
    public static RuleSet Default { get; } = Load(null);

    /// <summary>Every rule, with settings where the object has some.</summary>
    /// <exception cref="ProtocolException">An unknown rule or setting, a value out of its bounds, a hard rule switched off; all of them at once.</exception>
    public static RuleSet Load(JsonObject? settings)
    {
        var problems = new List<string>();
        foreach (var name in (settings ?? []).Select(member => member.Key).Where(name => Known.All(rule => rule.About.Name != name))) problems.Add($"there is no rule \"{name}\"");
        var entries = new List<RuleEntry>();
        foreach (var (about, constructor) in Known)
        {
            var given = settings?[about.Name];
            if (given is JsonValue value && value.TryGetValue<bool>(out var on))
            {
                // SECURITY: a fact is not a matter of taste: what halts is never switched off by a setting (W9).
                if (!on && about.Severity == RiskSeverity.Hard) problems.Add($"{about.Name} is a hard rule and cannot be switched off");
                if (!on) continue;
                given = null;
            }

            entries.Add(new RuleEntry(about, Settings(about, constructor, given, problems), constructor));
        }

        return problems.Count == 0 ? new(entries) : throw new ProtocolException("the rules cannot be used:" + string.Concat(problems.Select(problem => $"\n  - {problem}")));
    }

    /// <summary>Only the rules of these names: for tests, figures and dry runs. A daemon runs all of them.</summary>
    /// <exception cref="ProtocolException">An unknown name.</exception>
    public RuleSet Only(params IEnumerable<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.Ordinal);
        return Entries.Select(entry => entry.About.Name).ToHashSet(StringComparer.Ordinal).IsSupersetOf(wanted)
            ? new([.. Entries.Where(entry => wanted.Contains(entry.About.Name))])
            : throw new ProtocolException($"there are not all of these rules: {string.Join(", ", wanted)}");
    }

    private static IRuleSettings? Settings(RiskRuleAttribute about, ConstructorInfo constructor, JsonNode? given, List<string> problems)
    {
        if (constructor.GetParameters() is not [var parameter])
        {
            if (given is not null) problems.Add($"{about.Name} has no settings");
            return null;
        }

        try
        {
            var settings = (IRuleSettings)(given ?? new JsonObject()).Deserialize(parameter.ParameterType, Json)!;
            problems.AddRange(settings.Problems().Select(problem => $"{about.Name}: {problem}"));
            return settings;
        }
        catch (JsonException e)
        {
            problems.Add($"{about.Name}: {e.Message}");
            return null;
        }
    }

    private static IEnumerable<(RiskRuleAttribute About, ConstructorInfo Constructor)> Find() => typeof(RuleSet).Assembly.GetTypes()
        .Where(type => type.IsSubclassOf(typeof(RiskRule)) && !type.IsAbstract)
        .Select(type => (About: type.GetCustomAttribute<RiskRuleAttribute>() ?? throw new InvalidOperationException($"{type} is a rule without its attribute"), type.GetConstructors().Single()))
        .OrderBy(rule => rule.About.Name, StringComparer.Ordinal);
}
