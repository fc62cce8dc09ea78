using Bridge.Testing;
using Microsoft.Playwright;
using Shouldly;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>
/// One tab, watched: at its end the console holds no error, no script failed, nothing was asked of another origin, and no dialog opened
/// (a script that somebody smuggled in would open one).
/// </summary>
internal sealed class Visit : IAsyncDisposable
{
    /// <summary>Milliseconds to wait for something that has to come. Machines that test are busy.</summary>
    public const float Patience = 60_000;

    private readonly string _origin;
    private readonly List<string> _wrong = [];
    private readonly List<string> _expected = [];
    private bool _failed;

    public Visit(IPage page, string origin)
    {
        (Page, _origin) = (page, origin);
        page.SetDefaultTimeout(Patience);
        page.Console += (_, message) => Note(message.Type is "error" or "warning", $"console {message.Type}: {message.Text}");
        page.PageError += (_, error) => Note(true, $"script: {error}");
        page.Request += (_, request) => Note(!request.Url.StartsWith(_origin + "/", StringComparison.Ordinal) && !request.Url.StartsWith("data:image/", StringComparison.Ordinal) && !request.Url.StartsWith($"blob:{_origin}/", StringComparison.Ordinal), $"foreign request: {request.Url}");
        page.Dialog += (_, dialog) =>
        {
            Note(true, $"dialog: {dialog.Message}");
            _ = dialog.DismissAsync();
        };
    }

    public IPage Page { get; }

    /// <summary>A refusal that the test asks for: browsers write every answer that is not 2xx into the console.</summary>
    public void Expect(int status) => _expected.Add($"status of {status}");

    public async Task GoAsync(string path)
    {
        await Page.GotoAsync(path, new() { Timeout = Patience });
        await Assertions.Expect(Page.Locator("h1")).ToBeVisibleAsync(new() { Timeout = Patience });
    }

    /// <summary>A part of the page by its heading.</summary>
    public ILocator Panel(string title) => Page.Locator("section.panel").Filter(new() { Has = Page.GetByRole(AriaRole.Heading, new() { Name = title, Level = 2 }) });

    public ILocator Button(string name, bool exact = true) => Page.GetByRole(AriaRole.Button, new() { Name = name, Exact = exact });

    public async Task ShouldShowAsync(ILocator what)
    {
        try
        {
            await Assertions.Expect(what).ToBeVisibleAsync(new() { Timeout = Patience });
        }
        catch (PlaywrightException)
        {
            _failed = true;
            await KeepPictureAsync($"failed-{Guid.NewGuid():N}");
            throw;
        }
    }

    public Task ShouldShowAsync(string text) => ShouldShowAsync(Page.GetByText(text).First);

    /// <summary>Keeps a picture of the whole page in tests/.results/screenshots: for people to look at.</summary>
    public async Task KeepPictureAsync(string name)
    {
        var folder = Directory.CreateDirectory(RepositoryRoot.Combine("tests", ".results", "screenshots"));
        await Page.ScreenshotAsync(new() { Path = Path.Combine(folder.FullName, $"{name}.png"), FullPage = true, Animations = ScreenshotAnimations.Disabled });
    }

    /// <summary>Everything of the page stands within the window and within its own box, without scrolling sideways.</summary>
    public async Task ShouldCutNothingOffAsync(string where)
    {
        var cut = Array.Empty<string>();
        // What has just been resized is laid out again before it is judged.
        await Eventually.TrueAsync($"nothing is cut off: {where}", TimeSpan.FromMinutes(1), async () => (cut = await Page.EvaluateAsync<string[]>(CutOff)).Length == 0, () => string.Join('\n', cut));
    }

    private const string CutOff =
        """
        () => {
          const hidden = element => !element.checkVisibility() || element.closest('.visually-hidden, .is-cards thead') !== null;
          const name = element => `${element.tagName.toLowerCase()}.${element.className} ${(element.textContent ?? '').slice(0, 80)}`;
          const all = [...document.querySelectorAll('main *')].filter(element => element instanceof HTMLElement && !hidden(element));
          const outside = all.filter(element => { const box = element.getBoundingClientRect(); return box.width > 1 && (box.left < -1 || box.right > innerWidth + 1); });
          const clipped = all.filter(element => getComputedStyle(element).overflowX !== 'visible' && !element.matches('input, textarea, select, .meter, .bar-line') && element.clientWidth > 1 && element.scrollWidth > element.clientWidth + 1);
          const page = document.documentElement.scrollWidth > innerWidth ? ['the page scrolls sideways'] : [];
          return [...page, ...outside.map(name), ...clipped.map(name)].slice(0, 8);
        }
        """;

    public async ValueTask DisposeAsync()
    {
        await Page.Context.DisposeAsync();
        // What failed already is told by itself; a second failure here would take its place.
        if (!_failed) _wrong.ShouldBeEmpty();
    }

    private void Note(bool isWrong, string what)
    {
        if (isWrong && !_expected.Any(expected => what.Contains(expected, StringComparison.Ordinal))) _wrong.Add(what);
    }
}
