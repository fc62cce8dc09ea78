using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

public sealed class OutflowWatcherTests : IDisposable
{
    private readonly WatcherFixture _fixture = new();
    private readonly FakeRiskChain[] _sources = [new(TransferBuilder.Solana), new(TransferBuilder.Solana)];
    private readonly OutflowBoard _board = new();

    public void Dispose() => _fixture.Dispose();

    [Fact]
    public async Task RunOnce_TellsEachOutflowOnceAndThatAllWasRead()
    {
        var watcher = Make(quorum: 2);
        Show(OutflowKind.Paid, 1, height: 90);
        Show(OutflowKind.Voided, 2, height: 91);
        Show(OutflowKind.Refunded, 3, height: 92);
        (await watcher.RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<ReleaseSeen>().ShouldHaveSingleItem().Payout.ShouldBe(PayoutKind.Paid);
        _fixture.Feed.Events.OfType<TransferVoided>().ShouldHaveSingleItem();
        _fixture.Feed.Events.OfType<TransferRefunded>().ShouldHaveSingleItem();
        _fixture.Feed.Events.OfType<OutflowRead>().Select(read => read.Through).ShouldBe([100, 100]);
        _board[TransferBuilder.Solana].ShouldNotBeNull();
    }

    [Fact]
    public async Task RunOnce_TooFewSources_SaysNothing()
    {
        _sources[1].IsDown = true;
        (await Make(quorum: 2).RunOnceAsync(CancellationToken.None)).ShouldBeFalse();
        _fixture.Feed.Events.ShouldBeEmpty();
        _board[TransferBuilder.Solana].ShouldBeNull();
    }

    [Fact]
    public async Task Museum_M01_RunOnce_WhatOneSourceMakesUp_IsNoFactButADisagreement()
    {
        var watcher = Make(quorum: 2);
        _sources[0].Facts.Add(Fact(OutflowKind.Paid, 1, 90));
        await watcher.RunOnceAsync(CancellationToken.None);
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<ReleaseSeen>().ShouldBeEmpty();
        _fixture.Feed.Events.OfType<SourcesCompared>().ShouldHaveSingleItem().Agreed.ShouldBeFalse();
    }

    [Fact]
    public async Task RunOnce_WhatSourcesDateApart_IsNoDisagreementWhenOneLetsGoOfItEarlier()
    {
        // A source dates what its newest state shows, so one that was asked a moment later holds it a moment longer.
        var watcher = Make(quorum: 2);
        _sources[0].Facts.Add(Fact(OutflowKind.Voided, 1, 90));
        _sources[1].Facts.Add(Fact(OutflowKind.Voided, 1, 93));
        await watcher.RunOnceAsync(CancellationToken.None);
        _sources[0].Facts.Clear();
        await watcher.RunOnceAsync(CancellationToken.None);
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<TransferVoided>().ShouldHaveSingleItem();
        _fixture.Feed.Events.OfType<SourcesCompared>().ShouldBeEmpty();
    }

    [Fact]
    public async Task RunOnce_WhatOneSourceShowsABlockEarlier_IsNoDisagreement()
    {
        var watcher = Make(quorum: 2);
        _sources[0].Facts.Add(Fact(OutflowKind.Voided, 1, 100));
        await watcher.RunOnceAsync(CancellationToken.None);
        _sources[1].Facts.Add(Fact(OutflowKind.Voided, 1, 100));
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<TransferVoided>().ShouldHaveSingleItem();
        _fixture.Feed.Events.OfType<SourcesCompared>().ShouldBeEmpty();
    }

    [Fact]
    public async Task Museum_M70_RunOnce_WhatVanishedBeforeItWasFinal_IsTakenBack()
    {
        var watcher = Make(quorum: 2);
        Show(OutflowKind.Paid, 1, height: 99);
        await watcher.RunOnceAsync(CancellationToken.None);
        foreach (var source in _sources) source.Facts.Clear();
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<ReleaseVanished>().ShouldHaveSingleItem();
        Show(OutflowKind.Paid, 1, height: 101);
        foreach (var source in _sources) source.Height = 102;
        await watcher.RunOnceAsync(CancellationToken.None);
        _fixture.Feed.Events.OfType<ReleaseSeen>().Count().ShouldBe(2);
    }

    [Fact]
    public async Task RunOnce_WhatIsFinal_IsNotReadAgain_AlsoAfterARestart()
    {
        _fixture.Board.Advance(TransferBuilder.Solana, 95, caughtUp: true, _fixture.Time.GetUtcNow());
        Show(OutflowKind.Paid, 1, height: 90);
        await Make(quorum: 2).RunOnceAsync(CancellationToken.None);
        _fixture.Restart();
        new RiskJournal(_fixture.Database, _fixture.Time).OutflowFrom(TransferBuilder.Solana).ShouldBe(96ul);
    }

    private OutflowWatcher Make(int quorum) => new(
        _sources, quorum, null, new RiskJournal(_fixture.Database, _fixture.Time), _fixture.Locks, _fixture.Board, _board, _fixture.Feed, _fixture.Time, NullLogger.Instance);

    private void Show(OutflowKind kind, ulong sequence, ulong height)
    {
        foreach (var source in _sources) source.Facts.Add(Fact(kind, sequence, height));
    }

    private static OutflowFact Fact(OutflowKind kind, ulong sequence, ulong height)
    {
        var transfer = TransferBuilder.Transfer(sequence);
        return new(kind, transfer.Id, transfer.Asset, transfer.Amount, transfer.Recipient, "t", height);
    }
}
