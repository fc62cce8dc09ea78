using Bridge.Risk.Breakers;
using Bridge.Risk.Rules;
using Bridge.Risk.Simulation;

namespace Bridge.Risk.Tests.Museum;

/// <summary>Historic failures as streams of events: honest traffic, then the attack, in a hundred random variants each, through every rule. None may be missed.</summary>
public class MuseumTests
{
    public static TheoryData<int> Variants => [.. Enumerable.Range(1, 100)];

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M01_PoisonedNodes(int variant)
    {
        var scene = new Scene(variant);
        var asked = scene.Random.Next(2, 8);
        if (scene.Random.Next(2) == 0)
        {
            // This reader's own nodes: some say another thing.
            scene.Say(new SourcesCompared(scene.Now, scene.Source, asked, scene.Random.Next(2, asked + 1), Agreed: false));
            scene.Level.ShouldBeAtLeast(BreakerLevel.Slow);
            return;
        }

        // Other guardians' nodes: they signed a lock that this reader's source never had.
        scene.Forge();
        scene.ReadSource();
        scene.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M20_StolenKeys(int variant)
    {
        var scene = new Scene(variant);
        var begun = scene.Now;
        UInt128 stolen = 0;
        var slices = scene.Random.Next(1, 30);
        for (var i = 0; i < slices && scene.Level < BreakerLevel.Hold; i++)
        {
            // What the chain lets out: at most the largest release each, and not above the bucket.
            var amount = (ulong)scene.Random.NextInt64(1, (long)Math.Min(HonestTraffic.Limits.MaxRelease, HonestTraffic.Limits.HoldThreshold));
            if (stolen + amount > HonestTraffic.Limits.Capacity) break;
            scene.Forge(amount);
            stolen += amount;
            scene.Pass(scene.Random.NextDouble());
            if (scene.Random.Next(5) == 0) scene.ReadSource();
        }

        scene.ReadSource();
        scene.Level.ShouldBe(BreakerLevel.Cursed);
        stolen.ShouldBeLessThanOrEqualTo(HonestTraffic.Limits.Capacity + (UInt128)(HonestTraffic.Limits.RefillPerSecond * (scene.Now - begun).TotalSeconds));
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M70_Reorganisation(int variant)
    {
        var scene = new Scene(variant);
        var depth = scene.Random.Next(1, 65);
        switch (scene.Random.Next(3))
        {
            case 0:
                scene.Say(new FinalityBroken(scene.Now, scene.Source, $"the finalised head went back by {depth}"));
                scene.Level.ShouldBe(BreakerLevel.Stop);
                break;
            case 1:
                // Released while it was not final, and then it was gone.
                var doubled = scene.NextTransfer();
                scene.Say(new LockSeen(scene.Now, doubled, scene.Height));
                scene.Say(scene.ReleaseOf(doubled));
                scene.ReadSource(doubled);
                scene.Level.ShouldBeAtMost(BreakerLevel.Hold, "it may yet become final");
                scene.Pass(depth);
                scene.ReadSource();
                scene.Level.ShouldBe(BreakerLevel.Cursed);
                break;
            default:
                // Finality stands still for an hour; then it goes on and nothing is lost.
                for (var minute = 0; minute < 60; minute++)
                {
                    scene.Say(new FinalityRead(scene.Now, scene.Source, scene.Height - 20 - (ulong)(60 * minute), scene.Height));
                    scene.Pass(60);
                }

                scene.Level.ShouldBeAtLeast(BreakerLevel.Slow);
                scene.Level.ShouldBeAtMost(BreakerLevel.Hold);
                scene.Pass(3_600);
                scene.Level.ShouldBeAtMost(BreakerLevel.Watch);
                break;
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M73_NobodyAwake(int variant)
    {
        var scene = new Scene(variant);
        // A made-up sequence, the next one, or a true one with other content.
        switch (scene.Random.Next(4))
        {
            case 0: scene.Forge(sequence: (ulong)scene.Random.NextInt64(1L << 40, long.MaxValue)); break;
            case 1: scene.Forge(payout: PayoutKind.Held); break;
            case 2:
                var transfer = scene.NextTransfer();
                scene.Say(new LockFinal(scene.Now, transfer, scene.Height));
                scene.Say(scene.ReleaseOf(transfer) with { Recipient = PartyAddress.From(Keccak256.Hash("thief")) });
                break;
            default: scene.Forge(); break;
        }

        scene.ReadSource();
        scene.Level.ShouldBe(BreakerLevel.Cursed);
        // A year later nobody has come, and it still stands.
        scene.Pass(365 * 86_400);
        scene.Level.ShouldBe(BreakerLevel.Cursed);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M74_WithheldMessage(int variant)
    {
        var scene = new Scene(variant);
        var before = scene.Engine.Ledger.Sheet(scene.Lane, scene.Asset).Locked;
        var withheld = Enumerable.Range(0, scene.Random.Next(1, 20)).Select(_ => scene.NextTransfer()).ToList();
        var named = withheld[scene.Random.Next(withheld.Count)];
        scene.Say(new LockMissing(scene.Now, named.Id, scene.Random.Next(0, 5)));
        scene.Level.ShouldBe(BreakerLevel.Hold);
        // Back-fill: some come twice, as after a crash.
        foreach (var transfer in withheld) for (var i = scene.Random.Next(1, 3); i > 0; i--) scene.Say(new LockFinal(scene.Now, transfer, scene.Height));
        scene.Engine.Ledger.Book(scene.Lane).LastLock.ShouldBe(withheld[^1].Id.Sequence);
        (scene.Engine.Ledger.Sheet(scene.Lane, scene.Asset).Locked - before).ShouldBe(withheld.Aggregate(UInt128.Zero, (sum, transfer) => sum + transfer.Amount));
        foreach (var transfer in withheld) scene.Say(scene.ReleaseOf(transfer));
        scene.ReadSource();
        scene.Pass(3_600);
        scene.Level.ShouldBeAtMost(BreakerLevel.Watch, "it has healed by itself");
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M75_FailOpenSeams(int variant)
    {
        var scene = new Scene(variant);
        switch (scene.Random.Next(4))
        {
            case 0:
                // A token that nobody listed is paid.
                scene.Say(scene.ReleaseOf(scene.NextTransfer() with { Asset = AssetId.From(Keccak256.Hash($"unlisted {variant}")) }));
                scene.ReadSource();
                scene.Level.ShouldBe(BreakerLevel.Cursed);
                break;
            case 1:
                // The source cannot be read: what cannot be verified is not good, however long it takes.
                scene.Forge();
                scene.Pass(100 + scene.Random.Next(10_000));
                scene.Level.ShouldBeAtLeast(BreakerLevel.Hold);
                break;
            case 2:
                // The time of a suspicion ends; that of a fact, or of a person's halt, does not.
                scene.Engine.Board.Halt(RiskPlace.Of(scene.Lane.Destination, scene.Asset), BreakerLevel.Hold, "officer", "looking", scene.Now);
                scene.Pass(scene.Random.Next(1, 400) * 86_400);
                scene.Level.ShouldBe(BreakerLevel.Hold);
                break;
            default:
                // Nobody answers about a release, and there is no threshold to be met.
                scene.Say(new TranscriptsCounted(scene.Now, TransferId.From(scene.Lane, 1), 0, 0, 0, Threshold: 0));
                scene.Level.ShouldBe(BreakerLevel.Cursed);
                break;
        }
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M76_AroundMidnight(int variant)
    {
        var scene = new Scene(variant);
        // What a calendar day would have let out twice: a bucket's worth before midnight and one after, in equal slices.
        scene.Pass((scene.Now.Date.AddDays(1) - scene.Now.DateTime).TotalSeconds - scene.Random.Next(5, 120));
        var amount = (ulong)scene.Random.NextInt64((long)HonestTraffic.Limits.MaxRelease / 2, (long)HonestTraffic.Limits.HoldThreshold);
        for (var i = 0; i < 6; i++)
        {
            var transfer = scene.NextTransfer() with { Amount = amount };
            scene.Say(new LockFinal(scene.Now, transfer, scene.Height));
            scene.Say(scene.ReleaseOf(transfer));
            scene.Pass(scene.Random.Next(1, 60));
        }

        scene.Level.ShouldBeAtLeast(BreakerLevel.Slow);
    }

    [Theory, MemberData(nameof(Variants))]
    public void Museum_M77_WhoHaltsCannotResume(int variant)
    {
        var scene = new Scene(variant);
        var place = RiskPlace.Of(scene.Lane.Destination, scene.Asset);
        var level = (BreakerLevel)scene.Random.Next(3, 6);
        scene.Engine.Board.Halt(place, level, "sentinel", "rehearsal", scene.Now);
        // No rule, no lower halt, no passing of time takes it back.
        scene.Engine.Board.Halt(place, BreakerLevel.Watch, "sentinel", "never mind", scene.Now);
        scene.Say(new SourcesCompared(scene.Now, scene.Source, 3, 3, Agreed: false));
        scene.Pass(scene.Random.Next(1, 100_000));
        scene.Engine.Board.Clear("sources-apart", RiskPlace.On(scene.Source));
        scene.Level.ShouldBe(level);
        scene.Engine.Board.Clear(Breaker.Human, place)!.Before!.Owner.ShouldBe("sentinel");
    }

    /// <summary>An honest bridge that has run for some hours, and the lane that is attacked.</summary>
    private sealed class Scene
    {
        private ulong _sequence;

        public Scene(int variant)
        {
            Random = new(variant);
            var traffic = new HonestTraffic(variant);
            foreach (var @event in traffic.Events(Random.Next(300, 700))) Engine.Apply(@event);
            Now = traffic.Now + TimeSpan.FromHours(4);
            Lane = Random.Next(2) == 0 ? Protocol.Lane.From(HonestTraffic.Evm, HonestTraffic.Solana) : Protocol.Lane.From(HonestTraffic.Solana, HonestTraffic.Evm);
            Asset = HonestTraffic.Assets[Random.Next(2)].Id;
            _sequence = traffic.LastSequence(Lane);
            Pass(0);
            Level.ShouldBeAtMost(BreakerLevel.Watch);
        }

        public Random Random { get; }

        public RiskEngine Engine { get; } = new(RuleSet.Default);

        public DateTimeOffset Now { get; private set; }

        public Lane Lane { get; }

        public AssetId Asset { get; }

        public ChainId Source => Lane.Source;

        public ulong Height => (ulong)(Now - new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero)).TotalSeconds;

        public BreakerLevel Level => Engine.Board.Level(Lane, Asset);

        public void Say(RiskEvent @event)
        {
            Engine.Apply(@event);
            Now += TimeSpan.FromMilliseconds(10);
        }

        public void Pass(double seconds)
        {
            Now += TimeSpan.FromSeconds(seconds);
            Say(new TimePassed(Now));
        }

        public Transfer NextTransfer(ulong? sequence = null) => new()
        {
            Bridge = HonestTraffic.Bridge, Id = TransferId.From(Lane, sequence ?? ++_sequence), Kind = TransferKind.Wallet, Asset = Asset, Amount = (ulong)Random.Next(1, 5_000),
            Sender = PartyAddress.From(Keccak256.Hash("somebody")), Recipient = PartyAddress.From(Keccak256.Hash("thief's account")),
        };

        public ReleaseSeen ReleaseOf(Transfer transfer, PayoutKind payout = PayoutKind.Paid) =>
            new(Now, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, payout, $"forged {transfer.Id}", Height);

        public void Forge(ulong? amount = null, ulong? sequence = null, PayoutKind payout = PayoutKind.Paid)
        {
            var transfer = NextTransfer(sequence);
            Say(ReleaseOf(amount is { } units ? transfer with { Amount = units } : transfer, payout));
        }

        public void ReadSource(params Transfer[] notFinal)
        {
            Pass(0);
            var begun = Now;
            foreach (var transfer in notFinal) Say(new LockSeen(Now, transfer, Height));
            Say(new LocksRead(Now, Source, begun, Height - 13, Height));
        }
    }
}
