using System.Net;
using Bridge.Chains;
using Bridge.Dashboard.Configuration;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Users;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Bridge.Dashboard.Tests.Harness;

/// <summary>A dashboard over chains in memory, served on a port of its own. Its loops are stepped by the test.</summary>
internal sealed class Desk : IAsyncDisposable
{
    public const string Password = "correct horse battery";

    private static readonly Lazy<string> Hash = new(() => PasswordHash.Make(Password));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("bridge-dashboard-");
    private WebApplication _app = null!;

    public FakeFamily Evm { get; } = new(1, "evm");

    public FakeFamily Solana { get; } = new(2, "solana");

    public ShiftedTime Time { get; } = new();

    public FakeParties Network { get; } = new();

    public EcdsaKey Olga { get; } = EcdsaKey.From(Keccak256.Hash("olga").ToArray());

    public EcdsaKey Oscar { get; } = EcdsaKey.From(Keccak256.Hash("oscar").ToArray());

    public EcdsaKey Sentinel { get; } = EcdsaKey.From(Keccak256.Hash("some sentinel").ToArray());

    public DashboardDirectory Files { get; private set; } = null!;

    public DashboardParts Parts { get; private set; } = null!;

    public DashboardLoops Loops { get; private set; } = null!;

    public IReadOnlyList<Microsoft.AspNetCore.Http.Endpoint> Endpoints => [.. _app.Services.GetRequiredService<Microsoft.AspNetCore.Routing.EndpointDataSource>().Endpoints];

    public Uri Url { get; private set; } = null!;

    public SignerAddress OwnSentinel { get; private set; }

    public FakeFamily[] Both => [Evm, Solana];

    public static async Task<Desk> StartAsync(Func<DashboardOptions, DashboardOptions>? adjust = null, Deployment? deployment = null)
    {
        var desk = new Desk();
        desk.Url = new($"http://127.0.0.1:{FreePort.Next()}");
        desk.Files = new(Path.Combine(desk._folder.FullName, "dashboard"));
        var page = Directory.CreateDirectory(Path.Combine(desk._folder.FullName, "page")).FullName;
        await File.WriteAllTextAsync(Path.Combine(page, "index.html"), "<!doctype html><title>page</title>");
        var options = new DashboardOptions { Listen = desk.Url.ToString(), GuardianHealth = new Dictionary<ushort, string> { [1] = "http://guardian.test" }, Page = page };
        if (adjust is not null) options = adjust(options);
        var facts = DashboardSetup.Create(desk.Files, options, TimeProvider.System);
        desk.OwnSentinel = SignerAddress.Parse(facts.Sentinel);
        var book = new UserBook(desk.Files.Users);
        foreach (var (name, role, key) in new (string, StaffRole, EcdsaKey?)[] { ("vera", StaffRole.Viewer, null), ("olga", StaffRole.Officer, desk.Olga), ("oscar", StaffRole.Officer, desk.Oscar), ("ada", StaffRole.Admin, null) })
            book.Add(new(name, role, key is null ? null : AddressOf(key).ToString(), Hash.Value, Convert.ToHexStringLower(SecretOf(name))));
        foreach (var chain in desk.Both)
        {
            chain.Roles[AddressOf(desk.Olga)] = chain.Roles[AddressOf(desk.Oscar)] = RiskRole.Officer;
            chain.Roles[desk.OwnSentinel] = chain.Roles[AddressOf(desk.Sentinel)] = RiskRole.Sentinel;
            chain.Locks.MineFinal();
        }

        desk._app = DashboardHost.Build(
            new() { Directory = desk.Files, Options = options, Deployment = deployment ?? FakeDeployment.Make(), Families = (IChainFamily[])[desk.Evm, desk.Solana], Time = desk.Time, PartyTransport = desk.Network },
            builder => builder.Services.RemoveAll<IHostedService>());
        desk.Parts = desk._app.Services.GetRequiredService<DashboardParts>();
        desk.Loops = desk._app.Services.GetRequiredService<DashboardLoops>();
        await desk._app.StartAsync();
        return desk;
    }

    /// <summary>One turn of everything that reads.</summary>
    public async Task StepAsync()
    {
        foreach (var loop in Loops.All) await loop.RunOnceAsync(CancellationToken.None);
    }

    /// <summary>One turn of one loop.</summary>
    public Task StepAsync(string name) => Loops.All.Single(loop => loop.Name == name).RunOnceAsync(CancellationToken.None);

    /// <summary>A browser that has not signed in.</summary>
    public Browser Open(IPAddress? from = null) => new(Url, from ?? IPAddress.Loopback);

    /// <summary>A browser of somebody who has; every sign-in of a person takes a code of its own.</summary>
    public async Task<Browser> SignInAsync(string user, bool phone = false, IPAddress? from = null)
    {
        var browser = Open(from);
        Time.Advance(TimeSpan.FromSeconds(90));
        var answer = await browser.SignInAsync(user, Password, Code(user), phone);
        answer.Status.ShouldBe(HttpStatusCode.OK, answer.Text);
        return browser;
    }

    /// <summary>What the person's authenticator shows now.</summary>
    public string Code(string user) => Totp.Code(SecretOf(user), Totp.StepOf(Time.GetUtcNow()));

    public static SignerAddress AddressOf(EcdsaKey key) => SignerAddress.From(key.EvmAddress());

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Olga.Dispose();
        Oscar.Dispose();
        Sentinel.Dispose();
        _folder.Delete(recursive: true);
    }

    private static byte[] SecretOf(string user) => Keccak256.Hash($"totp of {user}").ToArray()[..Totp.SecretSize];
}

/// <summary>Guardians and relayers: answers by address, 404 where nothing was set; a null answer is a connection refused.</summary>
internal sealed class FakeParties : HttpMessageHandler
{
    public Dictionary<string, Func<HttpResponseMessage?>> Answers { get; } = new(StringComparer.Ordinal);

    public void Answer(string url, object body, HttpStatusCode status = HttpStatusCode.OK) =>
        Answers[url] = () => new(status) { Content = new StringContent(System.Text.Json.JsonSerializer.Serialize(body, System.Text.Json.JsonSerializerOptions.Web), System.Text.Encoding.UTF8, "application/json") };

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => Task.FromResult(
        (Answers.TryGetValue(request.RequestUri!.ToString(), out var answer) ? answer() : new HttpResponseMessage(HttpStatusCode.NotFound)) ?? throw new HttpRequestException("connection refused"));
}
