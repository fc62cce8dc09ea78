using System.Text.Json;
using Bridge.Chains;
using Bridge.Dashboard.Configuration;
using Bridge.Protocol;
using Microsoft.Playwright;

namespace Bridge.Benchmarks;

/// <summary>How long people wait for the dashboard with a long history behind it, in Debian's Chromium, and what memory it takes.</summary>
internal sealed class DashboardCost : IMeasurement
{
    private const int Transfers = 100_000, Loads = 9, Updates = 15;
    private const float Patience = 60_000;

    // The moment at which each transfer first stood in the page, by its id.
    private const string Watch =
        """
        window.shown = {};
        const look = () => { for (const cell of document.querySelectorAll('tbody th a')) window.shown[cell.textContent] ??= Date.now(); };
        new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true });
        """;

    private static readonly string[] Flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    // What has to stand there before a person can read the page.
    private static readonly (string Figure, string Path, string Content)[] Pages =
    [
        ("dashboard.page_load_ms", "/transfers", "document.querySelectorAll('tbody tr').length >= 50"),
        ("dashboard.overview_load_ms", "/", "document.querySelectorAll('section.panel tbody tr').length > 0"),
        ("dashboard.search_load_ms", $"/transfers?query={LongHistory.Account(17)}", "document.querySelectorAll('tbody tr').length >= 50"),
    ];

    public string Name => "dashboard";

    public async Task<IReadOnlyList<Figure>> RunAsync(Action<string> progress, CancellationToken cancellationToken)
    {
        progress("starting a local network");
        await using var localnet = await RunningLocalnet.StartAsync(cancellationToken);
        progress($"writing {Transfers} transfers and starting a dashboard over them");
        await using var server = await DashboardServer.StartAsync(localnet, directory => LongHistory.Write(directory, localnet.Deployment, Transfers), cancellationToken);
        using var playwright = await Playwright.CreateAsync();
        await using var browser = await playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = Flags });
        var session = await SignInAsync(browser, server);

        var figures = new List<Figure>();
        foreach (var (figure, path, content) in Pages)
        {
            progress($"loading {path.Split('?')[0]} with an empty cache, {Loads} times");
            var times = new List<double>();
            for (var i = 0; i < Loads; i++) times.Add(await LoadAsync(browser, server, session, path, content));
            figures.Add(new(figure, Median(times), "ms"));
        }

        progress($"locking {Updates} transfers under an open page");
        figures.Add(new("dashboard.update_ms", Median(await UpdatesAsync(localnet, browser, server, session, cancellationToken)), "ms"));
        figures.Add(new("dashboard.memory_mb", server.Memory, "MiB"));
        return figures;
    }

    private static async Task<string> SignInAsync(IBrowser browser, DashboardServer server)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.Url });
        var page = await context.NewPageAsync();
        page.SetDefaultTimeout(Patience);
        await page.GotoAsync("/");
        await page.GetByLabel("Name").FillAsync(DashboardServer.User);
        await page.GetByLabel("Password").FillAsync(DashboardServer.Password);
        await page.GetByLabel("Code").FillAsync(server.Code);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }).WaitForAsync();
        return await context.StorageStateAsync();
    }

    // From the start of the navigation, on the page's own clock, to the frame that shows the content.
    private static async Task<double> LoadAsync(IBrowser browser, DashboardServer server, string session, string path, string content)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.Url, StorageState = session, ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.GotoAsync(path, new() { WaitUntil = WaitUntilState.Commit, Timeout = Patience });
        var shown = await page.WaitForFunctionAsync($"() => {content} ? performance.now() : 0", null, new() { Timeout = Patience });
        return await shown.JsonValueAsync<double>();
    }

    // Both clocks are this machine's: the server's when it had read the lock, the browser's when its row stood in the page.
    private static async Task<IReadOnlyList<double>> UpdatesAsync(RunningLocalnet localnet, IBrowser browser, DashboardServer server, string session, CancellationToken cancellationToken)
    {
        await using var context = await browser.NewContextAsync(new() { BaseURL = server.Url, StorageState = session, ViewportSize = new() { Width = 1440, Height = 900 } });
        var page = await context.NewPageAsync();
        await page.AddInitScriptAsync(Watch);
        await page.GotoAsync("/transfers", new() { Timeout = Patience });
        await page.WaitForFunctionAsync("() => document.querySelectorAll('tbody tr').length >= 50", null, new() { Timeout = Patience });

        var asset = localnet.Deployment.Assets.First(candidate => candidate.HomeChain == localnet.Evm.Chain.Value);
        var user = (await localnet.UsersAsync(localnet.Evm, 1, cancellationToken))[0];
        var recipient = (await localnet.UsersAsync(localnet.Solana, 1, cancellationToken))[0].Address;
        var times = new List<double>();
        for (var i = 0; i < Updates; i++)
        {
            var id = (await user.LockAsync(new(asset, localnet.Solana.Chain, TransferKind.Wallet, 1_000, recipient), cancellationToken)).Id;
            var shown = await page.WaitForFunctionAsync($"() => window.shown['{id}']", null, new() { Timeout = Patience });
            var seen = (await page.EvaluateAsync<JsonElement>($"async () => (await fetch('/api/transfers/{id}')).json()")).GetProperty("lockedAt").GetDateTimeOffset();
            times.Add(await shown.JsonValueAsync<double>() - seen.ToUnixTimeMilliseconds());
        }

        return times;
    }

    private static double Median(IReadOnlyList<double> times) => times.Order().ElementAt(times.Count / 2);
}
