using Bridge.Testing;
using Microsoft.Playwright;

namespace Bridge.Dashboard.BrowserTests.Harness;

internal static class Reloading
{
    /// <summary>Waits for what a page shows once the server knows of it.</summary>
    public static Task ReloadUntilShownAsync(this IPage page, ILocator what) => Eventually.TrueAsync("the page shows it", TimeSpan.FromMinutes(1), async () =>
    {
        if (await what.IsVisibleAsync()) return true;
        await page.ReloadAsync();
        await page.Locator("h1").WaitForAsync();
        return false;
    });
}
