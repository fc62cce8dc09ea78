using System.Text.Json.Nodes;
using Bridge.Risk.Breakers;
using Bridge.Risk.Rules;

namespace Bridge.Risk.Tests.Rules;

/// <summary>Each soft rule: passes, trips, does not flap around its threshold, and ends by itself.</summary>
public class SoftRuleTests
{
    [Fact]
    public void EqualAmounts_FiveLargeOnesInTenMinutes_Slow()
    {
        var world = RiskWorld.With("equal-amounts");
        world.ReadLimits();
        for (var i = 0; i < 4; i++) world.Release(world.Lock(amount: 600_000));
        world.Level.ShouldBe(BreakerLevel.Normal);
        world.Release(world.Lock(amount: 600_000));
        world.Level.ShouldBe(BreakerLevel.Slow);
        ShouldNotFlapAndEnd(world, "equal-amounts", () => world.Release(world.Lock(amount: 600_000)), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void EqualAmounts_SmallOnesOrSpreadOnes_Pass()
    {
        var world = RiskWorld.With("equal-amounts");
        world.ReadLimits();
        for (var i = 0; i < 50; i++) world.Release(world.Lock(amount: 100));
        for (var i = 0; i < 20; i++)
        {
            world.Release(world.Lock(amount: 600_000));
            world.Pass(TimeSpan.FromMinutes(3));
        }

        world.Trips.ShouldBe(0);
    }

    [Theory]
    [InlineData(2_600_000, 0)]
    [InlineData(2_400_000, 5)]
    [InlineData(900_000, 20)]
    [InlineData(0, 40)]
    public void BucketUse_ScoresByWhatIsUsed(ulong available, int score)
    {
        var world = RiskWorld.With("bucket-use");
        var limits = RiskWorld.Limits with { MaxRelease = RiskWorld.Limits.Capacity };
        world.ReadLimits(limits, available);
        (world.Breaker("bucket-use")?.Score ?? 0).ShouldBe(score);
        if (score > 0) ShouldNotFlapAndEnd(world, "bucket-use", () => world.ReadLimits(limits, world.History.Count % 4 < 2 ? 2_600_000 : available), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public void BucketUse_AsMuchAsTheLargestRelease_SaysNothing()
    {
        var world = RiskWorld.With("bucket-use");
        world.ReadLimits(available: RiskWorld.Limits.MaxRelease);
        world.Trips.ShouldBe(0);
        world.ReadLimits(available: RiskWorld.Limits.MaxRelease - 1);
        world.Trips.ShouldBe(1);
    }

    [Theory]
    [InlineData(899_999, false)]
    [InlineData(900_000, true)]
    public void LargeTransfer_FromTheHoldThresholdOn(ulong amount, bool trips)
    {
        var world = RiskWorld.With("large-transfer");
        world.ReadLimits();
        world.Lock(amount: amount);
        (world.Breaker("large-transfer") is not null).ShouldBe(trips);
        if (trips) ShouldNotFlapAndEnd(world, "large-transfer", () => world.Lock(amount: amount), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void Museum_M75_LargeTransfer_OfAnAssetWithoutKnownLimits_CountsAsLarge()
    {
        var world = RiskWorld.With("large-transfer");
        world.Lock(amount: 1);
        world.Breaker("large-transfer").ShouldNotBeNull();
    }

    [Fact]
    public void OutflowSpike_ThreeTimesTheWorstHours_Holds()
    {
        var world = FiveQuietWeeks();
        world.Trips.ShouldBe(0);
        for (var i = 0; i < 80; i++) world.Release(world.Lock(RiskWorld.Back, amount: 1_000));
        world.Breaker("outflow-spike").ShouldNotBeNull().Score.ShouldBe(90);
        world.Engine.Board.Level(RiskWorld.Back, RiskWorld.Asset).ShouldBe(BreakerLevel.Hold);
        ShouldNotFlapAndEnd(world, "outflow-spike", () => world.Release(world.Lock(RiskWorld.Back, amount: 1_000)), TimeSpan.FromMinutes(2));
    }

    [Fact]
    public void OutflowSpike_WhatComesInBalances()
    {
        var world = FiveQuietWeeks();
        for (var i = 0; i < 40; i++)
        {
            world.Lock(RiskWorld.Out, amount: 1_000);
            world.Release(world.Lock(RiskWorld.Back, amount: 1_000));
        }

        world.Trips.ShouldBe(0);
    }

    [Fact]
    public void Museum_M76_OutflowSpike_AcrossMidnight_IsOneHour()
    {
        var world = FiveQuietWeeks();
        world.Pass(new DateTimeOffset(world.Now.Date.AddDays(1), TimeSpan.Zero) - world.Now - TimeSpan.FromSeconds(40));
        var day = world.Now.Date;
        for (var i = 0; i < 14; i++) world.Release(world.Lock(RiskWorld.Back, amount: 1_000));
        world.Trips.ShouldBe(0);
        world.Pass(TimeSpan.FromSeconds(30));
        world.Now.Date.ShouldBe(day.AddDays(1));
        for (var i = 0; i < 25; i++) world.Release(world.Lock(RiskWorld.Back, amount: 1_000));
        world.Trips.ShouldBe(1);
    }

    [Fact]
    public void NewRecipient_OfALargeAmount_Counts()
    {
        var world = RiskWorld.With("new-recipient");
        world.ReadLimits();
        for (var i = 0; i < 100; i++) world.Lock(amount: 500_000, recipient: $"known {i}");
        world.Lock(amount: 500_000, recipient: "known 7");
        world.Lock(amount: 200_000, recipient: "fresh and small");
        world.Trips.ShouldBe(0);
        world.Lock(amount: 500_000, recipient: "fresh and large");
        world.Breaker("new-recipient").ShouldNotBeNull();
        ShouldNotFlapAndEnd(world, "new-recipient", () => world.Lock(amount: 500_000, recipient: $"fresh {world.Now}"), TimeSpan.FromMinutes(20));
    }

    [Fact]
    public void ConcentratedInflow_OneAccountOverAFifth_Counts()
    {
        var world = RiskWorld.With("concentrated-inflow");
        world.ReadLimits();
        for (var i = 0; i < 30; i++) world.Lock(amount: 200_000, sender: $"account {i}");
        world.Trips.ShouldBe(0);
        for (var i = 0; i < 8; i++) world.Lock(amount: 200_000, sender: "whale");
        world.Breaker("concentrated-inflow").ShouldNotBeNull();
        ShouldNotFlapAndEnd(world, "concentrated-inflow", () => world.Lock(amount: 900_000, sender: "whale"), TimeSpan.FromMinutes(1));
    }

    [Theory]
    [InlineData(3, 3, true, 0)]
    [InlineData(3, 2, true, 10)]
    [InlineData(3, 3, false, 60)]
    public void SourcesApart_ScoresByHow(int asked, int answered, bool agreed, int score)
    {
        var world = RiskWorld.With("sources-apart");
        world.Say(new SourcesCompared(world.Now, RiskWorld.Evm, asked, answered, agreed));
        (world.Breaker("sources-apart")?.Score ?? 0).ShouldBe(score);
        if (score > 0)
        {
            ShouldNotFlapAndEnd(
                world, "sources-apart", () => world.Say(new SourcesCompared(world.Now, RiskWorld.Evm, 3, world.History.Count % 4 < 2 ? 3 : answered, world.History.Count % 4 < 2 || agreed)), TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public void FinalityLag_ThreeTimesTheUsual_Slows()
    {
        var world = RiskWorld.With("finality-lag");
        for (var i = 0; i < 20; i++) Lag(world, 30, TimeSpan.FromMinutes(1));
        Lag(world, 94, TimeSpan.FromMinutes(1));
        world.Trips.ShouldBe(0);
        Lag(world, 95, TimeSpan.FromMinutes(1));
        world.Level.ShouldBe(BreakerLevel.Slow);
        ShouldNotFlapAndEnd(world, "finality-lag", () => Lag(world, world.History.Count % 4 < 2 ? 99UL : 85UL, TimeSpan.Zero), TimeSpan.FromSeconds(50));
    }

    [Fact]
    public void FinalityLag_OfAChainThatFinalisesAtOnce_AllowsAFewBlocks()
    {
        var world = RiskWorld.With("finality-lag");
        for (var i = 0; i < 20; i++) Lag(world, 0, TimeSpan.FromMinutes(1));
        Lag(world, 64, TimeSpan.FromMinutes(1));
        world.Trips.ShouldBe(0);
    }

    [Theory]
    [InlineData(4, 3, 5, false)]
    [InlineData(3, 3, 5, true)]
    [InlineData(3, 3, 3, false)]
    [InlineData(2, 3, 3, true)]
    public void ThinQuorum_BelowThresholdPlusOne_IsWatched(int live, int threshold, int total, bool trips)
    {
        var world = RiskWorld.With("thin-quorum");
        world.Say(new GuardiansCounted(world.Now, live, threshold, total));
        world.Level.ShouldBe(trips ? BreakerLevel.Watch : BreakerLevel.Normal);
        if (trips) ShouldNotFlapAndEnd(world, "thin-quorum", () => world.Say(new GuardiansCounted(world.Now, world.History.Count % 4 < 2 ? total : live, threshold, total)), TimeSpan.FromSeconds(20));
    }

    [Theory]
    [InlineData(10, 50, 3, false)]
    [InlineData(121, 50, 3, true)]
    [InlineData(-121, 50, 3, true)]
    [InlineData(10, 201, 3, true)]
    [InlineData(10, 50, 2, true)]
    public void PriceTrouble_OldApartOrThin_IsWatched(int age, int deviation, int sources, bool trips)
    {
        var world = RiskWorld.With("price-trouble");
        void Price() => world.Say(new PriceRead(world.Now, Keccak256.Hash("SOL"), world.Now - TimeSpan.FromSeconds(age), deviation, sources));
        Price();
        world.Level.ShouldBe(trips ? BreakerLevel.Watch : BreakerLevel.Normal);
        if (trips) ShouldNotFlapAndEnd(world, "price-trouble", Price, TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void RecentAdmin_MakesTheChainMoreSensitiveForADay()
    {
        var world = new RiskWorld(RuleSet.Default.Only("recent-admin", "equal-amounts"));
        world.ReadLimits();
        world.Say(new AdminSeen(world.Now, RiskWorld.Solana, "limits", Authorised: true, "capacity doubled", "0x1"));
        world.Level.ShouldBe(BreakerLevel.Watch);
        for (var i = 0; i < 5; i++) world.Release(world.Lock(amount: 600_000));
        world.Level.ShouldBe(BreakerLevel.Hold, "without the change it would only slow");
        world.Pass(TimeSpan.FromHours(25));
        world.Level.ShouldBe(BreakerLevel.Normal);
    }

    [Theory]
    [InlineData("level")]
    [InlineData("lower limits")]
    public void RecentAdmin_OfWhatTightens_SaysNothing(string change)
    {
        var world = RiskWorld.With("recent-admin");
        world.Say(new AdminSeen(world.Now, RiskWorld.Solana, change, Authorised: true, "by one officer", "0x1"));
        world.Trips.ShouldBe(0);
    }

    [Fact]
    public void OverdueTransfer_OverItsPromise_IsWatched()
    {
        var world = RiskWorld.With("overdue-transfer");
        world.Release(world.Lock());
        world.Release(world.Lock(), PayoutKind.Held);
        world.Pass(TimeSpan.FromHours(1));
        world.Trips.ShouldBe(0, "what has ended or waits for people is not overdue");
        var late = world.Lock();
        world.Pass(TimeSpan.FromMinutes(29));
        world.Trips.ShouldBe(0);
        world.Pass(TimeSpan.FromMinutes(2));
        world.Level.ShouldBe(BreakerLevel.Watch);
        ShouldNotFlapAndEnd(world, "overdue-transfer", () => world.Pass(TimeSpan.FromSeconds(1)), TimeSpan.FromMinutes(1), () => world.Release(late));
    }

    [Fact]
    public void UnverifiedRelease_HoldsUntilTheLockIsSeen()
    {
        var world = RiskWorld.With("unverified-release");
        var transfer = world.NewTransfer();
        world.Release(transfer);
        world.Pass(TimeSpan.FromSeconds(60));
        world.Trips.ShouldBe(0);
        world.Pass(TimeSpan.FromSeconds(60));
        world.Level.ShouldBe(BreakerLevel.Hold);
        ShouldNotFlapAndEnd(world, "unverified-release", () => world.Pass(TimeSpan.FromSeconds(1)), TimeSpan.FromMinutes(1), () => world.Final(transfer));
    }

    [Fact]
    public void UnverifiedRelease_ThatItsSourceHasDisproved_IsAFactAndNoDoubt()
    {
        var world = RiskWorld.With("unverified-release");
        world.Release(world.NewTransfer());
        world.ReadLocks(RiskWorld.Evm);
        world.Pass(TimeSpan.FromMinutes(10));
        world.Trips.ShouldBe(0);
    }

    [Fact]
    public void UnverifiedRelease_SilentGuardians_AreShown()
    {
        var world = RiskWorld.With("unverified-release");
        world.Say(new TranscriptsCounted(world.Now, TransferId.From(RiskWorld.Out, 1), 3, 3, 2, 3));
        world.Trips.ShouldBe(0);
        world.Say(new TranscriptsCounted(world.Now, TransferId.From(RiskWorld.Out, 1), 2, 2, 3, 3));
        world.Level.ShouldBe(BreakerLevel.Watch);
    }

    [Fact]
    public void WithheldLock_HoldsItsLaneUntilItWasReadAndTheTimeIsOver()
    {
        var world = RiskWorld.With("withheld-lock");
        var transfer = world.NewTransfer();
        world.Say(new LockMissing(world.Now, transfer.Id, 3));
        world.Level.ShouldBe(BreakerLevel.Hold);
        ShouldNotFlapAndEnd(world, "withheld-lock", () => world.Say(new LockMissing(world.Now, transfer.Id, 3)), TimeSpan.FromMinutes(1), () => world.Final(transfer));
        world.Say(new LockMissing(world.Now, transfer.Id, 3));
        world.Level.ShouldBe(BreakerLevel.Normal, "it is here now");
    }

    [Fact]
    public void EveryRule_IsTestedByName()
    {
        var tests = string.Concat(Directory.EnumerateFiles(Path.Combine(Bridge.Testing.RepositoryRoot.Path, "tests/Bridge.Risk.Tests/Rules"), "*.cs").Select(File.ReadAllText));
        foreach (var rule in RuleSet.Default.Entries) tests.ShouldContain($"\"{rule.About.Name}\"", Case.Sensitive, rule.About.Name);
    }

    // Found again and again while it stands: one breaker, no end and no beginning in between. Then it is over, once.
    private static void ShouldNotFlapAndEnd(RiskWorld world, string rule, Action again, TimeSpan every, Action? end = null)
    {
        world.Breaker(rule).ShouldNotBeNull().Condition.ShouldBe(BreakerCondition.Suspected);
        var trips = world.Trips;
        for (var i = 0; i < 20; i++)
        {
            world.Pass(every);
            again();
            world.Breaker(rule).ShouldNotBeNull();
        }

        world.Trips.ShouldBe(trips, "it flapped");
        world.Changes.Count(change => change.After is null).ShouldBe(0, "it ended in between");
        end?.Invoke();
        world.Pass(TimeSpan.FromDays(2));
        world.Breaker(rule).ShouldBeNull();
        world.Changes.Count(change => change.After is null).ShouldBe(1);
    }

    private static void Lag(RiskWorld world, ulong blocks, TimeSpan then)
    {
        world.Say(new FinalityRead(world.Now, RiskWorld.Evm, 1_000, 1_000 + blocks));
        if (then > TimeSpan.Zero) world.Pass(then);
    }

    private static RiskWorld FiveQuietWeeks()
    {
        var world = new RiskWorld(RuleSet.Load(JsonNode.Parse("""{ "outflow-spike": { "standsSeconds": 600 } }""")!.AsObject()).Only("outflow-spike"));
        for (var hour = 0; hour < 35 * 24; hour++)
        {
            for (var i = 0; i < 5 + (hour % 24 / 3); i++) world.Release(world.Lock(RiskWorld.Back, amount: 1_000));
            world.Pass(TimeSpan.FromMinutes(59));
        }

        return world;
    }
}
