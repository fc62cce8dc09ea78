using Bridge.Guardian.Breakers;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

public sealed class SentinelTests : IDisposable
{
    private readonly DeskFixture _fixture = new();
    private readonly EcdsaKey _identity = EcdsaKey.Generate();
    private readonly FakeRiskChain _evm = new(TransferBuilder.Evm);
    private readonly FakeRiskChain _solana = new(TransferBuilder.Solana);

    public void Dispose()
    {
        _identity.Dispose();
        _fixture.Dispose();
    }

    [Fact]
    public async Task RunOnce_NothingTripped_SendsNothing()
    {
        _fixture.Risk.Apply(new SourcesCompared(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, 3, 3, Agreed: false));
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        _evm.Papers.Concat(_solana.Papers).ShouldBeEmpty("a suspicion is not worth two officers and a delay");
    }

    [Fact]
    public async Task Museum_M73_RunOnce_AFact_RaisesBothChainsWithOneSignatureOfItsOwn()
    {
        Trip();
        _solana.LastNonce = 41;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        foreach (var chain in (FakeRiskChain[])[_evm, _solana])
        {
            chain.Levels[RiskScope.Everything].ShouldBe(BreakerLevel.Stop);
            var paper = chain.Papers.ShouldHaveSingleItem();
            paper.Signers.ShouldBe([SignerAddress.From(_identity.EvmAddress())]);
            paper.Action.Chain.ShouldBe(chain.Chain);
            ((RaiseLevel)paper.Action).Reason.ToString().ShouldBe("secret-reuse");
        }

        _solana.Papers[0].Action.Nonce.ShouldBe(42ul);
    }

    [Fact]
    public async Task RunOnce_Twice_RaisesOnce_AlsoAfterOfficersLoweredIt()
    {
        Trip();
        await Make().RunOnceAsync(CancellationToken.None);
        _evm.Levels[RiskScope.Everything] = BreakerLevel.Normal;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        _evm.Papers.ShouldHaveSingleItem();
        _fixture.RiskJournal.Raised(_fixture.Risk.Breakers[0]).Count.ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_WhenAnotherSentinelWasFaster_IsDoneWithoutAPaper()
    {
        Trip();
        _evm.Levels[RiskScope.Everything] = BreakerLevel.Cursed;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        _evm.Papers.ShouldBeEmpty();
        _solana.Papers.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task RunOnce_OneChainDown_RaisesTheOtherAndTriesAgain()
    {
        Trip();
        _evm.IsDown = true;
        var sentinel = Make();
        (await sentinel.RunOnceAsync(CancellationToken.None)).ShouldBeFalse();
        _solana.Papers.ShouldHaveSingleItem();
        sentinel.Problems.ShouldHaveSingleItem().ShouldContain("the node is down");
        _evm.IsDown = false;
        (await sentinel.RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        _evm.Papers.ShouldHaveSingleItem();
        sentinel.Problems.ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_WithoutTheRole_SaysSo()
    {
        Trip();
        _evm.Refuses = "NotOfficer";
        var sentinel = Make();
        (await sentinel.RunOnceAsync(CancellationToken.None)).ShouldBeFalse();
        sentinel.Problems.ShouldHaveSingleItem().ShouldContain("NotOfficer");
    }

    [Fact]
    public async Task RunOnce_OfALaneOrAnUnknownAsset_RaisesWhatTheChainKnows()
    {
        _fixture.Risk.Apply(new FinalityBroken(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, "the head went back"));
        await Make().RunOnceAsync(CancellationToken.None);
        _evm.Levels.ShouldBe(new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Everything] = BreakerLevel.Stop });
        _solana.Levels.ShouldBe(new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Lane(TransferBuilder.Evm)] = BreakerLevel.Stop });
        var unlisted = TransferBuilder.Transfer(1) with { Asset = AssetId.From(Keccak256.Hash("unlisted")) };
        var now = _fixture.Time.GetUtcNow();
        _fixture.Risk.Apply(new ReleaseSeen(now, unlisted.Id, unlisted.Asset, 5, unlisted.Recipient, PayoutKind.Paid, "t", 1));
        _fixture.Time.Advance(TimeSpan.FromSeconds(1));
        _fixture.Risk.Apply(new LocksRead(_fixture.Time.GetUtcNow(), TransferBuilder.Evm, _fixture.Time.GetUtcNow(), 9, 9));
        await Make().RunOnceAsync(CancellationToken.None);
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

    private Sentinel Make() => new(
        TransferBuilder.Bridge, _identity, _fixture.Risk, _fixture.RiskJournal,
        [Chain(_evm, TransferBuilder.Solana), Chain(_solana, TransferBuilder.Evm)], _fixture.Time, NullLogger<Sentinel>.Instance);

    private static SentinelChain Chain(FakeRiskChain chain, ChainId other) => new(chain, chain, [other], new HashSet<AssetId> { TransferBuilder.Asset });
}
