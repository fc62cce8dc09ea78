using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Access;

/// <summary>Names of tokens, reasons and what guardians and relayers say are text that an attacker chooses: data on its whole way.</summary>
public sealed class HostileTextTests : IAsyncLifetime
{
    private const string Script = "</script><script>alert(1)";

    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Theory]
    [InlineData("/api/overview")]
    [InlineData("/api/limits")]
    [InlineData("/api/public/limits")]
    [InlineData("/api/breakers")]
    [InlineData("/api/breakers/history")]
    [InlineData("/api/guardians")]
    [InlineData("/api/audit")]
    [InlineData("/api/audit/export")]
    public async Task Markup_StaysData(string path)
    {
        _desk.Network.Answer("http://guardian.test/health", new { healthy = false, signs = false, index = 1, epochs = new[] { 1 }, chains = Array.Empty<object>(), journalLocks = 1, problems = new[] { Script }, warnings = new[] { Script } });
        using var olga = await _desk.SignInAsync("olga");
        (await olga.PostAsync("/api/tighten/level", new { chain = "evm", scope = new { asset = FakeDeployment.Symbol }, level = 1, reason = "<svg/onload=alert(1)>", confirm = $"watch {FakeDeployment.Symbol} on evm" })).Status.ShouldBe(System.Net.HttpStatusCode.OK);
        await _desk.StepAsync();
        var answer = await olga.GetAsync(path);
        answer.Response.Content.Headers.ContentType!.MediaType.ShouldBeOneOf("application/json", "application/x-ndjson");
        answer.Text.ShouldContain("alert(1)");
        answer.Text.ShouldNotContain("<");
    }

    [Fact]
    public async Task Reasons_ComeBackAsTheyWereGiven()
    {
        using var olga = await _desk.SignInAsync("olga");
        const string Reason = "<b>\"'&\u2028 </script>";
        await olga.PostAsync("/api/tighten/level", new { chain = "evm", scope = "everything", level = 1, reason = Reason, confirm = "watch everything on evm" });
        await _desk.StepAsync("evm control plane");
        (await olga.GetAsync("/api/breakers/history")).Json.GetProperty("items")[0].GetProperty("reason").GetString().ShouldBe(Reason);
        _desk.Evm.Acts.Single().Action.ShouldBeOfType<RaiseLevel>().Reason.ShouldBe(RiskReason.From(Reason));
    }

    [Fact]
    public async Task Events_AreOneLineEach()
    {
        using var olga = await _desk.SignInAsync("olga");
        using var stream = await olga.StreamAsync("/api/events");
        (await stream.ReadLineAsync()).ShouldBe("event: tick");
        await olga.PostAsync("/api/tighten/level", new { chain = "evm", scope = "everything", level = 1, reason = "a\n\nevent: x\ndata: y", confirm = "watch everything on evm" });
        await _desk.StepAsync("evm control plane");
        var names = new List<string>();
        while (!names.Contains("event: breakers"))
        {
            var line = await stream.ReadLineAsync() ?? throw new InvalidOperationException("the stream ended");
            if (line.StartsWith("event:", StringComparison.Ordinal)) names.Add(line);
            line.ShouldNotBe("event: x");
        }
    }
}
