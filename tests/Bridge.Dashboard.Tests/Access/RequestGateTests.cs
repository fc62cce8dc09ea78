using System.Net;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.Access;

public sealed class RequestGateTests : IAsyncLifetime
{
    private static readonly (HttpMethod Method, string Path)[] Writes =
    [
        (HttpMethod.Delete, "/api/session"), (HttpMethod.Post, "/api/tighten/level"), (HttpMethod.Post, "/api/tighten/limits"), (HttpMethod.Post, "/api/papers"),
        (HttpMethod.Post, "/api/limits/dry-run"), (HttpMethod.Post, "/api/holds/1-2-1/execute"),
    ];

    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task Writes_WithoutTheToken_AreRefused()
    {
        using var browser = await _desk.SignInAsync("olga");
        var token = browser.Csrf!;
        foreach (var (method, path) in Writes)
        {
            foreach (var wrong in new[] { "", new string('0', token.Length), token[..^1], token.ToUpperInvariant() + "x" })
            {
                var answer = await browser.SendAsync(method, path, new { }, ("X-CSRF-Token", wrong));
                (answer.Status, answer.Error).ShouldBe((HttpStatusCode.Forbidden, "csrf"), $"{path} {wrong}");
            }
        }

        _desk.Both.ShouldAllBe(chain => chain.Acts.IsEmpty);
    }

    [Fact]
    public async Task Writes_WithAnotherSessionsToken_AreRefused()
    {
        using var olga = await _desk.SignInAsync("olga");
        using var oscar = await _desk.SignInAsync("oscar");
        (await olga.PostAsync("/api/tighten/level", new { }, ("X-CSRF-Token", oscar.Csrf!))).Error.ShouldBe("csrf");
    }

    [Theory]
    [InlineData("Origin", "https://evil.test")]
    [InlineData("Origin", "null")]
    [InlineData("Origin", "http://127.0.0.1.evil.test")]
    [InlineData("Sec-Fetch-Site", "cross-site")]
    [InlineData("Sec-Fetch-Site", "same-site")]
    public async Task Writes_FromAnotherSite_AreRefused(string header, string value)
    {
        using var browser = await _desk.SignInAsync("olga");
        foreach (var (method, path) in Writes) (await browser.SendAsync(method, path, new { }, (header, value))).Error.ShouldBe("csrf", path);
        // Signing a stranger's browser in under the attacker's name is a write too.
        (await _desk.Open().PostAsync("/api/session", new { user = "vera", password = Desk.Password, code = _desk.Code("vera"), client = "desk" }, (header, value))).Error.ShouldBe("csrf");
    }

    [Fact]
    public async Task Writes_FromTheOwnPage_AreTaken()
    {
        using var browser = await _desk.SignInAsync("olga");
        (await browser.PostAsync("/api/tighten/level", new { }, ("Origin", _desk.Url.ToString().TrimEnd('/')), ("Sec-Fetch-Site", "same-origin"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task OtherHostNames_AreRefused()
    {
        var answer = await _desk.Open().GetAsync("/api/public/limits", ("Host", "evil.test"));
        answer.Status.ShouldBe(HttpStatusCode.BadRequest);
        (await _desk.Open().GetAsync("/", ("Host", "evil.test"))).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("/")]
    [InlineData("/transfers/1-2-1")]
    [InlineData("/api/session")]
    [InlineData("/api/overview")]
    [InlineData("/api/nothing")]
    [InlineData("/nothing.js")]
    public async Task EveryAnswer_HasItsHeaders(string path)
    {
        var headers = (await _desk.Open().GetAsync(path)).Response.Headers;
        var policy = headers.GetValues("Content-Security-Policy").Single();
        policy.ShouldContain("default-src 'none'");
        policy.ShouldContain("frame-ancestors 'none'");
        policy.ShouldNotContain("unsafe");
        policy.ShouldNotContain("http:");
        policy.ShouldNotContain("*");
        headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        headers.GetValues("X-Frame-Options").Single().ShouldBe("DENY");
        headers.GetValues("Referrer-Policy").Single().ShouldBe("no-referrer");
        headers.Contains("Server").ShouldBeFalse();
        if (path.StartsWith("/api", StringComparison.Ordinal)) headers.CacheControl!.NoStore.ShouldBeTrue();
    }

    [Theory]
    [InlineData("//evil.test")]
    [InlineData("/%2f%2fevil.test")]
    [InlineData("/\\evil.test")]
    [InlineData("/?returnUrl=https://evil.test")]
    [InlineData("/api/session?redirect=https://evil.test")]
    [InlineData("/https://evil.test")]
    public async Task NothingRedirects(string path)
    {
        using var browser = await _desk.SignInAsync("vera");
        var answer = await browser.GetAsync(path);
        ((int)answer.Status).ShouldNotBeInRange(300, 399);
        answer.Response.Headers.Location.ShouldBeNull();
    }

    [Theory]
    [InlineData("/../dashboard/users.json")]
    [InlineData("/..%2fdashboard%2fusers.json")]
    [InlineData("/%2e%2e/dashboard/sentinel.key")]
    [InlineData("/.git/config")]
    public async Task FilesOutsideThePage_AreNotServed(string path) => (await _desk.Open().GetAsync(path)).Text.ShouldNotContain("argon2id");

    [Fact]
    public async Task LongBodies_AreRefused()
    {
        using var browser = await _desk.SignInAsync("olga");
        var answer = await browser.PostAsync("/api/papers", new { action = new string('x', 100_000) });
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.RequestEntityTooLarge, "tooLarge"));
    }

    [Theory]
    [InlineData("/api/transfers?limit=0")]
    [InlineData("/api/transfers?limit=x")]
    [InlineData("/api/transfers?cursor=-1")]
    [InlineData("/api/transfers?state=Nothing")]
    [InlineData("/api/transfers?state=5")]
    [InlineData("/api/transfers?lane=1-1")]
    [InlineData("/api/flows?lane=1-2&asset=nothing")]
    [InlineData("/api/flows?lane=1-2")]
    [InlineData("/api/samples?name=x&hours=0")]
    [InlineData("/api/papers/nothing")]
    public async Task BadInput_IsATypedError(string path)
    {
        using var browser = await _desk.SignInAsync("vera");
        var answer = await browser.GetAsync(path);
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.BadRequest, "badRequest"));
    }

    [Fact]
    public async Task TooManyWrites_AreRefused()
    {
        using var browser = await _desk.SignInAsync("olga");
        var answer = await browser.PostAsync("/api/tighten/level", new { });
        // A minute may end in between: twice as many are too many for any minute.
        for (var i = 0; i < 130 && answer.Status != HttpStatusCode.TooManyRequests; i++) answer = await browser.PostAsync("/api/tighten/level", new { });
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.TooManyRequests, "tooMany"));
        answer.Json.GetProperty("retryAt").GetDateTimeOffset().ShouldBeGreaterThan(_desk.Time.GetUtcNow());
    }
}
