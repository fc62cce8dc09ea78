using Bridge.Chains;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Tests.Harness;
using Bridge.Dashboard.Views;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.RelayerApi;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Tests.Readings;

public sealed class ReadingTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_800_000_000);
    private static readonly TimeSpan Stale = TimeSpan.FromSeconds(15);

    [Fact]
    public void NeverRead_HasNoValue()
    {
        var reading = new Reading<BreakerLevel>("evm", Stale);
        reading.At(Now).ShouldBe(new Sourced(null, "evm", null, ReadingState.Unread, null, 15_000));
        reading.TryGet(out _).ShouldBeFalse();
        reading.Fail("no answer");
        (reading.At(Now).Value, reading.At(Now).State, reading.At(Now).Problem).ShouldBe((null, ReadingState.Unread, "no answer"));
    }

    [Fact]
    public void FailedRead_KeepsTheLastGoodValueAndSaysSo()
    {
        var reading = new Reading<BreakerLevel>("evm", Stale);
        reading.Succeed(BreakerLevel.Stop, Now, "evm node 2");
        reading.Fail("no answer");
        var read = reading.At(Now.AddSeconds(1));
        (read.Value, read.State, read.Problem, read.ReadAt, read.Source).ShouldBe((BreakerLevel.Stop, ReadingState.Failed, "no answer", Now, "evm node 2"));
        reading.TryGetFresh(Now, out _).ShouldBeFalse();
        reading.Succeed(BreakerLevel.Normal, Now);
        reading.At(Now).State.ShouldBe(ReadingState.Fresh);
    }

    [Theory]
    [InlineData(15, ReadingState.Fresh)]
    [InlineData(16, ReadingState.Stale)]
    internal void OldValue_IsStale(int seconds, ReadingState state)
    {
        var reading = new Reading<BreakerLevel>("evm", Stale);
        reading.Succeed(BreakerLevel.Normal, Now);
        reading.At(Now.AddSeconds(seconds)).State.ShouldBe(state);
    }

    [Fact]
    public async Task Museum_M75_ChainThatCannotBeRead_IsNeverAnEmptyQueueOrLevelZero()
    {
        await using var desk = await Desk.StartAsync();
        var held = TransferBuilder.Transfer(1);
        desk.Solana.Held.Add(new(held.Id, held.Leaf(), held.Asset, held.Amount, desk.Time.GetUtcNow(), 1));
        desk.Solana.Levels[RiskScope.Everything] = BreakerLevel.Stop;
        desk.Evm.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await desk.StepAsync("solana control plane");
        await desk.StepAsync("evm control plane");
        desk.Solana.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await desk.StepAsync("solana control plane");

        using var vera = await desk.SignInAsync("vera");
        var holds = (await vera.GetAsync("/api/holds")).Json;
        holds.GetProperty("queue").GetArrayLength().ShouldBe(1);
        holds.GetProperty("reads").EnumerateArray().Select(read => read.GetProperty("state").GetString()).ShouldBe(["unread", "failed"]);
        var cells = (await vera.GetAsync("/api/breakers")).Json.GetProperty("cells").EnumerateArray().Where(cell => cell.GetProperty("scopeKind").GetString() == "everything").ToList();
        cells[0].GetProperty("level").GetProperty("value").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        cells[1].GetProperty("level").GetProperty("value").GetInt32().ShouldBe(4);
        var limits = (await vera.GetAsync("/api/public/limits")).Json.GetProperty("rows")[0];
        limits.GetProperty("limits").GetProperty("value").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        limits.GetProperty("levelInForce").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        limits.GetProperty("limits").GetProperty("problem").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
    }

    [Fact]
    public async Task StaleSource_IsShownStale()
    {
        await using var desk = await Desk.StartAsync();
        await desk.StepAsync();
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        using var vera = await desk.SignInAsync("vera");
        var overview = (await vera.GetAsync("/api/overview")).Json;
        overview.GetProperty("breakers").EnumerateArray().ShouldAllBe(cell => cell.GetProperty("level").GetProperty("state").GetString() == "stale");
        overview.GetProperty("reserves")[0].GetProperty("verdict").GetString().ShouldBe("unknown");
        overview.GetProperty("guardians").GetProperty("signing").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task SecondSource_AnswersWhenTheFirstDoesNot()
    {
        var chain = new TwoSources();
        var board = new ChainBoard(chain, TransferBuilder.Solana, [], Stale);
        var reader = new ChainReader(board, TimeProvider.System);
        await reader.ReadFastAsync(CancellationToken.None);
        board.Levels[RiskScope.Everything].At(TimeProvider.System.GetUtcNow()).Source.ShouldBe("evm node 2");
    }

    [Fact]
    public async Task GuardianInAnothersName_IsNotBelieved()
    {
        await using var desk = await Desk.StartAsync();
        desk.Parts.Overview.Guardians().ShouldBe(new GuardianBrief(1, 1, null, null), "nobody was asked yet");
        desk.Network.Answer("http://guardian.test/health", new { healthy = true, signs = true, index = 2, epochs = new[] { 1 }, chains = Array.Empty<object>(), journalLocks = 1, problems = Array.Empty<string>() });
        await desk.StepAsync("guardians");
        desk.Parts.Overview.Guardians().Signing.ShouldBe(0);
        desk.Network.Answer("http://guardian.test/health", new { healthy = true, signs = true, index = 1, epochs = new[] { 1 }, chains = Array.Empty<object>(), journalLocks = 1, problems = Array.Empty<string>() });
        await desk.StepAsync("guardians");
        desk.Parts.Overview.Guardians().ShouldBe(new GuardianBrief(1, 1, 1, 0));
        desk.Network.Answers["http://guardian.test/health"] = () => null;
        await desk.StepAsync("guardians");
        desk.Parts.Overview.Guardians().Signing.ShouldBe(0);
    }

    [Fact]
    public async Task GuardianThatHasStoppedAnAsset_SignsTheOthers_AndThatIsWhatIsSaid()
    {
        await using var desk = await Desk.StartAsync();
        var place = $"asset:{TransferBuilder.Asset}@all";
        var stoppedAsset = desk.Parts.Network.SymbolOf(TransferBuilder.Asset);
        await desk.StepAsync();
        await TellsAsync(signs: true, place);
        desk.Parts.Overview.Guardians().ShouldBe(new GuardianBrief(1, 1, 1, 0));
        Lines().ShouldContain($"critical 1 of 1 guardians has stopped {place}, and too few are left to sign there; guardian 1 says: 1000 units less than it owes");
        // The chains' level is 0, and all the same nothing of it flows.
        desk.Parts.Overview.Now().Flows.ShouldAllBe(flow => flow.StoppedByGuardians == (flow.Asset == stoppedAsset) && flow.LevelInForce == 0);
        Lines().ShouldNotContain(line => line.EndsWith("nothing is signed", StringComparison.Ordinal) && line.Contains("needed", StringComparison.Ordinal));

        await TellsAsync(signs: false, "everything@all");
        desk.Parts.Overview.Guardians().ShouldBe(new GuardianBrief(1, 1, 0, -1));
        Lines().ShouldContain("critical 0 guardians sign, 1 are needed: nothing is signed");
        Lines().ShouldContain(line => line.StartsWith("critical 1 of 1 guardians has stopped everything@all", StringComparison.Ordinal));

        async Task TellsAsync(bool signs, string stopped)
        {
            object Breaker(string condition, int level) => new { place = stopped, condition, level, detail = "1000 units less than it owes" };
            desk.Network.Answer("http://guardian.test/health", new
            {
                healthy = false, signs, index = 1, epochs = new[] { 1 }, chains = Array.Empty<object>(), journalLocks = 1, problems = new[] { "breaker under-backed tripped" },
                // A suspicion stops nothing, nor does what only slows.
                breakers = new[] { Breaker("Suspected", 4), Breaker("Tripped", 2), Breaker("Tripped", 5) },
            });
            await desk.StepAsync("guardians");
            desk.Time.Advance(TimeSpan.FromSeconds(1));
        }

        List<string> Lines() => [.. desk.Parts.Overview.Now().Problems.Select(problem => $"{problem.Severity} {problem.Text}")];
    }

    [Fact]
    public async Task GuardianThatWarns_IsHealthyAndItsWarningIsShown()
    {
        const string Warning = "could not raise a level on chain 1 if it had to: the fee account has nothing";
        await using var desk = await Desk.StartAsync();
        using var vera = await desk.SignInAsync("vera");
        desk.Network.Answer("http://guardian.test/health", new { healthy = true, signs = true, index = 1, epochs = new[] { 1 }, chains = Array.Empty<object>(), journalLocks = 1, problems = Array.Empty<string>(), warnings = new[] { Warning } });
        await desk.StepAsync("guardians");
        desk.Parts.Overview.Guardians().Signing.ShouldBe(1);
        (await vera.GetAsync("/api/guardians")).Json.GetProperty("rows")[0].GetProperty("health").GetProperty("value").GetProperty("warnings")[0].GetString().ShouldBe(Warning);
        (await vera.GetAsync("/api/overview")).Json.GetProperty("problems").EnumerateArray().ShouldContain(problem => problem.GetProperty("text").GetString() == $"guardian 1 warns: {Warning}" && problem.GetProperty("link").GetString() == "/guardians");
    }

    [Fact]
    public async Task NoRelayerThatIsWell_IsSaidFirst_OnceItWasAsked()
    {
        const string Url = "http://relayer.test/health";
        await using var desk = await Desk.StartAsync();
        using var vera = await desk.SignInAsync("vera");
        (await RelayerLinesAsync(desk, vera, ask: false)).ShouldBeEmpty("nobody was asked yet");
        (await RelayerLinesAsync(desk, vera)).ShouldBe(["critical no relayer is well: transfers wait until one is: answers 404"]);
        desk.Network.Answer(Url, new RelayerHealth("r", false, ["guardians: 0 answer, 3 are needed", "other"], 0, 3));
        (await RelayerLinesAsync(desk, vera)).ShouldBe(["critical no relayer is well: transfers wait until one is: guardians: 0 answer, 3 are needed"]);
        desk.Network.Answer(Url, new RelayerHealth("r", false, [new string('x', 5_000)], 0, 3));
        (await RelayerLinesAsync(desk, vera)).ShouldBe([$"critical no relayer is well: transfers wait until one is: {new string('x', 300)}"]);
        desk.Network.Answer(Url, new { name = "r", healthy = false, problems = (string[]?)null });
        (await RelayerLinesAsync(desk, vera)).ShouldBe(["critical no relayer is well: transfers wait until one is: does not say why"]);
        desk.Network.Answer(Url, new RelayerHealth("r", true, [], 3, 3) { Levels = ["everything on evm is at level 4 stop"] });
        (await RelayerLinesAsync(desk, vera)).ShouldBeEmpty();
        desk.Time.Advance(TimeSpan.FromMinutes(1));
        (await RelayerLinesAsync(desk, vera, ask: false)).ShouldBe(["critical no relayer is well: transfers wait until one is: has not answered lately"]);
        desk.Network.Answers[Url] = () => null;
        (await RelayerLinesAsync(desk, vera)).ShouldBe(["critical no relayer is well: transfers wait until one is: does not answer"], "what it said before is not what it says");
    }

    [Fact]
    public async Task SomeRelayersThatAreNotWell_AreWarnings()
    {
        await using var desk = await Desk.StartAsync(deployment: FakeDeployment.Make() with { RelayerUrls = ["http://relayer.test", "http://second.test"] });
        using var vera = await desk.SignInAsync("vera");
        desk.Network.Answer("http://relayer.test/health", new RelayerHealth("r", true, [], 3, 3));
        desk.Network.Answer("http://second.test/health", new RelayerHealth("s", false, ["Redis: does not answer"], 3, 3));
        (await RelayerLinesAsync(desk, vera)).ShouldBe(["warning relayer http://second.test is not well: Redis: does not answer"]);
    }

    [Fact]
    public async Task OtherKeyOnAChain_IsNotExpected()
    {
        await using var desk = await Desk.StartAsync();
        await desk.StepAsync("evm roles and delays");
        using var vera = await desk.SignInAsync("vera");
        (await vera.GetAsync("/api/chains")).Json.GetProperty("chains")[0].GetProperty("key").GetProperty("value").GetProperty("expected").GetBoolean().ShouldBeTrue();
    }

    private static async Task<IReadOnlyList<string>> RelayerLinesAsync(Desk desk, Browser browser, bool ask = true)
    {
        if (ask) await desk.StepAsync("relayers");
        desk.Time.Advance(TimeSpan.FromSeconds(1));
        var problems = (await browser.GetAsync("/api/overview")).Json.GetProperty("problems").EnumerateArray();
        return [.. problems.Where(problem => problem.GetProperty("text").GetString()!.Contains("relayer", StringComparison.Ordinal) && problem.GetProperty("link").GetString() == "/guardians")
            .Select(problem => $"{problem.GetProperty("severity").GetString()} {problem.GetProperty("text").GetString()}")];
    }

    /// <summary>The first source is dead.</summary>
    private sealed class TwoSources : IChainFamily
    {
        private readonly FakeFamily _dead = new(1, "evm") { Failure = new(ChainReadFailure.Unavailable, "no answer") };
        private readonly FakeFamily _alive = new(1, "evm");

        public ChainId Chain => _alive.Chain;

        public string Name => _alive.Name;

        public string AddressForm => _alive.AddressForm;

        public bool IsEachHeadWorthALook => _alive.IsEachHeadWorthALook;

        public int DecimalsOf(AssetDeployment asset) => _alive.DecimalsOf(asset);

        public (string Symbol, int Decimals) NativeCurrency => _alive.NativeCurrency;

        public IReadOnlyList<string> RpcUrls => ["dead", "alive"];

        public ILockReader LockReader(string rpcUrl) => Of(rpcUrl).LockReader(rpcUrl);

        public IReleaseReader ReleaseReader(string rpcUrl) => Of(rpcUrl);

        public IAccountReader AccountReader(string rpcUrl) => Of(rpcUrl);

        public IGuardianKeyReader GuardianKeyReader(string rpcUrl) => Of(rpcUrl);

        public IRefundReader RefundReader(string rpcUrl) => Of(rpcUrl);

        public IRiskReader RiskReader(string rpcUrl) => Of(rpcUrl);

        public IControlChangeReader ControlChangeReader(string rpcUrl) => Of(rpcUrl);

        public IProposalReader ProposalReader(string rpcUrl) => Of(rpcUrl);

        public IRiskControl RiskControl(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => Of(rpcUrl);

        public IReleaser Releaser(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IWallet Wallet(string rpcUrl, ReadOnlyMemory<byte> secret) => throw new NotSupportedException();

        public IOutflowReader OutflowReader(string rpcUrl) => throw new NotSupportedException();

        public IKeyRotator KeyRotator(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IRefunder Refunder(string rpcUrl, ReadOnlyMemory<byte> feeSecret) => throw new NotSupportedException();

        public IAsyncEnumerable<ulong> WatchHeadsAsync(string rpcUrl, CancellationToken cancellationToken) => throw new NotSupportedException();

        public PartyAddress ParseAddress(string text) => throw new NotSupportedException();

        public string FormatAddress(PartyAddress address) => throw new NotSupportedException();

        private FakeFamily Of(string url) => url == "dead" ? _dead : _alive;
    }
}
