using Bridge.Dashboard.BrowserTests.Harness;
using Microsoft.Playwright;
using Shouldly;
using Xunit;

namespace Bridge.Dashboard.BrowserTests;

[Collection(DeskCollection.Name)]
public class SignInTests(DeskFixture desk)
{
    [Fact]
    public async Task EveryPage_WithoutASession_IsTheSignInPage()
    {
        await using var visit = await desk.OpenWithoutSessionAsync("/holds");
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }));
        (await visit.Page.GetByRole(AriaRole.Navigation).CountAsync()).ShouldBe(0);
        await visit.KeepPictureAsync("sign-in-light");
        await Axe.ShouldFindNothingSeriousAsync(visit, "sign-in");
    }

    [Theory]
    [InlineData("vera", "wrong", null)]
    [InlineData("vera", null, "000000")]
    [InlineData("nobody", "wrong", "000000")]
    public async Task SignIn_WithSomethingWrong_IsRefusedWithoutSayingWhat(string user, string? password, string? code)
    {
        await using var visit = await desk.OpenWithoutSessionAsync("/");
        visit.Expect(401);
        await visit.Page.GetByLabel("Name").FillAsync(user);
        await visit.Page.GetByLabel("Password").FillAsync(password ?? desk.Staff.Password(user));
        await visit.Page.GetByLabel("Code").FillAsync(code ?? "123456");
        await visit.Button("Sign in").ClickAsync();
        var alert = visit.Page.GetByRole(AriaRole.Alert);
        await visit.ShouldShowAsync(alert);
        (await alert.InnerTextAsync()).ShouldContain("not signed in");
        (await visit.Page.GetByLabel("Code").InputValueAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task SignIn_WithACodeThatWasUsed_IsRefused()
    {
        await using (await desk.OpenAsync("vera")) { }
        await using var visit = await desk.OpenWithoutSessionAsync("/");
        visit.Expect(401);
        await visit.Page.GetByLabel("Name").FillAsync("vera");
        await visit.Page.GetByLabel("Password").FillAsync(desk.Staff.Password("vera"));
        await visit.Page.GetByLabel("Code").FillAsync(desk.Staff.UsedCode("vera"));
        await visit.Button("Sign in").ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Alert));
    }

    [Fact]
    public async Task SessionEndedByAnAdministrator_ShowsTheSignInPageAtOnce()
    {
        await using var vera = await desk.OpenAsync("vera");
        vera.Expect(401);
        await using var ada = await desk.OpenAsync("ada", "/users");
        await ada.KeepPictureAsync("users-light");
        await ada.Button("End sessions of vera").ClickAsync();
        await vera.ShouldShowAsync(vera.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }));
        desk.Forget("vera");
    }

    [Fact]
    public async Task SignOut_FromTheMenu_EndsTheSession()
    {
        await using var visit = await desk.OpenWithoutSessionAsync("/");
        await desk.SignInAsync(visit, "vera");
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "vera" }).ClickAsync();
        await visit.Page.GetByRole(AriaRole.Menuitem, new() { Name = "Sign out" }).ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }));
        await visit.GoAsync("/transfers");
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Sign in" }));
    }

    [Fact]
    public async Task Viewer_FindsNoControls()
    {
        await using var visit = await desk.OpenAsync("vera", "/breakers");
        await visit.ShouldShowAsync(visit.Panel("Levels"));
        (await visit.Page.GetByRole(AriaRole.Button, new() { NameRegex = new("^(Tighten|Loosen)") }).CountAsync()).ShouldBe(0);
        await visit.GoAsync("/users");
        await visit.ShouldShowAsync("Only administrators see this page.");
    }
}
