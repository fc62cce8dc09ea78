using Bridge.Dashboard.BrowserTests.Harness;
using Bridge.Protocol;
using Bridge.Testing;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>Real locks of the running network, found and followed on the page.</summary>
[Collection(DeskCollection.Name)]
public class TransferTests(DeskFixture desk)
{
    [Fact]
    public async Task Lock_AppearsWithoutAReload_AndItsTimelineEndsInTheRelease()
    {
        await using var visit = await desk.OpenAsync("vera", "/transfers");
        var receipt = await desk.LockAsync("USDC", fromEvm: true, 12_345_678);
        var link = visit.Page.GetByRole(AriaRole.Link, new() { Name = receipt.Id.ToString(), Exact = true });
        await visit.ShouldShowAsync(link);
        await link.ClickAsync();
        await visit.ShouldShowAsync(visit.Panel("What it is").GetByText("12.345678"));
        await visit.ShouldShowAsync(visit.Panel("What it is").GetByText("computed here: the bytes that guardians sign say the same"));
        // The page follows by itself.
        await visit.ShouldShowAsync(visit.Panel("Timeline").GetByText("Released"));
        await visit.ShouldShowAsync(visit.Panel("What it is").GetByText("released", new() { Exact = true }));
        (await visit.Panel("Timeline").GetByRole(AriaRole.Listitem).CountAsync()).ShouldBeGreaterThanOrEqualTo(3);
        await visit.ShouldShowAsync(visit.Panel("Who signed an observation").GetByText("its signature, these bytes").First);
        await visit.KeepPictureAsync("transfer-light");
        await Axe.ShouldFindNothingSeriousAsync(visit, "transfer");
    }

    [Fact]
    public async Task Search_ByIdTransactionAndAddress_FindsIt()
    {
        var receipt = await desk.LockAsync("PYTH", fromEvm: false, 7_000_000, TransferKind.MarginAccount);
        var id = receipt.Id.ToString();
        await using var visit = await desk.OpenAsync("vera");
        visit.Expect(404);
        await visit.GoAsync($"/transfers/{id}");
        await visit.Page.ReloadUntilShownAsync(visit.Panel("What it is"));
        var sender = await visit.Panel("What it is").Locator("dd .hash-full").First.InnerTextAsync();
        foreach (var query in (string[])[id, receipt.Transaction, sender])
        {
            await visit.GoAsync("/transfers");
            await visit.Page.GetByLabel("Search").FillAsync(query);
            await visit.Button("Search").ClickAsync();
            await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Link, new() { Name = id, Exact = true }));
        }

        await visit.Page.GetByLabel("Search").FillAsync("2-1-99999");
        await visit.Button("Search").ClickAsync();
        await visit.ShouldShowAsync("Nothing matches.");
    }

    [Fact]
    public async Task Filters_StandInTheAddress_AndNarrowTheList()
    {
        await desk.LockAsync("PYTH", fromEvm: false, 3_000_000);
        await using var visit = await desk.OpenAsync("vera", "/transfers");
        await visit.Page.GetByLabel("Lane").SelectOptionAsync("2-1");
        await visit.Page.GetByLabel("Asset").SelectOptionAsync("PYTH");
        new Uri(visit.Page.Url).Query.ShouldContain("lane=2-1");
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Row).Nth(1));
        await Assertions.Expect(visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "USDC" })).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
        (await visit.Page.GetByRole(AriaRole.Row).Filter(new() { HasText = "PYTH" }).CountAsync()).ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task UnknownTransfer_SaysWhatToDo()
    {
        await using var visit = await desk.OpenAsync("vera");
        visit.Expect(404);
        await visit.GoAsync("/transfers/1-2-999999");
        await visit.ShouldShowAsync("has not seen this transfer");
    }

    [Fact]
    public async Task PublicPage_ShowsOneTransferAndTheLimits_AndNothingElse()
    {
        var receipt = await desk.LockAsync("USDC", fromEvm: true, 1_000_000);
        await using var visit = await desk.OpenWithoutSessionAsync("/public");
        visit.Expect(404);
        await Eventually.TrueAsync("the public page finds it", TimeSpan.FromMinutes(1), async () =>
        {
            await visit.Page.GetByLabel("Transfer or transaction").FillAsync(receipt.Transaction);
            await visit.Button("Look").ClickAsync();
            return await visit.Panel($"Transfer {receipt.Id}").IsVisibleAsync();
        });
        await visit.ShouldShowAsync(visit.Panel("Limits now").GetByText("USDC").First);
        (await visit.Page.GetByRole(AriaRole.Navigation).CountAsync()).ShouldBe(0);
        await visit.KeepPictureAsync("public-transfer-light");
        await Axe.ShouldFindNothingSeriousAsync(visit, "public");
    }
}
