using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Bridge.Chains;
using Bridge.Chains.Evm;
using Bridge.Chains.Solana;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Testing;
using Microsoft.Playwright;
using Xunit;

namespace Bridge.Dashboard.BrowserTests.Harness;

/// <summary>
/// The one local network of these tests, its dashboard, and Debian's Chromium. Every person signs in once, through the page, and keeps the session:
/// a code of an authenticator opens one session only.
/// </summary>
public sealed class DeskFixture : IAsyncLifetime
{
    private static readonly TimeSpan StartLimit = TimeSpan.FromMinutes(6);

    // Chromium as root, without a network of its own: docs of the flags are in chrome://flags and peter.sh/experiments/chromium-command-line-switches.
    private static readonly string[] ChromiumFlags =
        ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

    private readonly Dictionary<(string User, bool Phone), string> _sessions = [];
    private Launcher _launcher = null!;
    private IPlaywright _playwright = null!;
    private IBrowser _browser = null!;
    private EvmChainFamily _evm = null!;
    private SolanaChainFamily _solana = null!;

    internal Deployment Deployment { get; private set; } = null!;

    internal IChainFamily Evm => _evm;

    internal IChainFamily Solana => _solana;

    internal string Url { get; private set; } = "";

    internal string State => _launcher.State;

    internal StaffDesk Staff { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        // Sources that contradict each other are for the end-to-end tests.
        _launcher = Launcher.Start("--no-demo", "--sources", "1");
        await Eventually.TrueAsync("the local network is up", StartLimit, () => Task.FromResult(IsReady()), () => _launcher.Output);
        Deployment = Deployment.Load(Path.Combine(State, "deployment.json"));
        (_evm, _solana) = (new(Deployment, TimeProvider.System), new(Deployment, TimeProvider.System));
        Url = Facts.DashboardUrl;
        Staff = new(State);
        _playwright = await Playwright.CreateAsync();
        _browser = await _playwright.Chromium.LaunchAsync(new() { ExecutablePath = "/usr/bin/chromium", Args = ChromiumFlags });
    }

    public async Task DisposeAsync()
    {
        if (_browser is not null) await _browser.DisposeAsync();
        _playwright?.Dispose();
        _evm?.Dispose();
        _solana?.Dispose();
        await _launcher.DisposeAsync();
    }

    /// <summary>A tab of somebody who is signed in.</summary>
    internal async Task<Visit> OpenAsync(string user, string path = "/", bool phone = false, bool dark = false)
    {
        if (!_sessions.TryGetValue((user, phone), out var session))
        {
            await using var door = await VisitAsync(null, phone, dark: false);
            await door.GoAsync("/");
            await SignInAsync(door, user);
            _sessions[(user, phone)] = session = await door.Page.Context.StorageStateAsync();
        }

        var visit = await VisitAsync(session, phone, dark);
        await visit.GoAsync(path);
        return visit;
    }

    /// <summary>A tab of nobody.</summary>
    internal async Task<Visit> OpenWithoutSessionAsync(string path, bool dark = false)
    {
        var visit = await VisitAsync(null, phone: false, dark);
        await visit.GoAsync(path);
        return visit;
    }

    /// <summary>Fills in the sign-in page with a code that was not used yet.</summary>
    internal async Task SignInAsync(Visit visit, string user)
    {
        await visit.Page.GetByLabel("Name").FillAsync(user);
        await visit.Page.GetByLabel("Password").FillAsync(Staff.Password(user));
        await visit.Page.GetByLabel("Code").FillAsync(await Staff.NextCodeAsync(user));
        await visit.Page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await visit.ShouldShowAsync(visit.Page.GetByRole(AriaRole.Heading, new() { Name = "Overview", Level = 1 }));
    }

    /// <summary>The next tab of this person signs in anew.</summary>
    internal void Forget(string user) => _sessions.Remove((user, false));

    /// <summary>Has the kernel stop a program of the network, or go on.</summary>
    internal void Signal(string process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", Facts.Processes[process].ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Makes and signs papers as officers do without the page.</summary>
    internal Task<string> CliAsync(params IEnumerable<string> arguments) => BridgeCli.RunAsync(State, arguments);

    private DeskFacts Facts => JsonSerializer.Deserialize<DeskFacts>(File.ReadAllText(Path.Combine(State, "localnet.json")), JsonSerializerOptions.Web)!;

    private async Task<Visit> VisitAsync(string? session, bool phone, bool dark)
    {
        var options = phone
            ? new BrowserNewContextOptions(_playwright.Devices["Pixel 7"])
            : new BrowserNewContextOptions { ViewportSize = new() { Width = 1440, Height = 900 } };
        options.ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light;
        options.BaseURL = Url;
        options.StorageState = session;
        options.AcceptDownloads = true;
        return new Visit(await (await _browser.NewContextAsync(options)).NewPageAsync(), Url);
    }

    private bool IsReady()
    {
        if (_launcher.HasEnded) throw new InvalidOperationException($"the launcher ended:\n{_launcher.Output}");
        return File.Exists(Path.Combine(State, "localnet.json")) && Facts.Ready;
    }

    private sealed record DeskFacts(string DashboardUrl, bool Ready, IReadOnlyDictionary<string, int> Processes);
}

[CollectionDefinition(Name)]
public sealed class DeskCollection : ICollectionFixture<DeskFixture>
{
    public const string Name = "desk";
}
