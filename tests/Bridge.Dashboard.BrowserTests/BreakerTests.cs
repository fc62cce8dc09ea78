using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>One person tightens at once; two loosen, after a delay, unless somebody vetoes.</summary>
[Collection(DeskCollection.Name)]
public class BreakerTests(DeskFixture desk)
{
    private const string Markup = "<img src=x onerror=alert(1)>";

    [Fact]
    public async Task Tighten_WithThePhraseTyped_RaisesTheLevelAtOnce_AndTwoOfficersLowerIt()
    {
        await using var olga = await desk.OpenAsync("olga", "/breakers");
        await TightenAsync(olga, "Solana", "WETH", "2 slow", "slow WETH on solana", "desk drill", "tighten-light");
        var row = Row(olga, "WETH", "Solana");
        await olga.ShouldShowAsync(row.GetByText("2 slow"));
        await olga.ShouldShowAsync(row.GetByText("desk drill"));
        await olga.ShouldShowAsync(olga.Panel("History").GetByText("desk drill").First);

        await ProposeLooserAsync(olga, "WETH on Solana", "drill is over");
        await olga.ShouldShowAsync("lower the breaker level of WETH on solana (2) to 0 normal");
        await olga.KeepPictureAsync("paper-collecting-light");
        await Axe.ShouldFindNothingSeriousAsync(olga, "paper");
        await desk.SignByBothAsync(olga);
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.ShouldShowAsync(olga.Button("Execute"));
        await olga.KeepPictureAsync("paper-ready-light");
        await olga.Button("Execute").ClickAsync();
        await olga.ShouldShowAsync("Done on every chain that it names.");
        await olga.GoAsync("/breakers");
        await olga.ShouldShowAsync(Row(olga, "WETH", "Solana").GetByText("0 normal"));
    }

    [Fact]
    public async Task Tighten_WithAnotherPhraseOrALongReason_CannotBeSent()
    {
        await using var visit = await desk.OpenAsync("olga", "/breakers");
        await visit.Button("Tighten").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        var now = dialog.GetByRole(AriaRole.Button, new() { Name = "Tighten now" });
        await dialog.GetByLabel("Reason").FillAsync("drill");
        await dialog.GetByLabel("Type to confirm").FillAsync("stop everything");
        await Assertions.Expect(now).ToBeDisabledAsync();
        await dialog.GetByLabel("Type to confirm").FillAsync("hold everything on all");
        await Assertions.Expect(now).ToBeEnabledAsync();
        await dialog.GetByLabel("Reason").FillAsync(new string('x', 33));
        await Assertions.Expect(now).ToBeDisabledAsync();
        await visit.Page.Keyboard.PressAsync("Escape");
        await Assertions.Expect(dialog).ToBeHiddenAsync();
    }

    [Fact]
    public async Task ReasonWithMarkup_FromTheChain_IsText()
    {
        await using var olga = await desk.OpenAsync("olga", "/breakers");
        await TightenAsync(olga, "EVM", "PYTH", "1 watch", "watch PYTH on evm", Markup);
        await olga.ShouldShowAsync(Row(olga, "PYTH", "EVM").GetByText(Markup));
        foreach (var path in (string[])["/", "/breakers", "/audit"])
        {
            await olga.GoAsync(path);
            await olga.ShouldShowAsync(olga.Page.GetByText(Markup).First);
            (await olga.Page.Locator("img[src=x]").CountAsync()).ShouldBe(0);
        }
    }

    [Fact]
    public async Task ScheduledPaper_Vetoed_NeverHappens()
    {
        await using var olga = await desk.OpenAsync("olga", "/breakers");
        await TightenAsync(olga, "EVM", "JITOSOL", "2 slow", "slow JITOSOL on evm", "veto drill");
        await ProposeLooserAsync(olga, "JITOSOL on EVM", "too early");
        var paper = new Uri(olga.Page.Url).AbsolutePath;
        await desk.SignByBothAsync(olga);
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.Button("Veto it").ClickAsync();
        await olga.ShouldShowAsync("veto: lower the breaker level of JITOSOL on EVM (1)");
        await olga.SignWithWalletAsync(desk, "olga");
        await olga.Button("Submit to the chains").ClickAsync();
        await olga.ShouldShowAsync("Done on every chain that it names.");
        await olga.GoAsync(paper);
        await olga.ShouldShowAsync("Vetoed. It does not come back; a new paper is needed.");
        await olga.KeepPictureAsync("paper-vetoed-light");
        await olga.GoAsync("/breakers");
        await olga.ShouldShowAsync(Row(olga, "JITOSOL", "EVM").GetByText("2 slow"));
    }

    [Fact]
    public async Task Paper_SignedOnTheCommandLine_IsTakenAsAFile()
    {
        var file = Path.Combine(desk.State, "by-hand.json");
        await desk.CliAsync("risk", "create", "raise-level", "--chain", "evm", "--scope", "USDC", "--level", "1", "--reason", "by hand", "--out", file);
        await using var visit = await desk.OpenAsync("olga", "/papers");
        await visit.Page.GetByLabel("Paper file").SetInputFilesAsync(file);
        await visit.ShouldShowAsync("raise the breaker level of USDC on evm (1) to 1 watch");
        var digest = await visit.Page.GetByTestId("digest").InnerTextAsync();
        await desk.CliAsync("risk", "sign", file, "--key", desk.Staff.KeyFile("olga"), "--digest", digest);
        await visit.Page.GetByText("Sign on another computer").ClickAsync();
        await visit.Page.GetByLabel("Signed file").SetInputFilesAsync(file);
        await visit.Button("Submit to the chains").ClickAsync();
        await visit.ShouldShowAsync("Done on every chain that it names.");
    }

    internal static async Task TightenAsync(Visit visit, string chain, string scope, string level, string phrase, string reason, string? picture = null)
    {
        await visit.Button("Tighten").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = chain, Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = scope, Exact = true }).CheckAsync();
        await dialog.GetByRole(AriaRole.Radio, new() { Name = level, Exact = true }).CheckAsync();
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByLabel("Type to confirm").FillAsync(phrase);
        if (picture is not null)
        {
            await visit.KeepPictureAsync(picture);
            await Axe.ShouldFindNothingSeriousAsync(visit, "tighten");
        }

        await dialog.GetByRole(AriaRole.Button, new() { Name = "Tighten now" }).ClickAsync();
        await visit.ShouldShowAsync(dialog.GetByText("done", new() { Exact = true }));
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Close", Exact = true }).ClickAsync();
    }

    private static async Task ProposeLooserAsync(Visit visit, string what, string reason)
    {
        await visit.Button($"Loosen {what}").ClickAsync();
        var dialog = visit.Page.GetByRole(AriaRole.Dialog);
        await dialog.GetByRole(AriaRole.Radio, new() { Name = "0 normal", Exact = true }).CheckAsync();
        await dialog.GetByLabel("Reason").FillAsync(reason);
        await dialog.GetByRole(AriaRole.Button, new() { Name = "Make the paper" }).ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByTestId("digest"));
    }

    internal static ILocator Row(Visit visit, string scope, string chain) => visit.Panel("Levels").GetByRole(AriaRole.Row)
        .Filter(new() { Has = visit.Page.GetByRole(AriaRole.Rowheader).Filter(new() { HasText = scope }) }).Filter(new() { Has = visit.Page.GetByRole(AriaRole.Cell, new() { Name = chain, Exact = true }) });
}
