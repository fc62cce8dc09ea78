using System.Net;
using Bridge.Dashboard.Sessions;
using Bridge.Dashboard.Storage;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Dashboard.Users;

namespace Bridge.Dashboard.Tests.Sessions;

public sealed class SignInTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    // RFC 6238, appendix B (SHA-1): eight digits of the secret "12345678901234567890".
    [Theory]
    [InlineData(59, "94287082")]
    [InlineData(1_111_111_109, "07081804")]
    [InlineData(1_111_111_111, "14050471")]
    [InlineData(1_234_567_890, "89005924")]
    [InlineData(2_000_000_000, "69279037")]
    [InlineData(20_000_000_000, "65353130")]
    public void Code_OfTheRfc(long seconds, string code) =>
        Totp.Code("12345678901234567890"u8, Totp.StepOf(DateTimeOffset.FromUnixTimeSeconds(seconds)), digits: 8).ShouldBe(code);

    // RFC 4648, section 10.
    [Theory]
    [InlineData("", "")]
    [InlineData("f", "MY")]
    [InlineData("fo", "MZXQ")]
    [InlineData("foo", "MZXW6")]
    [InlineData("foob", "MZXW6YQ")]
    [InlineData("fooba", "MZXW6YTB")]
    [InlineData("foobar", "MZXW6YTBOI")]
    public void Base32_OfTheRfc(string text, string encoded) => Totp.ToBase32(System.Text.Encoding.ASCII.GetBytes(text)).ShouldBe(encoded);

    [Fact]
    public void Uri_GivesItsSecretBack()
    {
        var secret = Keccak256.Hash("secret").ToArray()[..20];
        Totp.SecretOf(Totp.Uri("olga", "dashboard", secret)).ShouldBe(secret);
        Totp.SecretOf("https://evil.test/?secret=AAAA").ShouldBeNull();
    }

    [Fact]
    public void PasswordHash_OpensForItsPasswordOnly()
    {
        var hash = PasswordHash.Make("a long enough password");
        hash.ShouldStartWith("$argon2id$");
        PasswordHash.Verify(hash, "a long enough password").ShouldBeTrue();
        PasswordHash.Verify(hash, "a long enough passwore").ShouldBeFalse();
        PasswordHash.Verify(null, "a long enough password").ShouldBeFalse();
        PasswordHash.Verify("$argon2id$nonsense", "x").ShouldBeFalse();
        PasswordHash.Make("a long enough password").ShouldNotBe(hash);
    }

    [Theory]
    [InlineData("olga", "wrong password", true)]
    [InlineData("olga", Desk.Password, false)]
    [InlineData("nobody", Desk.Password, true)]
    [InlineData("OLGA", Desk.Password, true)]
    public async Task WrongCredentials_AreRefusedWithOneAnswer(string user, string password, bool goodCode)
    {
        using var browser = _desk.Open();
        var answer = await browser.SignInAsync(user, password, goodCode ? _desk.Code("olga") : "000000");
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.Unauthorized, "credentials"));
        answer.Json.GetProperty("message").GetString().ShouldBe("name, password or code is wrong; a code works once");
        browser.Cookies.Count.ShouldBe(0);
    }

    [Fact]
    public async Task Code_WorksOnce()
    {
        var code = _desk.Code("olga");
        using var first = _desk.Open();
        (await first.SignInAsync("olga", Desk.Password, code)).Status.ShouldBe(HttpStatusCode.OK);
        using var second = _desk.Open();
        (await second.SignInAsync("olga", Desk.Password, code)).Error.ShouldBe("credentials");
    }

    [Fact]
    public async Task EarlierCode_IsRefusedAfterALaterOne()
    {
        var earlier = _desk.Code("olga");
        _desk.Time.Advance(TimeSpan.FromSeconds(30));
        using var browser = _desk.Open();
        (await browser.SignInAsync("olga", Desk.Password, _desk.Code("olga"))).Status.ShouldBe(HttpStatusCode.OK);
        (await browser.SignInAsync("olga", Desk.Password, earlier)).Error.ShouldBe("credentials");
    }

    [Theory]
    [InlineData(-90)]
    [InlineData(90)]
    public async Task Code_OfAnotherTime_IsRefused(int seconds)
    {
        _desk.Time.Advance(TimeSpan.FromSeconds(seconds));
        var code = _desk.Code("olga");
        _desk.Time.Advance(TimeSpan.FromSeconds(-seconds));
        using var browser = _desk.Open();
        (await browser.SignInAsync("olga", Desk.Password, code)).Error.ShouldBe("credentials");
    }

    [Fact]
    public async Task FiveFailures_LockTheNameThere_AndTheRightPasswordToo()
    {
        using var browser = _desk.Open();
        for (var i = 0; i < 5; i++) (await browser.SignInAsync("olga", "wrong password", "000000")).Error.ShouldBe("credentials");
        var answer = await browser.SignInAsync("olga", Desk.Password, _desk.Code("olga"));
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.TooManyRequests, "tooMany"));
        answer.Json.GetProperty("retryAt").GetDateTimeOffset().ShouldBeGreaterThan(_desk.Time.GetUtcNow());
        _desk.Time.Advance(SignInGuard.Window + TimeSpan.FromSeconds(1));
        (await browser.SignInAsync("olga", Desk.Password, _desk.Code("olga"))).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public void FailuresElsewhere_LockStrangersOut_AndNotTheOwnersDesk()
    {
        using var store = SqliteStore.Open(Path.Combine(Path.GetDirectoryName(_desk.Files.Records)!, "guard.db"), Layouts.Records, durable: true);
        var guard = new SignInGuard(store, _desk.Time);
        guard.Succeed("olga", IPAddress.Parse("10.0.0.1"));
        for (var i = 0; i < 20; i++) guard.Attempt("olga", IPAddress.Parse($"203.0.113.{i}"));
        guard.LockedUntil("olga", IPAddress.Parse("198.51.100.1")).ShouldNotBeNull();
        guard.LockedUntil("olga", IPAddress.Parse("10.0.0.1")).ShouldBeNull();
        guard.LockedUntil("oscar", IPAddress.Parse("198.51.100.1")).ShouldBeNull();
    }

    [Fact]
    public void ManyNamesFromOneAddress_LockTheAddress()
    {
        using var store = SqliteStore.Open(Path.Combine(Path.GetDirectoryName(_desk.Files.Records)!, "guard.db"), Layouts.Records, durable: true);
        var guard = new SignInGuard(store, _desk.Time);
        for (var i = 0; i < 20; i++) guard.Attempt($"name{i}", IPAddress.Parse($"2001:db8::{i}"));
        guard.LockedUntil("olga", IPAddress.Parse("2001:db8::ffff")).ShouldNotBeNull();
        guard.LockedUntil("olga", IPAddress.Parse("2001:db8:1::1")).ShouldBeNull();
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("null")]
    [InlineData("""{"user":"olga","password":"x","code":"1","client":"desk","role":"admin"}""")]
    [InlineData("""{"user":null,"password":"x","code":"1","client":"desk"}""")]
    [InlineData("""{"user":"olga","password":"x","code":"1","client":1}""")]
    public async Task OtherBodies_AreRefused(string body) => (await _desk.Open().PostAsync("/api/session", body)).Error.ShouldBe("badRequest");

    [Fact]
    public async Task Nothing_SecretIsAudited()
    {
        using var browser = _desk.Open();
        await browser.SignInAsync("olga", "a secret that was mistyped", "123456");
        await browser.SignInAsync("a secret in the wrong field", "x", "123456");
        string.Join('\n', _desk.Parts.Audit.All().Select(entry => entry.ToLine())).ShouldNotContain("secret");
    }
}
