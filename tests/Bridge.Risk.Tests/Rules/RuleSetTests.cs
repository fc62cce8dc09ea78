using System.Text.Json.Nodes;
using Bridge.Risk.Rules;

namespace Bridge.Risk.Tests.Rules;

public class RuleSetTests
{
    [Fact]
    public void Default_HasEverySignalOfTheWalls()
    {
        RuleSet.Default.Entries.Count(rule => rule.About.Severity == RiskSeverity.Hard).ShouldBe(11);
        RuleSet.Default.Entries.Count(rule => rule.About.Severity == RiskSeverity.Soft).ShouldBe(14);
        foreach (var rule in RuleSet.Default.Entries)
        {
            rule.About.Protects.ShouldNotBeNullOrWhiteSpace();
            rule.About.FalseAlarm.ShouldNotBeNullOrWhiteSpace();
            rule.About.Owner.ShouldNotBeNullOrWhiteSpace();
            (rule.Settings?.Problems() ?? []).ShouldBeEmpty(rule.About.Name);
            // A fact halts; a suspicion never stops locks.
            if (rule.About.Severity == RiskSeverity.Hard) rule.About.Level.ShouldBeAtLeast(BreakerLevel.Stop, rule.About.Name);
            else rule.About.Level.ShouldBeAtMost(BreakerLevel.Hold, rule.About.Name);
        }
    }

    [Fact]
    public void Load_WithSettings_ChangesOnlyThose()
    {
        var rules = RuleSet.Load(Object("""{ "equal-amounts": { "count": 7 }, "price-trouble": false }"""));
        var settings = rules.Entries.Single(rule => rule.About.Name == "equal-amounts").Settings.ShouldBeOfType<EqualAmountsRule.Options>();
        settings.ShouldBe(new EqualAmountsRule.Options { Count = 7 });
        rules.Entries.ShouldNotContain(rule => rule.About.Name == "price-trouble");
    }

    [Fact]
    public void Load_WithMistakes_NamesAllOfThem()
    {
        var thrown = Should.Throw<ProtocolException>(() => RuleSet.Load(Object(
            """{ "equal-amount": {}, "equal-amounts": { "count": 1, "score": 0 }, "bucket-use": { "halfscores": 1 }, "secret-reuse": false, "over-released": { "any": 1 } }""")));
        foreach (var part in new[] { "\"equal-amount\"", "count should be", "score should be", "bucket-use", "secret-reuse is a hard rule", "over-released has no settings" }) thrown.Message.ShouldContain(part);
    }

    [Fact]
    public void Only_OfAnUnknownRule_IsRefused() => Should.Throw<ProtocolException>(() => RuleSet.Default.Only("no-such-rule"));

    private static JsonObject Object(string text) => JsonNode.Parse(text)!.AsObject();
}
