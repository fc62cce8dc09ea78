using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

/// <summary>A phone may tighten and never loosen: the controls are not there, and a sentence says why.</summary>
[Collection(DeskCollection.Name)]
public class PhoneTests(DeskFixture desk)
{
    [Fact]
    public async Task Phone_Tightens_AndCannotLoosen()
    {
        await using var phone = await desk.OpenAsync("oscar", "/breakers", phone: true);
        await BreakerTests.TightenAsync(phone, "Solana", "PYTH", "1 watch", "watch PYTH on solana", "from a phone", "tighten-phone");
        await phone.ShouldShowAsync(BreakerTests.Row(phone, "PYTH", "Solana").GetByText("1 watch"));
        (await phone.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^Loosen") }).CountAsync()).ShouldBe(0);
        await phone.ShouldShowAsync("Loosening is not possible from a phone");
        await phone.GoAsync("/limits");
        await phone.ShouldShowAsync("Raising a limit is not possible from a phone");
        (await phone.Button("Propose").CountAsync()).ShouldBe(0);
        await phone.GoAsync("/papers");
        await phone.ShouldShowAsync("Uploading a paper is not possible from a phone");
    }

    [Fact]
    public async Task Phone_OpensAPaperThatLoosens_AndCannotSignIt()
    {
        var file = Path.Combine(desk.State, $"{Guid.NewGuid():N}.json");
        await desk.CliAsync("risk", "create", "lower-level", "--chain", "evm", "--scope", "USDC", "--level", "0", "--reason", "drill", "--out", file);
        await using var desktop = await desk.OpenAsync("olga", "/papers");
        await desktop.Page.GetByLabel("Paper file").SetInputFilesAsync(file);
        await desktop.ShouldShowAsync(desktop.Page.GetByTestId("digest"));
        await using var phone = await desk.OpenAsync("oscar", new Uri(desktop.Page.Url).AbsolutePath, phone: true);
        await phone.ShouldShowAsync("is not possible from a phone");
        (await phone.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Sign|Submit|Execute)") }).CountAsync()).ShouldBe(0);
        await phone.KeepPictureAsync("paper-phone");
    }

    [Fact]
    public async Task Phone_FindsItsWayByTheMenu()
    {
        await using var phone = await desk.OpenAsync("oscar", phone: true);
        await phone.Button("menu").ClickAsync();
        await phone.KeepPictureAsync("menu-phone");
        await phone.Button("close the menu").ClickAsync();
        await Assertions.Expect(phone.Button("close the menu")).ToBeHiddenAsync();
        await phone.Button("menu").ClickAsync();
        await phone.Page.GetByRole(AriaRole.Link, new() { Name = "Guardians" }).ClickAsync();
        await phone.ShouldShowAsync(phone.Page.GetByRole(AriaRole.Heading, new() { Name = "Guardians", Level = 1 }));
    }
}
