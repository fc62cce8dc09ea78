using System.Text.Json;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>axe-core, from the page's own locked packages, run over the page as it is shown.</summary>
internal static class Axe
{
    private static readonly string[] Serious = ["serious", "critical"];

    private static readonly Lazy<string> Source = new(() => File.ReadAllText(RepositoryRoot.Combine("Monitoring", "Bridge.Dashboard", "web", "node_modules", "axe-core", "axe.min.js")));

    /// <summary>No serious or critical violation; the message names each with the elements it is about.</summary>
    public static async Task ShouldFindNothingSeriousAsync(Visit visit, string where)
    {
        await visit.Page.EvaluateAsync(Source.Value);
        var found = await visit.Page.EvaluateAsync<JsonElement>("async () => (await axe.run()).violations.map(v => ({ impact: v.impact, id: v.id, at: v.nodes.map(n => n.target.join(' ') + ': ' + n.failureSummary) }))");
        var serious = found.EnumerateArray().Where(violation => Serious.Contains(violation.GetProperty("impact").GetString())).Select(violation => violation.ToString());
        serious.ShouldBeEmpty(where);
    }
}
