using Microsoft.Playwright;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>What an officer does on a paper's page.</summary>
internal static class Signing
{
    private const string Wallet = "Sign with the development wallet";

    /// <summary>Signs the paper that is shown with the development wallet and the officer's key file.</summary>
    public static async Task SignWithWalletAsync(this Visit visit, DeskFixture desk, string officer)
    {
        await visit.Button(Wallet).ClickAsync();
        var sign = visit.Page.GetByRole(AriaRole.Dialog).GetByRole(AriaRole.Button, new() { Name = "Sign", Exact = true });
        // The wallet keeps the key until the page is loaded anew.
        await visit.ShouldShowAsync(visit.Page.GetByLabel("Key file").Or(sign));
        if (!await sign.IsVisibleAsync()) await visit.GiveKeyAsync(desk, officer);
        await sign.ClickAsync();
    }

    /// <summary>Chooses the key file in the wallet's dialog.</summary>
    public static async Task GiveKeyAsync(this Visit visit, DeskFixture desk, string officer)
    {
        await visit.Page.GetByLabel("Key file").SetInputFilesAsync(desk.Staff.KeyFile(officer));
        await visit.Button("Use this key").ClickAsync();
    }

    /// <summary>Two officers sign the paper that the first one's tab shows; the second one opens it by its address.</summary>
    public static async Task SignByBothAsync(this DeskFixture desk, Visit first)
    {
        var address = new Uri(first.Page.Url).AbsolutePath;
        await first.SignWithWalletAsync(desk, "olga");
        await first.ShouldShowAsync("You have signed.");
        await using var second = await desk.OpenAsync("oscar", address);
        await second.SignWithWalletAsync(desk, "oscar");
        await second.ShouldShowAsync(second.Button("Submit to the chains"));
        // The first one's page follows without being reloaded.
        await first.ShouldShowAsync(first.Button("Submit to the chains"));
    }
}
