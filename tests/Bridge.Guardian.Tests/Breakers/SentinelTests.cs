using Bridge.Guardian.Breakers;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Rules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

public sealed class SentinelTests : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    private readonly DeskFixture _fixture = new();
    private readonly EcdsaKey _identity = EcdsaKey.Generate();
    private readonly FakeRiskChain _evm = new(TransferBuilder.Evm);
    private readonly FakeRiskChain _solana = new(TransferBuilder.Solana);
    private readonly FakeAccounts _purse = new(TransferBuilder.Evm);

    public void Dispose()
    {
        _identity.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task RunOnce_NothingTripped_SendsNothing()
    {
        _fixture.Risk.Apply(new SourcesCompared(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, 3, 3, Agreed: false));
        (await RunOnceAsync()).ShouldBe([true, true]);
        _evm.Papers.Concat(_solana.Papers).ShouldBeEmpty("a suspicion is not worth two officers and a delay");
    }

    [Fact]
    public async Task Museum_M73_RunOnce_AFact_RaisesBothChainsWithOneSignatureOfItsOwn()
    {
        Trip();
        _solana.LastNonce = (ulong)_fixture.Time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds();
        (await RunOnceAsync()).ShouldBe([true, true]);
        foreach (var chain in (FakeRiskChain[])[_evm, _solana])
        {
            chain.Levels[RiskScope.Everything].ShouldBe(BreakerLevel.Stop);
            var paper = chain.Papers.ShouldHaveSingleItem();
            paper.Signers.ShouldBe([SignerAddress.From(_identity.EvmAddress())]);
            paper.Action.Chain.ShouldBe(chain.Chain);
            ((RaiseLevel)paper.Action).Reason.ToString().ShouldBe("secret-reuse");
        }

        _evm.Papers[0].Action.Nonce.ShouldBe((ulong)_fixture.Time.GetUtcNow().ToUnixTimeMilliseconds());
        _solana.Papers[0].Action.Nonce.ShouldBe((ulong)_fixture.Time.GetUtcNow().AddDays(1).ToUnixTimeMilliseconds() + 1, "a paper of before was ahead of this machine's clock");
    }

    [Fact]
    public async Task RunOnce_Twice_RaisesOnce_AlsoAfterOfficersLoweredIt()
    {
        Trip();
        await RunOnceAsync();
        _evm.Levels[RiskScope.Everything] = BreakerLevel.Normal;
        (await RunOnceAsync()).ShouldBe([true, true]);
        _evm.Papers.ShouldHaveSingleItem();
        _fixture.RiskJournal.Raised(_fixture.Risk.Breakers[0]).Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_WhenAnotherSentinelWasFaster_IsDoneWithoutAPaper()
    {
        Trip();
        _evm.Levels[RiskScope.Everything] = BreakerLevel.Cursed;
        (await RunOnceAsync()).ShouldBe([true, true]);
        _evm.Papers.ShouldBeEmpty();
        _solana.Papers.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RunOnce_OneChainDown_RaisesTheOtherAndTriesAgain()
    {
        Trip();
        _evm.IsDown = true;
        (await RunOnceAsync()).ShouldBe([false, true]);
        _solana.Papers.ShouldHaveSingleItem();
        Evm.Problems.ShouldHaveSingleItem().ShouldContain("the node is down");
        _evm.IsDown = false;
        (await RunOnceAsync()).ShouldBe([true, true]);
        _evm.Papers.ShouldHaveSingleItem();
        Evm.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_AChainThatDoesNotAnswer_KeepsTheOtherNotOpen_NorForTheNextTrip()
    {
        var silent = new TaskCompletionSource();
        _evm.Silence = silent.Task;
        using var stop = new CancellationTokenSource();
        using SentinelWorker evm = Worker(Evm), solana = Worker(Solana);
        await Task.WhenAll(evm.StartAsync(stop.Token), solana.StartAsync(stop.Token));
        Trip();
        await Eventually.TrueAsync("Solana is raised", Limit, () => Task.FromResult(_solana.Papers.Count == 1));
        _fixture.Risk.Apply(new FinalityBroken(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, "the head went back"));
        await Eventually.TrueAsync("Solana is raised again", Limit, () => Task.FromResult(_solana.Papers.Count == 2));
        _evm.Papers.ShouldBeEmpty();
        _evm.Silence = Task.CompletedTask;
        silent.SetResult();
        await Eventually.TrueAsync("EVM is raised", Limit, () => Task.FromResult(_evm.Levels.Count > 0));
        await Task.WhenAll(evm.StopAsync(stop.Token), solana.StopAsync(stop.Token));
    }

    [Fact]
    public async Task RunOnce_WithoutTheRole_SaysSo()
    {
        Trip();
        _evm.Refuses = "NotOfficer";
        (await RunOnceAsync()).ShouldBe([false, true]);
        Evm.Problems.ShouldHaveSingleItem().ShouldContain("NotOfficer");
    }

    [Fact]
    public async Task RunOnce_TwoFindings_TheHighestLevelFirst()
    {
        Trip();
        var forged = TransferBuilder.Transfer(1);
        _fixture.Risk.Apply(new ReleaseSeen(_fixture.Time.GetUtcNow(), forged.Id, forged.Asset, 5, forged.Recipient, PayoutKind.Paid, "t", 1));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        _fixture.Risk.Apply(new LocksRead(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, _fixture.Time.GetUtcNow(), 9, 9));
        await RunOnceAsync();
        ((RaiseLevel)_solana.Papers[0].Action).Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public async Task Rehearse_WhenAllIsWell_FindsNothingAndSendsNothing()
    {
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeTrue();
        Evm.Warning.ShouldBeNull();
        (_evm.Papers.Count, _evm.Levels.Count).ShouldBe((0, 0));
    }

    [Theory]
    [InlineData("PaperTooLong")]
    [InlineData("PaperExpired")]
    public async Task Rehearse_WhenThePaperWouldBeRefused_SaysSoUntilItIsMended(string error)
    {
        _evm.Refuses = error;
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeFalse();
        Evm.Warning.ShouldBe($"could not raise a level on chain 1 if it had to: {error}");
        Evm.Problems.ShouldBeEmpty("it signs as well as ever");
        _evm.Refuses = null;
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeTrue();
        Evm.Warning.ShouldBeNull();
    }

    [Fact]
    public async Task Rehearse_WithoutTheRole_SaysWhoGivesItAndHow()
    {
        _evm.Refuses = "NotSentinel";
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeFalse();
        var identity = SignerAddress.From(_identity.EvmAddress());
        Evm.Warning.ShouldBe(
            $"could not raise a level on chain 1 if it had to: its identity {identity} has not the role of a sentinel there: "
            + $"two officers give it: bridge risk create grant-role --chain evm --account {identity} --role sentinel --out FILE");
    }

    [Fact]
    public async Task Rehearse_WithoutMoneyForFees_NamesTheAccount()
    {
        _purse.Native = 9_999_999;
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeFalse();
        Evm.Warning.ShouldNotBeNull().ShouldContain("its account purse holds less than 0.01 TEST for fees: send it some");
        _purse.Native = 10_000_000;
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeTrue();
    }

    [Fact]
    public async Task Rehearse_AChainDown_IsNoChainThatTakesIt()
    {
        _evm.IsDown = true;
        (await Evm.RehearseAsync(CancellationToken.None)).ShouldBeFalse();
        Evm.Warning.ShouldNotBeNull().ShouldContain("the node is down");
    }

    [Fact]
    public async Task Drill_WithTheRulesInForce_TripsAndLeavesNothing()
    {
        await new TripDrill(RuleSet.Default, new(), _fixture.Time).StartAsync(CancellationToken.None);
        _fixture.Risk.Breakers.ShouldBeEmpty();
    }

    [Fact]
    public async Task Drill_WithoutTheRuleThatFindsForgery_DoesNotLetTheGuardianStart() =>
        await Should.ThrowAsync<InvalidOperationException>(() => new TripDrill(RuleSet.Default.Only("equal-amounts"), new(), _fixture.Time).StartAsync(CancellationToken.None));

    [Fact]
    public async Task RunOnce_OfALaneOrAnUnknownAsset_RaisesWhatTheChainKnows()
    {
        _fixture.Risk.Apply(new FinalityBroken(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, "the head went back"));
        await RunOnceAsync();
        _evm.Levels.ShouldBe(new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Everything] = BreakerLevel.Stop });
        _solana.Levels.ShouldBe(new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Lane(TransferBuilder.Evm)] = BreakerLevel.Stop });
        var unlisted = TransferBuilder.Transfer(1) with { Asset = AssetId.From(Keccak256.Hash("unlisted")) };
        var now = _fixture.Time.GetUtcNow();
        _fixture.Risk.Apply(new ReleaseSeen(now, unlisted.Id, unlisted.Asset, 5, unlisted.Recipient, PayoutKind.Paid, "t", 1));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        _fixture.Risk.Apply(new LocksRead(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, _fixture.Time.GetUtcNow(), 9, 9));
        await RunOnceAsync();
        _solana.Levels[RiskScope.Everything].ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public void Accounts_OfAnIdentity_AreTheSameEachTimeAndDifferByChain()
    {
        using var one = new SentinelAccounts(_identity, "evm", "solana");
        using var other = new SentinelAccounts(_identity, "evm", "solana");
        one.SecretOf("evm").ToArray().ShouldBe(other.SecretOf("evm").ToArray());
        one.SecretOf("evm").ToArray().ShouldNotBe(one.SecretOf("solana").ToArray());
        var identity = new byte[32];
        _identity.ExportSecret(identity);
        one.SecretOf("evm").ToArray().ShouldNotBe(identity);
    }

    private void Trip() => _fixture.Risk.Apply(new ReuseSeen(_fixture.Time.GetUtcNow(), "guardian 3 answers at two addresses"));

    private Sentinel Evm => field ??= Make(_evm, TransferBuilder.Solana);

    private Sentinel Solana => field ??= Make(_solana, TransferBuilder.Evm);

    private async Task<bool[]> RunOnceAsync() => [await Evm.RunOnceAsync(CancellationToken.None), await Solana.RunOnceAsync(CancellationToken.None)];

    private SentinelWorker Worker(Sentinel sentinel) => new(sentinel, _fixture.Risk, TimeProvider.System, NullLogger<SentinelWorker>.Instance);

    private Sentinel Make(FakeRiskChain chain, ChainId other) => new(
        new(TransferBuilder.Bridge, _identity, new("evm", chain, chain, new(_purse, TransferBuilder.Transfer(1).Recipient, "purse", "TEST", 9)), _fixture.Time),
        [other], new HashSet<AssetId> { TransferBuilder.Asset }, _fixture.Risk, _fixture.RiskJournal, _fixture.Time, NullLogger<Sentinel>.Instance);
}
