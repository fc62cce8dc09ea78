using Bridge.Risk.Ledger;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Risk.Tests.Ledger;

public class LedgerTests
{
    [Fact]
    public void Take_EventsThatGoBack_AreRefused()
    {
        var world = new RiskWorld();
        world.Pass(TimeSpan.FromMinutes(1));
        Should.Throw<ProtocolException>(() => world.Engine.Apply(new TimePassed(world.Now.AddHours(-1))));
    }

    [Fact]
    public void ASecondSightingOfOneRelease_IsBookedOnce()
    {
        var world = new RiskWorld();
        var transfer = world.Lock(amount: 10);
        world.Release(transfer);
        world.Release(transfer);
        world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset).Released.ShouldBe((UInt128)10);
        world.Engine.Ledger.Match.ShouldBe(PaymentMatch.Known);
    }

    [Fact]
    public void AHold_LeavesTheChainWhenItIsPaid()
    {
        var world = new RiskWorld();
        var transfer = world.Lock(amount: 10);
        world.Release(transfer, PayoutKind.Held);
        world.Engine.Ledger.Flow(RiskWorld.Solana, RiskWorld.Asset).Out.ShouldBe((UInt128)0);
        world.Say(new HoldEnded(world.Now, transfer.Id, "0x1", world.Height));
        world.Engine.Ledger.Flow(RiskWorld.Solana, RiskWorld.Asset).Out.ShouldBe((UInt128)10);
    }

    [Fact]
    public void AHold_WhoseLockIsSeenLater_LeavesTheChainWhenItIsPaid()
    {
        var world = new RiskWorld();
        var transfer = world.NewTransfer(amount: 10);
        world.Release(transfer, PayoutKind.Held);
        world.Final(transfer);
        world.Say(new HoldEnded(world.Now, transfer.Id, "0x1", world.Height));
        world.Engine.Ledger.Flow(RiskWorld.Solana, RiskWorld.Asset).Out.ShouldBe((UInt128)10);
        world.Engine.Ledger.Book(RiskWorld.Out).Open.ShouldBeEmpty();
    }

    [Fact]
    public void AReaderThatCatchesUp_SeesTheEndBeforeTheLock_AndAccusesNobody()
    {
        var world = new RiskWorld();
        world.ReadLimits();
        var transfer = world.NewTransfer(amount: 10);
        world.Say(new TransferRefunded(world.Now, transfer.Id, null, world.Height));
        world.Say(new TransferVoided(world.Now, transfer.Id, null, world.Height));
        world.ReadOutflow(RiskWorld.Solana);
        var other = world.NewTransfer(amount: 7);
        world.Say(new TransferVoided(world.Now, other.Id, null, world.Height));
        world.Final(transfer);
        world.Final(other);
        world.Say(new TransferRefunded(world.Now, other.Id, null, world.Height));
        world.Say(new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, 0, world.Height));
        world.ReadOutflow(RiskWorld.Evm);
        world.ReadLocks(RiskWorld.Evm);
        world.Level.ShouldBe(BreakerLevel.Normal);
        var sheet = world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset);
        (sheet.Locked, sheet.Refunded).ShouldBe(((UInt128)17, (UInt128)17));
    }

    [Fact]
    public void AHold_ThatIsRejected_IsNotReleasedAndCanBeRefunded()
    {
        var world = new RiskWorld();
        var transfer = world.Lock(amount: 10);
        world.Release(transfer, PayoutKind.Held);
        world.Say(new TransferVoided(world.Now, transfer.Id, null, world.Height));
        world.Say(new TransferRefunded(world.Now, transfer.Id, null, world.Height));
        var sheet = world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset);
        (sheet.Released, sheet.Refunded).ShouldBe(((UInt128)0, (UInt128)10));
        world.Engine.Ledger.Match.ShouldBe(PaymentMatch.Good);
    }

    [Fact]
    public void AReleaseThatVanished_IsTakenBackAndCanComeAgain()
    {
        var world = new RiskWorld();
        world.ReadLimits();
        var transfer = world.Lock(amount: 10);
        var release = world.ReleaseOf(transfer);
        world.Say(release);
        world.Say(new ReleaseVanished(world.Now, release, transfer));
        world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset).Released.ShouldBe((UInt128)0);
        world.Release(transfer);
        world.Engine.Ledger.Match.ShouldBe(PaymentMatch.Good);
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void SequenceSet_HoldsNearAndFarNumbers() => Prop.ForAll(
        Gen.OneOf(Gen.Choose(1, 5_000).Select(n => (ulong)n), Gen.Choose(1, 100).Select(n => ulong.MaxValue - (ulong)n), Gen.Choose(1_000_000, 3_000_000).Select(n => (ulong)n)).ListOf().ToArbitrary(),
        numbers =>
        {
            var (set, model) = (new SequenceSet(), new HashSet<ulong>());
            foreach (var number in numbers)
            {
                if (number % 7 == 0)
                {
                    set.Remove(number);
                    model.Remove(number);
                }
                else if (set.Add(number) != model.Add(number))
                {
                    return false;
                }
            }

            return numbers.All(number => set.Contains(number) == model.Contains(number) && set.Contains(number ^ 1) == model.Contains(number ^ 1));
        }).QuickCheckThrowOnFailure();

    // Whatever honest people do in whatever order: nothing trips, and the sums say what happened.
    [Fact]
    public void HonestSteps_InAnyOrder_NeverTripAndAlwaysAddUp() => Prop.ForAll(Gen.Choose(0, 5).Two().ListOf().ToArbitrary(), steps =>
    {
        var world = new RiskWorld();
        world.ReadLimits();
        var open = new List<Transfer>();
        var (locked, released, refunded) = (0L, 0L, 0L);
        foreach (var (step, which) in steps)
        {
            var chosen = open.Count == 0 ? null : open[which % open.Count];
            switch (step)
            {
                case 0 or 1:
                    open.Add(world.Lock(amount: (ulong)(10 + which)));
                    locked += 10 + which;
                    break;
                case 2 when chosen is not null:
                    world.Say(new AttestationSigned(world.Now, chosen.Id));
                    break;
                case 3 when chosen is not null:
                    world.Release(chosen);
                    released += (long)chosen.Amount;
                    open.Remove(chosen);
                    break;
                case 4 when chosen is not null:
                    world.Say(new TransferVoided(world.Now, chosen.Id, null, world.Height));
                    world.Say(new TransferRefunded(world.Now, chosen.Id, null, world.Height));
                    refunded += (long)chosen.Amount;
                    open.Remove(chosen);
                    break;
                case 5:
                    world.ReadLocks(RiskWorld.Evm);
                    world.ReadOutflow(RiskWorld.Solana);
                    break;
            }
        }

        world.ReadLocks(RiskWorld.Evm);
        var sheet = world.Engine.Ledger.Sheet(RiskWorld.Out, RiskWorld.Asset);
        return world.Level == BreakerLevel.Normal && sheet.Locked == (UInt128)locked && sheet.Released == (UInt128)released && sheet.Refunded == (UInt128)refunded
            && sheet.Released + sheet.Pending + sheet.Refunded <= sheet.Locked && world.Engine.Ledger.Book(RiskWorld.Out).Open.Count == open.Count;
    }).QuickCheckThrowOnFailure();
}
