using Bridge.Risk.Breakers;

namespace Bridge.Risk.Tests.Breakers;

public class BreakerTests
{
    private static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);
    private static readonly RiskPlace Place = RiskPlace.Of(RiskWorld.Solana, RiskWorld.Asset);

    private static readonly Dictionary<(BreakerCondition, BreakerEvent), BreakerCondition> Legal = new()
    {
        [(BreakerCondition.Normal, BreakerEvent.Suspect)] = BreakerCondition.Suspected,
        [(BreakerCondition.Normal, BreakerEvent.Trip)] = BreakerCondition.Tripped,
        [(BreakerCondition.Normal, BreakerEvent.Halt)] = BreakerCondition.Halted,
        [(BreakerCondition.Suspected, BreakerEvent.Suspect)] = BreakerCondition.Suspected,
        [(BreakerCondition.Suspected, BreakerEvent.Trip)] = BreakerCondition.Tripped,
        [(BreakerCondition.Suspected, BreakerEvent.Expire)] = BreakerCondition.Normal,
        [(BreakerCondition.Suspected, BreakerEvent.Clear)] = BreakerCondition.Normal,
        [(BreakerCondition.Tripped, BreakerEvent.Trip)] = BreakerCondition.Tripped,
        [(BreakerCondition.Tripped, BreakerEvent.Clear)] = BreakerCondition.Normal,
        [(BreakerCondition.Halted, BreakerEvent.Halt)] = BreakerCondition.Halted,
        [(BreakerCondition.Halted, BreakerEvent.Clear)] = BreakerCondition.Normal,
    };

    [Fact]
    public void Next_OfEveryConditionAndEvent_IsAsTheTableSays()
    {
        foreach (var condition in Enum.GetValues<BreakerCondition>())
        {
            foreach (var @event in Enum.GetValues<BreakerEvent>())
            {
                if (Legal.TryGetValue((condition, @event), out var next)) BreakerTransitions.Next(condition, @event).ShouldBe(next);
                else Should.Throw<IllegalBreakerTransitionException>(() => BreakerTransitions.Next(condition, @event), $"{condition} {@event}");
            }
        }
    }

    [Fact]
    public void Level_OfSuspicions_IsTheirSumUpToTheirCeiling()
    {
        var board = new BreakerBoard(new());
        board.Take(Soft("a", 20, BreakerLevel.Watch), "desk");
        board.Level(Place).ShouldBe(BreakerLevel.Watch);
        board.Take(Soft("b", 70, BreakerLevel.Watch), "desk");
        board.Level(Place).ShouldBe(BreakerLevel.Watch, "neither may do more");
        board.Take(Soft("c", 5, BreakerLevel.Hold), "desk");
        board.Level(Place).ShouldBe(BreakerLevel.Hold);
    }

    [Fact]
    public void Level_OfANarrowPlace_CountsTheWiderOnes()
    {
        var board = new BreakerBoard(new());
        board.Take(Soft("a", 50, BreakerLevel.Hold), "desk");
        board.Take(Soft("b", 30, BreakerLevel.Hold) with { Place = RiskPlace.On(RiskWorld.Solana) }, "desk");
        board.Level(RiskWorld.Out, RiskWorld.Asset).ShouldBe(BreakerLevel.Hold);
        board.Level(RiskWorld.Out, AssetId.From(Keccak256.Hash("another"))).ShouldBe(BreakerLevel.Watch);
    }

    [Fact]
    public void Level_OfALane_CountsAnAssetsSuspicionsWhereItIsReleasedOnly_AndFactsAtBothEnds()
    {
        var board = new BreakerBoard(new());
        board.Take(Soft("a", 90, BreakerLevel.Hold), "desk");
        board.Level(RiskWorld.Out, RiskWorld.Asset).ShouldBe(BreakerLevel.Hold);
        board.Level(RiskWorld.Back, RiskWorld.Asset).ShouldBe(BreakerLevel.Normal);
        board.Take(Hard("fact", BreakerLevel.Stop), "operators");
        board.Level(RiskWorld.Back, RiskWorld.Asset).ShouldBe(BreakerLevel.Stop);
    }

    [Fact]
    public void Take_AWeakerFinding_KeepsTheStrongerEvidenceAndMovesTheEnd()
    {
        var board = new BreakerBoard(new());
        board.Take(Soft("a", 60, BreakerLevel.Hold), "desk").ShouldNotBeNull();
        board.Take(Soft("a", 20, BreakerLevel.Hold) with { At = Noon.AddMinutes(5), ExpiresAt = Noon.AddMinutes(15) }, "desk").ShouldBeNull();
        board.Expire(Noon.AddMinutes(14)).ShouldBeEmpty();
        board.Breakers.Single().Score.ShouldBe(60);
        board.Expire(Noon.AddMinutes(15)).Single().After.ShouldBeNull();
        board.Level(Place).ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void AHalt_StandsBesideATrip_AndEachIsClearedByItself()
    {
        var board = new BreakerBoard(new());
        board.Take(Hard("fact", BreakerLevel.Stop), "operators");
        board.Halt(Place, BreakerLevel.Cursed, "officer A", "rehearsal", Noon);
        board.Expire(Noon.AddYears(10)).ShouldBeEmpty();
        board.Level(Place).ShouldBe(BreakerLevel.Cursed);
        board.Clear(Breaker.Human, Place)!.Before!.Condition.ShouldBe(BreakerCondition.Halted);
        board.Level(Place).ShouldBe(BreakerLevel.Stop);
        board.Clear("fact", Place)!.Before!.Condition.ShouldBe(BreakerCondition.Tripped);
        board.Clear("fact", Place).ShouldBeNull();
        board.Level(Place).ShouldBe(BreakerLevel.Normal);
    }

    [Fact]
    public void Restore_OfAFactWithAnEnd_IsRefused()
    {
        var board = new BreakerBoard(new());
        var stored = new Breaker("fact", Place, BreakerCondition.Tripped, BreakerLevel.Stop, 100, "operators", "a fact", [], Noon, Noon.AddHours(1));
        Should.Throw<ProtocolException>(() => board.Restore(stored));
        board.Restore(stored with { ExpiresAt = null });
        board.Level(Place).ShouldBe(BreakerLevel.Stop);
    }

    [Theory]
    [InlineData(BreakerLevel.Normal, "officer", "why")]
    [InlineData((BreakerLevel)6, "officer", "why")]
    [InlineData(BreakerLevel.Stop, " ", "why")]
    [InlineData(BreakerLevel.Stop, "officer", "")]
    public void Halt_WithoutLevelPersonOrReason_IsRefused(BreakerLevel level, string person, string why) =>
        Should.Throw<ProtocolException>(() => new BreakerBoard(new()).Halt(Place, level, person, why, Noon));

    [Fact]
    public void Take_OfAFindingWithoutSeverity_IsRefused() =>
        Should.Throw<ProtocolException>(() => new BreakerBoard(new()).Take(Hard("a", BreakerLevel.Stop) with { Severity = RiskSeverity.None }, "desk"));

    [Theory]
    [InlineData("everything@all")]
    [InlineData("everything@2")]
    [InlineData("lane:1@2")]
    [InlineData("lane:1@all")]
    [InlineData("asset:0x1111111111111111111111111111111111111111111111111111111111111111@1")]
    public void Place_Text_IsReadAgain(string text) => RiskPlace.Parse(text).ToString().ShouldBe(text);

    [Theory]
    [InlineData("")]
    [InlineData("everything")]
    [InlineData("everything@0")]
    [InlineData("asset:0x00@1")]
    [InlineData("lane:x@1")]
    [InlineData("nothing@all")]
    public void Place_OfAnotherForm_IsRefused(string text) => Should.Throw<ProtocolException>(() => RiskPlace.Parse(text));

    [Fact]
    public void Thresholds_OutOfOrder_AreAllNamed() =>
        new RiskThresholds { Watch = 0, Slow = 0, Hold = 0 }.Problems().Count().ShouldBe(3);

    private static RiskFinding Soft(string rule, int score, BreakerLevel ceiling) => new()
    {
        Rule = rule, Severity = RiskSeverity.Soft, Place = Place, Level = ceiling, Score = score, Detail = rule, Evidence = [], At = Noon, ExpiresAt = Noon.AddMinutes(10),
    };

    private static RiskFinding Hard(string rule, BreakerLevel level) => new()
    {
        Rule = rule, Severity = RiskSeverity.Hard, Place = Place, Level = level, Score = 100, Detail = rule, Evidence = [], At = Noon, ExpiresAt = null,
    };
}
