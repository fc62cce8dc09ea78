using System.Net;
using Bridge.Dashboard.Hosting;
using Bridge.Dashboard.Tests.Harness;
using Microsoft.AspNetCore.Routing;

namespace Bridge.Dashboard.Tests.Access;

/// <summary>Every route × everybody. The table is written here a second time: a route that is missing in it, or open to somebody else, fails.</summary>
public sealed class AccessMatrixTests : IAsyncLifetime
{
    private const string Digest = "0x1111111111111111111111111111111111111111111111111111111111111111";

    // n = nobody, v = viewer, o = officer, a = admin; with a path that the route takes.
    private static readonly Dictionary<string, (string Who, string Path)> Routes = new()
    {
        ["GET /health"] = ("nvoa", "/health"),
        ["GET /api/session"] = ("nvoa", "/api/session"),
        ["POST /api/session"] = ("nvoa", "/api/session"),
        ["DELETE /api/session"] = ("voa", "/api/session"),
        ["GET /api/users"] = ("a", "/api/users"),
        ["DELETE /api/users/{name}/sessions"] = ("a", "/api/users/nobody-of-that-name/sessions"),
        ["GET /api/overview"] = ("voa", "/api/overview"),
        ["GET /api/transfers"] = ("voa", "/api/transfers"),
        ["GET /api/transfers/{id}"] = ("voa", "/api/transfers/1-2-1"),
        ["GET /api/holds"] = ("voa", "/api/holds"),
        ["POST /api/holds/{id}/execute"] = ("o", "/api/holds/1-2-1/execute"),
        ["GET /api/breakers"] = ("voa", "/api/breakers"),
        ["GET /api/breakers/history"] = ("voa", "/api/breakers/history"),
        ["GET /api/limits"] = ("voa", "/api/limits"),
        ["GET /api/limits/history"] = ("voa", "/api/limits/history"),
        ["GET /api/proposals/history"] = ("voa", "/api/proposals/history"),
        ["POST /api/limits/dry-run"] = ("voa", "/api/limits/dry-run"),
        ["GET /api/flows"] = ("voa", "/api/flows?lane=1-2&asset=x"),
        ["GET /api/samples"] = ("voa", "/api/samples?name=x"),
        ["GET /api/guardians"] = ("voa", "/api/guardians"),
        ["GET /api/chains"] = ("voa", "/api/chains"),
        ["GET /api/margin"] = ("voa", "/api/margin"),
        ["GET /api/audit"] = ("voa", "/api/audit"),
        ["GET /api/audit/export"] = ("voa", "/api/audit/export"),
        ["GET /api/audit/verify"] = ("voa", "/api/audit/verify"),
        ["GET /api/public/limits"] = ("nvoa", "/api/public/limits"),
        ["GET /api/public/transfers/{query}"] = ("nvoa", "/api/public/transfers/1-2-1"),
        ["POST /api/tighten/level"] = ("oa", "/api/tighten/level"),
        ["POST /api/tighten/limits"] = ("oa", "/api/tighten/limits"),
        ["GET /api/papers"] = ("voa", "/api/papers"),
        ["GET /api/papers/{digest}"] = ("voa", $"/api/papers/{Digest}"),
        ["GET /api/papers/{digest}/file"] = ("voa", $"/api/papers/{Digest}/file"),
        ["POST /api/papers"] = ("o", "/api/papers"),
        ["POST /api/papers/{digest}/signatures"] = ("o", $"/api/papers/{Digest}/signatures"),
        ["POST /api/papers/{digest}/submit"] = ("o", $"/api/papers/{Digest}/submit"),
        ["POST /api/papers/{digest}/execute"] = ("o", $"/api/papers/{Digest}/execute"),
        ["DELETE /api/papers/{digest}"] = ("o", $"/api/papers/{Digest}"),
        ["GET /api/events"] = ("voa", "/api/events"),
    };

    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public void Routes_AreAllInTheTable() => _desk.Endpoints.OfType<RouteEndpoint>().SelectMany(NamesOf).Order().ShouldBe(Routes.Keys.Order());

    [Fact]
    public void Routes_HaveARuleEach()
    {
        foreach (var endpoint in _desk.Endpoints) endpoint.Metadata.GetMetadata<AccessRule>().ShouldNotBeNull(endpoint.DisplayName);
    }

    [Theory]
    [InlineData("nobody", 'n')]
    [InlineData("vera", 'v')]
    [InlineData("olga", 'o')]
    [InlineData("ada", 'a')]
    public async Task EveryRoute_AnswersOnlyThoseWhoMay(string person, char letter)
    {
        using var browser = person == "nobody" ? _desk.Open() : await _desk.SignInAsync(person);
        // Signing out last: it ends the session.
        foreach (var (route, (who, path)) in Routes.OrderBy(route => route.Key == "DELETE /api/session"))
        {
            var status = await StatusAsync(browser, route, path);
            if (who.Contains(letter)) status.ShouldNotBeOneOf(HttpStatusCode.Unauthorized, HttpStatusCode.Forbidden);
            else status.ShouldBe(person == "nobody" ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden, $"{person} {route}");
        }
    }

    [Fact]
    public async Task Phone_MayNotExecute()
    {
        using var phone = await _desk.SignInAsync("olga", phone: true);
        foreach (var path in new[] { "/api/holds/1-2-1/execute", $"/api/papers/{Digest}/execute" })
        {
            var answer = await phone.PostAsync(path);
            (answer.Status, answer.Error).ShouldBe((HttpStatusCode.Forbidden, "phone"));
        }
    }

    [Fact]
    public async Task WhatIsNoRoute_AnswersNobody()
    {
        using var browser = await _desk.SignInAsync("olga");
        foreach (var path in new[] { "/api", "/api/", "/api/nothing", "/API/OVERVIEW/x", "/api/papers/x/y/z" }) (await browser.GetAsync(path)).Status.ShouldBe(HttpStatusCode.NotFound, path);
        (await browser.SendAsync(HttpMethod.Put, "/api/overview", null)).Status.ShouldBe(HttpStatusCode.NotFound);
    }

    private static async Task<HttpStatusCode> StatusAsync(Browser browser, string route, string path)
    {
        if (route == "GET /api/events") return await browser.HeadersAsync(path);
        return (await browser.SendAsync(new(route.Split(' ')[0]), path, route.StartsWith("POST", StringComparison.Ordinal) ? new { } : null)).Status;
    }

    private static IEnumerable<string> NamesOf(RouteEndpoint endpoint) =>
        endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Select(method => $"{method} /{endpoint.RoutePattern.RawText!.Trim('/')}");
}
