using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>Every page as it stands on the running network: in light and dark, pictured, with nothing serious for axe to find.</summary>
[Collection(DeskCollection.Name)]
public class PageTests(DeskFixture desk)
{
    public static TheoryData<string, string, string> Pages { get; } = new()
    {
        { "overview", "/", "Flow against limits" },
        { "transfers", "/transfers", "Transfers" },
        { "holds", "/holds", "" },
        { "breakers", "/breakers", "Levels" },
        { "limits", "/limits", "Current limits" },
        { "papers", "/papers", "Papers" },
        { "guardians", "/guardians", "Each guardian" },
        { "chains", "/chains", "Solana" },
        { "margin", "/margin", "Held for these accounts" },
        { "audit", "/audit", "Entries" },
        { "public", "/public", "Limits now" },
        { "not-found", "/nonsense", "" },
    };

    /// <summary>In both themes, then from a desk's width to a phone's: nothing is cut, and nothing has to be scrolled sideways. Pictured once between the two, which have pictures of their own.</summary>
    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_InLightAndDark_IsAccessible_AndCutsNothingOffAtAnyWidth(string name, string path, string panel)
    {
        await using var visit = await desk.OpenAsync("olga", path);
        foreach (var dark in (bool[])[false, true])
        {
            await visit.Page.EmulateMediaAsync(new() { ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light });
            if (panel.Length > 0) await visit.ShouldShowAsync(visit.Panel(panel));
            await Assertions.Expect(visit.Page.Locator(".loading")).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
            await visit.KeepPictureAsync($"{name}-{(dark ? "dark" : "light")}");
            await Axe.ShouldFindNothingSeriousAsync(visit, name);
        }

        // Themes differ in colours only.
        foreach (var width in (int[])[1440, 1280, 1024, 768, 390])
        {
            await visit.Page.SetViewportSizeAsync(width, 800);
            if (panel.Length > 0) await visit.ShouldShowAsync(visit.Panel(panel));
            await Assertions.Expect(visit.Page.Locator(".loading")).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
            if (width == 768) await visit.KeepPictureAsync($"{name}-{width}");
            await visit.ShouldCutNothingOffAsync($"{name} at {width}");
        }
    }

    [Theory]
    [MemberData(nameof(Pages))]
    public async Task Page_OnAPhone_FitsItsWidth(string name, string path, string panel)
    {
        await using var visit = await desk.OpenAsync("olga", path, phone: true);
        if (panel.Length > 0) await visit.ShouldShowAsync(visit.Panel(panel));
        await Assertions.Expect(visit.Page.Locator(".loading")).ToHaveCountAsync(0, new() { Timeout = Visit.Patience });
        await visit.KeepPictureAsync($"{name}-phone");
        (await visit.Page.EvaluateAsync<int>("document.documentElement.scrollWidth - innerWidth")).ShouldBeLessThanOrEqualTo(0, name);
        await Axe.ShouldFindNothingSeriousAsync(visit, name);
    }

    [Fact]
    public async Task Keyboard_ReachesThePageFirst_AndComesBackFromADialog()
    {
        await using var visit = await desk.OpenAsync("olga", "/breakers");
        await visit.ShouldShowAsync(visit.Panel("Levels"));
        await visit.Page.Keyboard.PressAsync("Tab");
        (await FocusedAsync(visit)).ShouldContain("Skip to the page");
        var tighten = visit.Button("Tighten");
        await tighten.FocusAsync();
        await visit.Page.Keyboard.PressAsync("Enter");
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await visit.ShouldShowAsync(dialog);
        // Whoever cannot see the dialog should not wander off it.
        for (var presses = 0; presses < 25; presses++)
        {
            await visit.Page.Keyboard.PressAsync("Tab");
            (await visit.Page.EvaluateAsync<bool>("document.getElementById('page').contains(document.activeElement)")).ShouldBeFalse();
        }

        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
        (await FocusedAsync(visit)).ShouldContain("Tighten");
    }

    [Fact]
    public async Task Appearance_ChosenByHand_Stays()
    {
        await using var visit = await desk.OpenAsync("vera");
        await visit.Page.GetByLabel("Appearance").SelectOptionAsync("dark");
        var dark = await GroundAsync(visit);
        await visit.GoAsync("/chains");
        (await GroundAsync(visit)).ShouldBe(dark);
        await visit.Page.GetByLabel("Appearance").SelectOptionAsync("light");
        (await GroundAsync(visit)).ShouldNotBe(dark);
    }

    private static Task<string> FocusedAsync(Visit visit) => visit.Page.EvaluateAsync<string>("document.activeElement.textContent");

    private static Task<string> GroundAsync(Visit visit) => visit.Page.EvaluateAsync<string>("getComputedStyle(document.body).backgroundColor");
}
