using Bridge.Risk.Breakers;

namespace Bridge.Risk.Tests.Rules;

/// <summary>Each hard rule: passes, trips, does not trip again for the same fact, and never ends by itself.</summary>
public class HardRuleTests
{
    [Fact]
    public void ReleaseWithoutLock_OfAFinalLock_Passes()
    {
        var world = RiskWorld.With("release-without-lock");
        world.Release(world.Lock());
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void ReleaseWithoutLock_WhenOthersWereFaster_WaitsForTheLockAndPasses()
    {
        var world = RiskWorld.With("release-without-lock");
        var transfer = world.NewTransfer();
        world.Release(transfer);
        world.ReadLocks(RiskWorld.Evm, final: 50, transfer);
        world.Level.ShouldBe(BreakerLevel.Normal);
        world.Final(transfer);
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void ReleaseWithoutLock_BeforeTheSourceWasReadAgain_Waits()
    {
        var world = RiskWorld.With("release-without-lock");
        var begun = world.Now;
        world.Release(world.NewTransfer());
        world.Say(new LocksRead(world.Now, RiskWorld.Evm, begun - TimeSpan.FromSeconds(1), world.Height, world.Height));
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void ReleaseWithoutLock_WhenTheSourceKnowsNothing_Curses()
    {
        var world = RiskWorld.With("release-without-lock");
        world.Release(world.NewTransfer());
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Cursed);
        var breaker = world.Breaker("release-without-lock").ShouldNotBeNull();
        breaker.Condition.ShouldBe(BreakerCondition.Tripped);
        breaker.ExpiresAt.ShouldBeNull();
        breaker.Evidence.ShouldContain(evidence => evidence.Label == "transfer" && evidence.Value == "1-2-1");
    }

    [Fact]
    public void ReleaseWithoutLock_WhenTheLockNeverBecomesFinal_Curses()
    {
        var world = RiskWorld.With("release-without-lock");
        var transfer = world.NewTransfer();
        world.Release(transfer);
        world.ReadLocks(RiskWorld.Evm, final: 50, transfer);
        world.ReadLocks(RiskWorld.Evm, final: 60, transfer);
        world.Level.ShouldBe(BreakerLevel.Normal);
        world.ReadLocks(RiskWorld.Evm, final: world.Height + 100, transfer);
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Theory]
    [InlineData("amount")]
    [InlineData("asset")]
    [InlineData("recipient")]
    public void ReleaseWithoutLock_ThatContradictsTheFinalLock_CursesAtOnce(string field)
    {
        var world = RiskWorld.With("release-without-lock");
        var release = world.ReleaseOf(world.Lock()) with { At = world.Now };
        world.Say(field switch
        {
            "amount" => release with { Amount = release.Amount + 1 },
            "asset" => release with { Asset = AssetId.From(Keccak256.Hash("another")) },
            _ => release with { Recipient = PartyAddress.From(Keccak256.Hash("thief")) },
        });
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public void ReleaseWithoutLock_WhoseLockComesLaterWithOtherContent_Curses()
    {
        var world = RiskWorld.With("release-without-lock");
        var transfer = world.NewTransfer();
        world.Release(transfer);
        world.Final(transfer with { Amount = 7 });
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public void ReleaseWithoutLock_AfterAPersonCleared_DoesNotTripForTheSameFact()
    {
        var world = RiskWorld.With("release-without-lock");
        world.Release(world.NewTransfer());
        world.ReadLocks(RiskWorld.Evm);
        world.ReadLocks(RiskWorld.Evm);
        world.Pass(TimeSpan.FromDays(400));
        world.Trips.ShouldBe(1);
        world.Level.ShouldBe(BreakerLevel.Cursed, "a fact does not expire");
        world.Engine.Board.Clear("release-without-lock", RiskPlace.Everywhere).ShouldNotBeNull();
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
        world.Release(world.NewTransfer());
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Cursed, "another fact trips again");
    }

    [Fact]
    public void ReleaseWithoutLock_ThatVanishedWithItsBlock_Passes()
    {
        var world = RiskWorld.With("release-without-lock");
        var release = world.ReleaseOf(world.NewTransfer());
        world.Say(release);
        world.Say(new ReleaseVanished(world.Now, release, null));
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void OverReleased_WhenMoreLeftThanCameIn_CursesTheAsset()
    {
        var world = RiskWorld.With("over-released");
        var transfer = world.Lock(amount: 1_000);
        world.Say(world.ReleaseOf(transfer) with { Amount = 1_001 });
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Cursed);
        world.Breaker("over-released")!.Place.ShouldBe(RiskPlace.Of(RiskWorld.Asset));
    }

    [Fact]
    public void OverReleased_CountsWhatIsPendingAndRefunded()
    {
        var world = RiskWorld.With("over-released");
        var (first, second, third) = (world.Lock(amount: 10), world.Lock(amount: 10), world.Lock(amount: 10));
        world.Release(first);
        world.Say(new AttestationSigned(world.Now, second.Id));
        world.Say(new TransferVoided(world.Now, third.Id, null, world.Height));
        world.Say(new TransferRefunded(world.Now, third.Id, null, world.Height));
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
        var sheet = world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset);
        (sheet.Locked, sheet.Released, sheet.Pending, sheet.Refunded).ShouldBe(((UInt128)30, (UInt128)10, (UInt128)10, (UInt128)10));
        var forged = TransferIdOf(4);
        world.Say(world.ReleaseOf(third) with { Id = forged, Amount = 1 });
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public void OverReleased_AfterAPersonCleared_TripsOnlyWhenTheExcessGrows()
    {
        var world = RiskWorld.With("over-released");
        world.Say(world.ReleaseOf(world.Lock(amount: 10)) with { Amount = 11 });
        world.ReadLocks(RiskWorld.Evm);
        world.Engine.Board.Clear("over-released", RiskPlace.Of(RiskWorld.Asset)).ShouldNotBeNull();
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
        world.Say(world.ReleaseOf(world.Lock(amount: 10)) with { Amount = 11 });
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Theory]
    [InlineData(AssetMode.Custody, 700, BreakerLevel.Normal)]
    [InlineData(AssetMode.Custody, 5_000, BreakerLevel.Normal)]
    [InlineData(AssetMode.Custody, 699, BreakerLevel.Cursed)]
    public void UnderBacked_AtTheHomeChain_IsAFactFromTheFirstUnitOn(AssetMode mode, ulong amount, BreakerLevel expected)
    {
        var world = RiskWorld.With("under-backed");
        world.Lock(amount: 1_000);
        world.Release(world.Lock(RiskWorld.Back, amount: 300));
        world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, mode, amount, world.Height));
        world.Level.ShouldBe(BreakerLevel.Normal, "not before all outflow up to that height was read");
        world.ReadOutflow(RiskWorld.Evm);
        world.Level.ShouldBe(expected);
    }

    [Theory]
    [InlineData(700, BreakerLevel.Normal)]
    [InlineData(0, BreakerLevel.Normal)]
    [InlineData(701, BreakerLevel.Cursed)]
    public void UnderBacked_OfAWrappedToken_IsAFactFromTheFirstUnitOn(ulong supply, BreakerLevel expected)
    {
        var world = RiskWorld.With("under-backed");
        world.Release(world.Lock(amount: 1_000));
        world.Lock(RiskWorld.Back, amount: 300);
        world.Say(new BackingRead(world.Now, RiskWorld.Solana, RiskWorld.Asset, AssetMode.Mint, supply, world.Height));
        world.ReadOutflow(RiskWorld.Solana);
        world.Level.ShouldBe(expected);
    }

    [Fact]
    public void UnderBacked_WhenAReleaseIsSeenAfterTheBalance_Passes()
    {
        var world = RiskWorld.With("under-backed");
        world.Lock(amount: 1_000);
        var paid = world.Lock(RiskWorld.Back, amount: 300);
        // The balance shows the release already; its event comes with the read of the outflow.
        world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, 700, world.Height));
        world.Release(paid);
        world.ReadOutflow(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Theory]
    [InlineData(1_000, BreakerLevel.Normal)]
    [InlineData(1_001, BreakerLevel.Cursed)]
    public void SupplyOverCustody_IsAFactFromTheFirstUnitOn(ulong supply, BreakerLevel expected)
    {
        var world = RiskWorld.With("supply-over-custody");
        world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, 1_300, world.Height));
        world.Release(world.Lock(amount: 1_300));
        world.Release(world.Lock(RiskWorld.Back, amount: 300));
        world.Say(new BackingRead(world.Now, RiskWorld.Solana, RiskWorld.Asset, AssetMode.Mint, supply, world.Height));
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(expected);
    }

    [Fact]
    public void BrokenFinality_StopsTheChainAndItsLanesEverywhere()
    {
        var world = RiskWorld.With("broken-finality");
        world.Say(new FinalityBroken(world.Now, RiskWorld.Evm, "height 7 has two hashes"));
        world.Level.ShouldBe(BreakerLevel.Stop);
        world.Engine.Board.Level(RiskWorld.Back, RiskWorld.Asset).ShouldBe(BreakerLevel.Stop);
        world.Engine.Board.Breakers.Select(breaker => breaker.Place).ShouldBe([RiskPlace.On(RiskWorld.Evm), new RiskPlace(null, RiskScope.Lane(RiskWorld.Evm))], ignoreOrder: true);
    }

    [Theory]
    [InlineData(3, 3, 0, 3, BreakerLevel.Normal)]
    [InlineData(1, 5, 2, 3, BreakerLevel.Normal)]
    [InlineData(0, 5, 2, 3, BreakerLevel.Cursed)]
    [InlineData(5, 5, 0, 0, BreakerLevel.Cursed)]
    public void MissingTranscript_IsAFactWhenEvenTheSilentOnesAreTooFew(int signed, int witnessed, int silent, int threshold, BreakerLevel expected)
    {
        var world = RiskWorld.With("missing-transcript");
        world.Say(new TranscriptsCounted(world.Now, TransferIdOf(1), signed, witnessed, silent, threshold));
        world.Level.ShouldBe(expected);
    }

    [Theory]
    [InlineData(0, 3, 0, 3, BreakerLevel.Normal)]
    [InlineData(3, 1, 2, 3, BreakerLevel.Normal)]
    [InlineData(3, 1, 1, 3, BreakerLevel.Cursed)]
    [InlineData(5, 5, 0, 0, BreakerLevel.Cursed)]
    public void UnwitnessedSignature_IsAFactWhenEvenTheSilentOnesAreTooFew(int signed, int witnessed, int silent, int threshold, BreakerLevel expected)
    {
        var world = RiskWorld.With("unwitnessed-signature");
        world.Say(new TranscriptsCounted(world.Now, TransferIdOf(1), signed, witnessed, silent, threshold));
        world.Level.ShouldBe(expected);
    }

    [Theory]
    [InlineData(2, BreakerLevel.Normal)]
    [InlineData(1, BreakerLevel.Cursed)]
    [InlineData(3, BreakerLevel.Cursed)]
    public void ConsumedMismatch_ComparesBitsWithEvents(ulong bits, BreakerLevel expected)
    {
        var world = RiskWorld.With("consumed-mismatch");
        world.Release(world.Lock());
        world.Say(new TransferVoided(world.Now, world.Lock().Id, null, world.Height));
        world.Say(new ConsumedCounted(world.Now, RiskWorld.Out, bits, world.Height));
        // What comes after the height of the count does not count.
        world.Release(world.Lock());
        world.ReadOutflow(RiskWorld.Solana);
        world.Level.ShouldBe(expected);
    }

    [Fact]
    public void ConsumedMismatch_AHoldThatIsPaid_IsOneEnd()
    {
        var world = RiskWorld.With("consumed-mismatch");
        var transfer = world.Lock();
        world.Release(transfer, PayoutKind.Held);
        world.Say(new ConsumedCounted(world.Now, RiskWorld.Out, 1, world.Height));
        world.ReadOutflow(RiskWorld.Solana);
        world.Release(transfer);
        world.Say(new ConsumedCounted(world.Now, RiskWorld.Out, 1, world.Height));
        world.ReadOutflow(RiskWorld.Solana);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Theory]
    [InlineData(true, BreakerLevel.Normal)]
    [InlineData(false, BreakerLevel.Cursed)]
    public void UnscheduledChange_WithoutAPaper_CursesTheChain(bool authorised, BreakerLevel expected)
    {
        var world = RiskWorld.With("unscheduled-change");
        world.Say(new AdminSeen(world.Now, RiskWorld.Solana, "limits", authorised, "capacity is now 2^64-1", null));
        world.Level.ShouldBe(expected);
    }

    [Fact]
    public void SecretReuse_StopsEverything()
    {
        var world = RiskWorld.With("secret-reuse");
        world.Say(new ReuseSeen(world.Now, "guardian 3 answers at two addresses"));
        world.Level.ShouldBe(BreakerLevel.Stop);
    }

    [Fact]
    public void RefundWithoutVoid_AfterAVoid_Passes()
    {
        var world = RiskWorld.With("refund-without-void");
        var transfer = world.Lock();
        world.Say(new TransferVoided(world.Now, transfer.Id, null, world.Height));
        world.Say(new TransferRefunded(world.Now, transfer.Id, null, world.Height));
        world.ReadOutflow(RiskWorld.Solana);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void RefundWithoutVoid_OfWhatWasReleased_CursesAtOnce()
    {
        var world = RiskWorld.With("refund-without-void");
        var transfer = world.Lock();
        world.Release(transfer);
        world.Say(new TransferRefunded(world.Now, transfer.Id, null, world.Height));
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Fact]
    public void RefundWithoutVoid_WhenTheDestinationShowsNone_Curses()
    {
        var world = RiskWorld.With("refund-without-void");
        var transfer = world.Lock();
        world.Say(new TransferRefunded(world.Now, transfer.Id, null, world.Height));
        world.Level.ShouldBe(BreakerLevel.Normal, "the destination was not read since");
        world.ReadOutflow(RiskWorld.Solana);
        world.Level.ShouldBe(BreakerLevel.Cursed);
    }

    private static TransferId TransferIdOf(ulong sequence) => TransferId.From(RiskWorld.Out, sequence);
}
