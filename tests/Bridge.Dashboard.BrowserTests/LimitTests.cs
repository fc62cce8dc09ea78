using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

[Collection(DeskCollection.Name)]
public class LimitTests(DeskFixture desk)
{
    [Fact]
    public async Task Change_IsTriedOnTheRecord_LoweredByOne_AndRaisedByTwo()
    {
        var receipt = await desk.LockAsync("PYTH", fromEvm: false, 5_000_000);
        await using var olga = await desk.OpenAsync("olga");
        olga.Expect(404);
        await olga.GoAsync($"/transfers/{receipt.Id}");
        await olga.Page.ReloadUntilShownAsync(olga.Panel("What it is").GetByText("released", new() { Exact = true }));
        await olga.GoAsync("/limits");
        await olga.Button("Try a change of PYTH on EVM").ClickAsync();
        var capacity = olga.Page.GetByLabel("Capacity, PYTH");
        var before = await capacity.InputValueAsync();
        await olga.Page.GetByLabel("Held from, PYTH").FillAsync("1");
        await olga.Button("Dry run").ClickAsync();
        var held = olga.Panel("What it would have done").GetByRole(AriaRole.Row).Filter(new() { HasText = "held for two officers" });
        await olga.ShouldShowAsync(held);
        int.Parse((await held.GetByRole(AriaRole.Cell).Last.InnerTextAsync()).Replace(",", "", StringComparison.Ordinal), System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        await olga.KeepPictureAsync("limits-dry-run-light");
        await Axe.ShouldFindNothingSeriousAsync(olga, "limits");

        await olga.Page.GetByLabel("Held from, PYTH").FillAsync("400000");
        await capacity.FillAsync("4999999");
        await olga.Button("Lower at once").ClickAsync();
        var dialog = olga.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByLabel("Type to confirm").FillAsync("lower PYTH on evm");
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Lower now" }).ClickAsync();
        await olga.ShouldShowAsync(dialog.GetByText("done", new() { Exact = true }));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
        await olga.ShouldShowAsync(olga.Panel("Current limits").GetByText("4,999,999").First);

        // Back to what it was grows: the button for one is shut, and the paper needs two.
        await capacity.FillAsync(before);
        await Assertions.Expect(olga.Button("Lower at once")).ToBeDisabledAsync();
        await olga.Button("Propose").ClickAsync();
        await olga.ShouldShowAsync("set the limits of PYTH on evm (1)");
        await desk.SignByBothAsync(olga);
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.Button("Execute").ClickAsync();
        await olga.ShouldShowAsync("Done on every chain that it names.");
    }

    [Fact]
    public async Task Amounts_ThatAreNone_CannotBeSent()
    {
        await using var visit = await desk.OpenAsync("olga", "/limits");
        await visit.Button("Try a change of USDC on EVM").ClickAsync();
        foreach (var text in (string[])["", "-1", "1e9", "0.0000001", "<b>"])
        {
            await visit.Page.GetByLabel("Capacity, USDC").FillAsync(text);
            await Assertions.Expect(visit.Button("Dry run")).ToBeDisabledAsync();
            await Assertions.Expect(visit.Button("Propose")).ToBeDisabledAsync();
        }
    }
}
