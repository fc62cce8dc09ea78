using Bridge.Risk.Replay;
using Bridge.Risk.Rules;
using Bridge.Risk.Simulation;
using FsCheck;
using FsCheck.Fluent;

namespace Bridge.Risk.Tests.Replay;

public class ReplayTests
{
    [Fact]
    public void History_OfEveryKind_IsReadAsItWasWritten()
    {
        var world = new RiskWorld();
        world.ReadLimits();
        var transfer = world.Lock();
        world.Release(transfer, PayoutKind.Held);
        var release = world.ReleaseOf(transfer);
        foreach (var @event in new RiskEvent[]
        {
            new LockSeen(world.Now, transfer, 1), new LocksRead(world.Now, RiskWorld.Evm, world.Now, 1, 2), new LockMissing(world.Now, transfer.Id, 2), new ReleaseVanished(world.Now, release, transfer),
            new ReleaseVanished(world.Now, release, null), new HoldEnded(world.Now, transfer.Id, "0x1", 1), new TransferVoided(world.Now, transfer.Id, null, 1), new TransferRefunded(world.Now, transfer.Id, "0x2", 1),
            new OutflowRead(world.Now, RiskWorld.Solana, world.Now, 9), new AttestationSigned(world.Now, transfer.Id), new TranscriptsCounted(world.Now, transfer.Id, 3, 4, 1, 3),
            new ReuseSeen(world.Now, "what"), new BackingRead(world.Now, RiskWorld.Evm, RiskWorld.Asset, AssetMode.Custody, UInt128.MaxValue, 9), new ConsumedCounted(world.Now, RiskWorld.Out, 1, 9),
            new AdminSeen(world.Now, RiskWorld.Evm, "key", false, "another key", null), new FinalityBroken(world.Now, RiskWorld.Evm, "why"), new FinalityRead(world.Now, RiskWorld.Evm, 1, 2),
            new SourcesCompared(world.Now, RiskWorld.Evm, 3, 2, true), new GuardiansCounted(world.Now, 5, 3, 5), new PriceRead(world.Now, Keccak256.Hash("SOL"), world.Now, 12, 3), new TimePassed(world.Now),
        }) world.History.Add(@event);
        world.History.Select(@event => @event.GetType()).Distinct().Count().ShouldBe(typeof(RiskEvent).GetCustomAttributes(typeof(System.Text.Json.Serialization.JsonDerivedTypeAttribute), false).Length);
        var text = new StringWriter();
        RiskHistory.Write(text, world.History);
        RiskHistory.Read(new StringReader(text.ToString())).ShouldBe(world.History);
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("not json")]
    [InlineData("""{"event":"time"}""")]
    [InlineData("""{"event":"nonsense","at":"2026-03-02T09:00:00+00:00"}""")]
    [InlineData("""{"event":"time","at":"2026-03-02T09:00:00+00:00","more":1}""")]
    [InlineData("""{"event":"lock-final","at":"2026-03-02T09:00:00+00:00","transfer":"0x00","height":1}""")]
    [InlineData("""{"event":"outflow-read","at":"2026-03-02T09:00:00+00:00","chain":"0","begunAt":"2026-03-02T09:00:00+00:00","through":1}""")]
    public void History_OfSomethingElse_NamesItsLine(string line) =>
        Should.Throw<ProtocolException>(() => RiskHistory.Read(new StringReader($"\n{line}\n")).ToList()).Message.ShouldStartWith("line 2:");

    [Fact]
    public void RuleReplay_OfATheft_SaysWhatWasLostBeforeAndAfter()
    {
        var world = new RiskWorld();
        world.ReadLimits();
        world.Release(world.Lock());
        for (var i = 0; i < 3; i++) world.Say(world.ReleaseOf(world.NewTransfer(amount: 500)));
        world.ReadLocks(RiskWorld.Evm);
        for (var i = 0; i < 7; i++) world.Say(world.ReleaseOf(world.NewTransfer(amount: 500)));
        var report = RuleReplay.Run(world.History, RuleSet.Default);
        var loss = report.Unbacked.Single();
        (loss.Chain, loss.Asset, loss.Total, loss.BeforeHalt).ShouldBe((RiskWorld.Solana, RiskWorld.Asset, (UInt128)5_000, (UInt128)1_500));
        (report.Releases, report.Halted).ShouldBe((11, 7));
        RuleReplay.Run(world.History, RuleSet.Default.Only("price-trouble")).Unbacked.Single().BeforeHalt.ShouldBe((UInt128)5_000);
    }

