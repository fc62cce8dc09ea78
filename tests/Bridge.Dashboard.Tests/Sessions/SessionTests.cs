using System.Net;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Dashboard.Users;

namespace Bridge.Dashboard.Tests.Sessions;

public sealed class SessionTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task Cookie_FromAnotherAddress_OpensNothingAndEndsTheSession()
    {
        using var olga = await _desk.SignInAsync("olga");
        using var thief = _desk.Open(IPAddress.Parse("127.0.0.2"));
        thief.Csrf = olga.Csrf;
        foreach (Cookie cookie in olga.Cookies.GetAllCookies()) thief.Cookies.Add(new Cookie(cookie.Name, cookie.Value, cookie.Path, cookie.Domain));
        (await thief.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await olga.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        _desk.Parts.Audit.All().ShouldContain(entry => entry.Event == "sessionFromAnotherAddress" && entry.Address == "127.0.0.2");
    }

    [Fact]
    public async Task ForwardedAddresses_AreNotBelieved()
    {
        using var olga = await _desk.SignInAsync("olga");
        (await olga.GetAsync("/api/overview", ("X-Forwarded-For", "127.0.0.2"), ("Forwarded", "for=127.0.0.2"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Cookie_IsOutOfReachOfScriptsAndOtherSites()
    {
        using var browser = _desk.Open();
        var answer = await browser.SignInAsync("vera", Desk.Password, _desk.Code("vera"));
        var cookie = answer.Response.Headers.GetValues("Set-Cookie").Single().ToLowerInvariant();
        cookie.ShouldContain("httponly");
        cookie.ShouldContain("samesite=strict");
        answer.Text.ShouldNotContain(browser.Cookies.GetAllCookies().Single().Value);
    }

    [Fact]
    public async Task SigningIn_GivesANewToken()
    {
        using var browser = await _desk.SignInAsync("vera");
        var before = browser.Cookies.GetAllCookies().Single().Value;
        _desk.Time.Advance(TimeSpan.FromSeconds(90));
        (await browser.SignInAsync("vera", Desk.Password, _desk.Code("vera"))).Status.ShouldBe(HttpStatusCode.OK);
        var now = browser.Cookies.GetAllCookies().Single();
        now.Value.ShouldNotBe(before);
        now.Value = before;
        (await browser.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task SignedOut_OpensNothing()
    {
        using var browser = await _desk.SignInAsync("vera");
        var cookie = browser.Cookies.GetAllCookies().Single().Value;
        (await browser.DeleteAsync("/api/session")).Status.ShouldBe(HttpStatusCode.NoContent);
        browser.Cookies.Add(new Cookie("bridge_session", cookie, "/api", "127.0.0.1"));
        (await browser.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        (await browser.GetAsync("/api/session")).Json.GetProperty("signedIn").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData(31, false)]
    [InlineData(29, true)]
    public async Task Idle_EndsTheSession(int minutes, bool alive)
    {
        using var browser = await _desk.SignInAsync("vera");
        _desk.Time.Advance(TimeSpan.FromMinutes(minutes));
        (await browser.GetAsync("/api/overview")).Status.ShouldBe(alive ? HttpStatusCode.OK : HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task TwelveHours_EndTheSession_HoweverBusy()
    {
        using var browser = await _desk.SignInAsync("vera");
        for (var i = 0; i < 28; i++)
        {
            _desk.Time.Advance(TimeSpan.FromMinutes(25));
            (await browser.GetAsync("/api/session")).Json.GetProperty("signedIn").GetBoolean().ShouldBeTrue();
        }

        _desk.Time.Advance(TimeSpan.FromMinutes(25));
        (await browser.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task RemovedUser_IsOutWithTheNextRequest()
    {
        using var browser = await _desk.SignInAsync("olga");
        new UserBook(_desk.Files.Users).Remove("olga");
        (await browser.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task ChangedRole_EndsTheSession()
    {
        using var browser = await _desk.SignInAsync("olga");
        var book = new UserBook(_desk.Files.Users);
        var olga = book.Find("olga")!;
        book.Remove("olga");
        book.Add(olga with { Role = StaffRole.Viewer });
        (await browser.PostAsync("/api/tighten/level", new { })).Status.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task Admin_EndsSessions()
    {
        using var olga = await _desk.SignInAsync("olga");
        using var ada = await _desk.SignInAsync("ada");
        (await ada.DeleteAsync("/api/users/olga/sessions")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await olga.GetAsync("/api/overview")).Status.ShouldBe(HttpStatusCode.Unauthorized);
        var users = await ada.GetAsync("/api/users");
        users.Text.ShouldNotContain("argon2");
        users.Text.ShouldNotContain("totp", Case.Insensitive);
    }

    [Fact]
    public async Task EventStream_EndsWithTheSession()
    {
        using var olga = await _desk.SignInAsync("olga");
        using var stream = await olga.StreamAsync("/api/events");
        (await stream.ReadLineAsync()).ShouldBe("event: tick");
        (await olga.DeleteAsync("/api/session")).Status.ShouldBe(HttpStatusCode.NoContent);
        (await stream.ReadToEndAsync()).TrimEnd().ShouldEndWith("event: signedOut\ndata: {}");
    }

    [Theory]
    [InlineData("User-Agent", "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X)")]
    [InlineData("Sec-CH-UA-Mobile", "?1")]
    public async Task Phone_IsSeen_WhateverItsPageSays(string header, string value)
    {
        using var browser = _desk.Open();
        var answer = await browser.PostAsync("/api/session", new { user = "olga", password = Desk.Password, code = _desk.Code("olga"), client = "desk" }, (header, value));
        answer.Json.GetProperty("client").GetString().ShouldBe("phone");
        answer.Json.GetProperty("may").EnumerateArray().Select(may => may.GetString()).ShouldBe(["read", "tighten", "paperTighten"]);
    }
}
