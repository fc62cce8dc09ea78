using System.Net;
using System.Security.Cryptography;
using Bridge.Chains;
using Bridge.Dashboard.Acting;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Acting;

public sealed class TightenTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task History_ShowsTheTransaction_WhicheverIsSeenFirst(bool answerFirst)
    {
        var (levels, chain, scope) = (_desk.Parts.Levels, _desk.Evm.Chain, RiskScope.Everything);
        levels.Expect(chain, scope, BreakerLevel.Stop, "drill", "dashboard (olga)");
        if (answerFirst) levels.Transacted(chain, scope, BreakerLevel.Stop, "0xhalt");
        levels.Observe(chain, scope, BreakerLevel.Stop);
        if (!answerFirst) levels.Transacted(chain, scope, BreakerLevel.Stop, "0xhalt");
        levels.Transacted(chain, scope, BreakerLevel.Hold, "0xanother");
        var change = levels.Page(long.MaxValue, 10).Items.ShouldHaveSingleItem();
        (change.Transaction, change.By, levels.Last(chain, scope)!.Transaction).ShouldBe(("0xhalt", "dashboard (olga)", "0xhalt"));
    }

    [Fact]
    public void SentinelKey_SignsNothingThatLoosens()
    {
        using var key = new SentinelKey(Keccak256.Hash("key").ToArray(), TransferBuilder.Bridge, _desk.Time);
        Should.Throw<CryptographicException>(() => key.Sign(Papers.Lower(_desk.Time)));
        Should.Throw<CryptographicException>(() => key.Sign(Papers.Approve(_desk.Time, TransferBuilder.Transfer())));
        var limits = new RiskLimits(1, 1, 1, 1);
        Should.Throw<CryptographicException>(() => key.Sign(new SetLimits { Chain = null, Nonce = 1, NotAfter = 1, Asset = TransferBuilder.Asset, Limits = limits }));
        Should.Throw<CryptographicException>(() => key.Sign(new GrantRole { Chain = null, Nonce = 1, NotAfter = 1, Account = key.Address, Role = RiskRole.Officer }));
        key.Sign(new LowerLimits { Chain = null, Nonce = 1, NotAfter = 1, Asset = TransferBuilder.Asset, Limits = limits }).Signers.ShouldBe([key.Address]);
    }

    [Theory]
    [InlineData("")]
    [InlineData("stop everything")]
    [InlineData("Stop everything on all")]
    [InlineData("stop everything on evm")]
    [InlineData("hold everything on all")]
    [InlineData(" stop everything on all")]
    public async Task WithoutTheTypedWords_NothingIsSent(string typed)
    {
        using var olga = await _desk.SignInAsync("olga");
        var answer = await olga.PostAsync("/api/tighten/level", Level(confirm: typed));
        (answer.Status, answer.Error).ShouldBe((HttpStatusCode.Conflict, "confirmation"));
        _desk.Both.ShouldAllBe(chain => chain.Acts.IsEmpty);
    }

    [Theory]
    [InlineData("olga", false)]
    [InlineData("olga", true)]
    [InlineData("ada", false)]
    public async Task OnePerson_HaltsBothChainsAtOnce(string user, bool phone)
    {
        using var browser = await _desk.SignInAsync(user, phone);
        var answer = await browser.PostAsync("/api/tighten/level", Level());
        answer.Json.GetProperty("outcomes").EnumerateArray().Select(outcome => outcome.GetProperty("outcome").GetString()).ShouldBe(["done", "done"]);
        foreach (var chain in _desk.Both)
        {
            var paper = chain.Acts.Single();
            paper.Signers.ShouldBe([_desk.OwnSentinel]);
            paper.IsComplete.ShouldBeTrue();
            paper.Action.ShouldBeOfType<RaiseLevel>().Level.ShouldBe(BreakerLevel.Stop);
        }
    }

    [Fact]
    public async Task Viewer_HaltsNothing()
    {
        using var vera = await _desk.SignInAsync("vera");
        (await vera.PostAsync("/api/tighten/level", Level())).Status.ShouldBe(HttpStatusCode.Forbidden);
        _desk.Both.ShouldAllBe(chain => chain.Acts.IsEmpty);
    }

    [Fact]
    public async Task DeadChain_DoesNotKeepTheOtherFromBeingHalted()
    {
        _desk.Solana.Refusal = new ChainReadException(ChainReadFailure.Unavailable, "no answer");
        using var olga = await _desk.SignInAsync("olga");
        var outcomes = (await olga.PostAsync("/api/tighten/level", Level())).Json.GetProperty("outcomes");
        outcomes[0].GetProperty("outcome").GetString().ShouldBe("done");
        outcomes[1].GetProperty("outcome").GetString().ShouldBe("unknown");
    }

    [Fact]
    public async Task Refusal_IsNamed_AndAHigherLevelIsNoFailure()
    {
        _desk.Evm.Refusal = new RiskRefusedException("LevelNotHigher", "LevelNotHigher");
        _desk.Solana.Refusal = new RiskRefusedException("NotSentinel", "NotSentinel");
        using var olga = await _desk.SignInAsync("olga");
        var outcomes = (await olga.PostAsync("/api/tighten/level", Level())).Json.GetProperty("outcomes");
        outcomes[0].GetProperty("outcome").GetString().ShouldBe("alreadyStricter");
        (outcomes[1].GetProperty("outcome").GetString(), outcomes[1].GetProperty("error").GetString()).ShouldBe(("refused", "NotSentinel"));
    }

    [Fact]
    public async Task Museum_M77_ServersKeyThatIsAnOfficer_IsNotUsed()
    {
        _desk.Evm.Roles[_desk.OwnSentinel] = RiskRole.Officer;
        using var olga = await _desk.SignInAsync("olga");
        var outcomes = (await olga.PostAsync("/api/tighten/level", Level())).Json.GetProperty("outcomes");
        outcomes[0].GetProperty("error").GetString().ShouldBe("SentinelIsOfficer");
        _desk.Evm.Acts.ShouldBeEmpty();
        _desk.Solana.Acts.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Lane_IsNamedFromEachOfItsEnds()
    {
        using var olga = await _desk.SignInAsync("olga");
        (await olga.PostAsync("/api/tighten/level", new { chain = "all", scope = "lane", level = 3, reason = "odd flow", confirm = "hold lane on all" })).Status.ShouldBe(HttpStatusCode.OK);
        _desk.Evm.Acts.Single().Action.ShouldBeOfType<RaiseLevel>().Scope.ShouldBe(RiskScope.Lane(TransferBuilder.Solana));
        _desk.Solana.Acts.Single().Action.ShouldBeOfType<RaiseLevel>().Scope.ShouldBe(RiskScope.Lane(TransferBuilder.Evm));
    }

    [Fact]
    public async Task Change_HasItsReasonAndAuthorInTheHistory_AndIntentionAndOutcomeInTheAuditLog()
    {
        using var olga = await _desk.SignInAsync("olga");
        await olga.PostAsync("/api/tighten/level", Level());
        await _desk.StepAsync("evm control plane");
        var change = (await olga.GetAsync("/api/breakers/history")).Json.GetProperty("items")[0];
        (change.GetProperty("reason").GetString(), change.GetProperty("by").GetString(), change.GetProperty("to").GetInt32()).ShouldBe(("odd flow", "dashboard (olga)", 4));
        _desk.Parts.Audit.All().Select(entry => entry.Event).ShouldBe(["signIn", "tighten", "tightened", "tightened"]);
    }

    [Fact]
    public async Task ChangeBySomebodyElse_IsInTheHistoryWithoutAnAuthor()
    {
        await _desk.StepAsync("evm control plane");
        _desk.Evm.Levels[RiskScope.Everything] = BreakerLevel.Hold;
        await _desk.StepAsync("evm control plane");
        using var vera = await _desk.SignInAsync("vera");
        var change = (await vera.GetAsync("/api/breakers/history")).Json.GetProperty("items")[0];
        (change.GetProperty("from").GetInt32(), change.GetProperty("to").GetInt32()).ShouldBe((0, 3));
        change.GetProperty("by").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Theory]
    [InlineData("""{"chain":"moon","scope":"everything","level":4,"reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"something","level":4,"reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":{"asset":"NONE"},"level":4,"reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":0,"reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":6,"reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":4,"reason":"","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":4,"reason":"a reason of more than thirty-two bytes","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":"4","reason":"r","confirm":"c"}""")]
    [InlineData("""{"chain":"all","scope":"everything","level":4,"reason":"r","confirm":"c","more":1}""")]
    public async Task OtherRequests_AreRefused(string body)
    {
        using var olga = await _desk.SignInAsync("olga");
        (await olga.PostAsync("/api/tighten/level", body)).Error.ShouldBe("badRequest");
    }

    [Fact]
    public async Task Limits_AreLoweredOnOneChain()
    {
        using var ada = await _desk.SignInAsync("ada");
        var limits = new { maxRelease = "5", capacity = "10", refillPerSecond = "1", holdThreshold = "3" };
        var answer = await ada.PostAsync("/api/tighten/limits", new { chain = "solana", asset = FakeDeployment.Symbol, limits, confirm = $"lower {FakeDeployment.Symbol} on solana" });
        answer.Json.GetProperty("outcomes")[0].GetProperty("outcome").GetString().ShouldBe("done");
        _desk.Solana.Acts.Single().Action.ShouldBeOfType<LowerLimits>().Limits.ShouldBe(new RiskLimits(5, 10, 1, 3));
        _desk.Evm.Acts.ShouldBeEmpty();
    }

    private static object Level(string confirm = "stop everything on all") => new { chain = "all", scope = "everything", level = 4, reason = "odd flow", confirm };
}
