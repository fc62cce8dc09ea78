using Bridge.Dashboard.BrowserTests.Harness;
using Bridge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

[Collection(DeskCollection.Name)]
public class OverviewTests(DeskFixture desk)
{
    [Fact]
    public async Task Overview_ShowsTheNetworkAsItIs_AndFollowsIt()
    {
        await using var visit = await desk.OpenAsync("vera");
        var figures = visit.Page.Locator(".figures");
        await visit.ShouldShowAsync(figures.GetByText($"{desk.Deployment.Guardians.Members.Count} of {desk.Deployment.Guardians.Members.Count}"));
        await visit.ShouldShowAsync(visit.Panel("Guardians").GetByText("quorum margin 2"));
        await visit.ShouldShowAsync(visit.Panel("Reserves against liabilities").GetByText("covered").First);
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Status).GetByText("live"));
        (await visit.Panel("Breaker board").GetByRole(AriaRole.Row).CountAsync()).ShouldBe(1 + 2 + desk.Deployment.Assets.Count);
        (await visit.Panel("Flow against limits").GetByRole(AriaRole.Row).CountAsync()).ShouldBe(1 + (2 * desk.Deployment.Assets.Count));

        var row = visit.Panel("Flow against limits").GetByRole(AriaRole.Row).Filter(new() { HasText = "JITOSOL" }).Filter(new() { HasText = "Solana → EVM" });
        var before = await row.GetByRole(AriaRole.Cell).Nth(3).InnerTextAsync();
        await desk.LockAsync("JITOSOL", fromEvm: false, 3_000_000_000);
        await Eventually.TrueAsync("the day's flow has grown without a reload", TimeSpan.FromMinutes(2), async () => await row.GetByRole(AriaRole.Cell).Nth(3).InnerTextAsync() != before);
    }

    [Fact]
    public async Task Chart_HasAWordAndATableForThoseWhoDoNotSeeIt()
    {
        await using var visit = await desk.OpenAsync("vera");
        var panel = visit.Panel("Limit used and forecast");
        await visit.ShouldShowAsync(panel.GetByRole(AriaRole.Img));
        (await panel.GetByRole(AriaRole.Img).GetAttributeAsync("aria-label"))!.ShouldContain("Percent of the");
        await panel.GetByText("Show as a table").ClickAsync();
        (await panel.GetByRole(AriaRole.Row).CountAsync()).ShouldBeGreaterThan(1);
    }
}
