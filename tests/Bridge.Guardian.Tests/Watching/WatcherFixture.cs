using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

/// <summary>One watcher over a chain in memory, with a journal on disk that can be closed and opened again like after a restart.</summary>
internal sealed class WatcherFixture : IDisposable
{
    private readonly TestDirectory _directory = new();

    public WatcherFixture() => Open();

    public ManualTime Time { get; } = new();

    public FakeChain Chain { get; } = new(TransferBuilder.Evm);

    /// <summary>What the watcher reads through; the chain itself unless a test puts something between.</summary>
    public ILockReader? Reader { get; set; }

    public JournalDatabase Database { get; private set; } = null!;

    public LockJournal Locks { get; private set; } = null!;

    public HaltJournal Halts { get; private set; } = null!;

    public ChainStatusBoard Board { get; private set; } = null!;

    public ChainWatcher Watcher => new(Reader ?? Chain, TransferBuilder.Bridge, TimeSpan.FromSeconds(30), Locks, Halts, Board, Feed, Time, NullLogger.Instance);

    /// <summary>What the chains show.</summary>
    public LevelBoard Levels { get; } = new();

    /// <summary>A guardian's breakers, all normal.</summary>
    public Health.BreakerReporter Breakers
    {
        get
        {
            var journal = new RiskJournal(Database, Time);
            var desk = new RiskDesk(new(Bridge.Risk.Rules.RuleSet.Default), journal, Locks, new SignIntentJournal(Database, Time), TimeSpan.Zero, Time, NullLogger<RiskDesk>.Instance);
            return new(desk, journal, Levels, []);
        }
    }

    /// <summary>What the watcher told the risk engine.</summary>
    public RecordingFeed Feed { get; } = new();

    public string JournalPath => _directory.In("journal.db");

    public Task<WatchOutcome> StepAsync() => Watcher.RunOnceAsync(CancellationToken.None);

    public void Restart()
    {
        Database.Dispose();
        Open();
    }

    public void Dispose()
    {
        Database.Dispose();
        _directory.Dispose();
    }

    private void Open()
    {
        Database = JournalDatabase.Open(JournalPath);
        (Locks, Halts, Board) = (new LockJournal(Database), new HaltJournal(Database, Time), new ChainStatusBoard());
    }
}