    [Fact]
    public void RuleReplay_OfTheSameHistory_IsTheSame()
    {
        var history = new HonestTraffic(seed: 7).Events(2_000).ToList();
        var (one, other) = (RuleReplay.Run(history, RuleSet.Default), RuleReplay.Run(history, RuleSet.Default));
        one.Breakers.Select(breaker => breaker.Breaker.ToString()).ShouldBe(other.Breakers.Select(breaker => breaker.Breaker.ToString()));
    }

    [Fact]
    public void RuleReplay_OfAHistoryThatGoesBack_IsRefused()
    {
        var world = new RiskWorld();
        Should.Throw<ProtocolException>(() => RuleReplay.Run([new TimePassed(world.Now), new TimePassed(world.Now.AddSeconds(-1))], RuleSet.Default));
    }

    [Fact]
    public void LimitReplay_ComparesCurrentAndProposed()
    {
        var world = new RiskWorld();
        for (var i = 0; i < 10; i++) world.Release(world.Lock(amount: 100));
        world.Release(world.Lock(amount: 950));
        world.Release(world.Lock(amount: 2_000));
        world.Say(new BackingRead(world.Now, RiskWorld.Solana, RiskWorld.Asset, AssetMode.Custody, 50_000, world.Height));
        var run = LimitReplay.Compare(world.History, RiskWorld.Solana, RiskWorld.Asset, new(1_000, 1_000_000, 100, 900), new(1_000, 300, 1, 500));
        (run.Current.Releases, run.Current.Held, run.Current.Limited, run.Current.Refused).ShouldBe((12, 1, 0, 1));
        (run.Proposed.Held, run.Proposed.Limited, run.Proposed.Refused).ShouldBe((1, 7, 1));
        run.Proposed.LongestWait.ShouldBeInRange(TimeSpan.FromSeconds(650), TimeSpan.FromSeconds(700));
        run.Current.WorstCase.Select(loss => loss.Amount).ShouldBe([50_000, 50_000, 50_000]);
        run.Proposed.WorstCase.Select(loss => loss.Amount).ShouldBe([360, 3_900, 50_000]);
    }

    [Fact]
    public void WorstCase_OfAClosedAsset_OrOneThatHoldsEverything_IsNothing()
    {
        LimitReplay.WorstCase(new(0, 0, 0, 0)).ShouldAllBe(loss => loss.Amount == 0);
        LimitReplay.WorstCase(new(10, 100, 1, 0)).ShouldAllBe(loss => loss.Amount == 0);
    }

    [Fact]
    public void Museum_M76_WhatIsPaidAtOnce_NeverExceedsCapacityAndRefill_InAnyWindow()
    {
        var limits = new RiskLimits(1_000, 3_000, 7, ulong.MaxValue);
        Prop.ForAll(Gen.Choose(0, 40).Two().ListOf().ToArbitrary(), steps =>
        {
            var world = new RiskWorld();
            foreach (var (wait, hundreds) in steps)
            {
                if (wait > 0) world.Pass(TimeSpan.FromSeconds(wait * 20));
                if (hundreds > 0) world.Release(world.Lock(amount: (ulong)Math.Min(1_000, hundreds * 50)));
            }

            var releases = world.History.OfType<ReleaseSeen>().ToList();
            // Replayed one longer each time, so what was paid at once is known for each.
            var paid = releases.Where((_, i) => Limited(releases.Take(i + 1)) == Limited(releases.Take(i))).ToList();
            foreach (var first in paid)
            {
                foreach (var last in paid.Where(release => release.At >= first.At))
                {
                    var sum = paid.Where(release => release.At >= first.At && release.At <= last.At).Sum(release => (long)release.Amount);
                    if (sum > (long)limits.Capacity + ((long)limits.RefillPerSecond * ((long)(last.At - first.At).TotalSeconds + 1))) return false;
                }
            }

            return true;
        }).QuickCheckThrowOnFailure();

        long Limited(IEnumerable<RiskEvent> some) => LimitReplay.Compare(some, RiskWorld.Solana, RiskWorld.Asset, limits, limits).Current.Limited;
    }
}
