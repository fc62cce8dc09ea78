using Bridge.Frost.Signer;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Signing;
using Bridge.Guardian.Watching;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;
using Bridge.Protocol.Transport;
using Bridge.Risk;
using Bridge.Risk.Events;
using Bridge.Risk.Rules;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

/// <summary>One guardian's desk over chains in memory and a journal on disk; nothing between it and the test but method calls.</summary>
internal sealed class DeskFixture : IDisposable
{
    public static readonly TlsPin Relayer = TlsPin.Parse(Keccak256.Hash("relayer").ToString());
    public static readonly GuardianEpoch Epoch = GuardianEpoch.From(1);

    private readonly TestDirectory _directory = new();
    private readonly GuardianMetrics _metrics = new();
    private readonly KeyPackage _key;
    private readonly ushort _index;

    public DeskFixture(ushort index = 1, TestGroup? group = null)
    {
        (Group, _index) = (group ?? new TestGroup(3, 5), index);
        _key = Group.Package(index);
        Epochs.Note(TransferBuilder.Evm, Epoch);
        Epochs.Note(TransferBuilder.Solana, Epoch);
        foreach (var chain in (ChainId[])[TransferBuilder.Evm, TransferBuilder.Solana])
        {
            Levels.Note(chain, new Dictionary<RiskScope, BreakerLevel> { [RiskScope.Everything] = BreakerLevel.Normal });
            Outflow.Note(chain, DateTimeOffset.MaxValue);
        }

        Open();
    }

    /// <summary>What the chains say about the key in force: epoch 1 on both.</summary>
    public ChainEpochs Epochs { get; } = new();

    public ManualTime Time { get; } = new();

    public TestGroup Group { get; }

    public FakeChain Evm { get; } = new(TransferBuilder.Evm);

    public FakeChain Solana { get; } = new(TransferBuilder.Solana);

    public JournalDatabase Database { get; private set; } = null!;

    public HaltJournal Halts { get; private set; } = null!;

    public SignIntentJournal Intents { get; private set; } = null!;

    public SessionStore<SigningNonces> Sessions { get; private set; } = null!;

    public SigningDesk Desk { get; private set; } = null!;

    public RefundJournal Refunds { get; private set; } = null!;

    public DestinationBoard Destinations { get; private set; } = null!;

    public RiskJournal RiskJournal { get; private set; } = null!;

    public RiskDesk Risk { get; private set; } = null!;

    /// <summary>What the chains show: level 0 everywhere.</summary>
    public LevelBoard Levels { get; } = new();

    public OutflowBoard Outflow { get; } = new();

    public string Directory => _directory.Path;

    public ChainStatusBoard Chains => Board;

    private ChainStatusBoard Board { get; set; } = null!;

    /// <summary>Puts transfers into a final block and reads both chains.</summary>
    public async Task WatchAsync(params Transfer[] locks)
    {
        Evm.MineFinal([.. locks.Where(transfer => transfer.Id.Lane.Source == TransferBuilder.Evm)]);
        Solana.MineFinal([.. locks.Where(transfer => transfer.Id.Lane.Source == TransferBuilder.Solana)]);
        await StepAsync();
    }

    public async Task StepAsync()
    {
        foreach (var chain in (FakeChain[])[Evm, Solana])
        {
            await new ChainWatcher(chain, TransferBuilder.Bridge, TimeSpan.FromSeconds(30), new LockJournal(Database), Halts, Board, Risk, Time, NullLogger.Instance)
                .RunOnceAsync(CancellationToken.None);
        }
    }

    public Answer<CommitResponse> Commit(int session, BatchId batch, uint epoch = 1, SigningPurpose purpose = SigningPurpose.Attestation) =>
        Desk.Commit(Relayer, new CommitRequest(Session(session), epoch, BatchName.Of(batch), purpose));

    /// <summary>A final step of a transfer's way back, as the refund watcher would record it.</summary>
    public void Step(RefundStep step, Transfer transfer, Bytes32? leaf = null) =>
        Refunds.Record(step == RefundStep.Voided ? transfer.Id.Lane.Destination : transfer.Id.Lane.Source, [new(step, transfer.Id, leaf ?? transfer.Leaf(), 1, null)], 1).ShouldBeTrue();

    /// <summary>A sign request that an honest coordinator would send: this guardian's commitment and two others'.</summary>
    public SignRequest Request(int session, BatchId batch, CommitmentMessage own) =>
        new(Session(session), 1, BatchName.Of(batch), [own, Other(2), Other(3)]);

    /// <summary>A commitment of another guardian.</summary>
    public CommitmentMessage Other(ushort index)
    {
        using var key = Group.Package(index);
        using var nonces = FrostSigner.Commit(key);
        return nonces.Commitment.ToMessage();
    }

    public static string Session(int number) => $"0x{number + 1:x64}";

    public void Restart()
    {
        Close();
        Open();
    }

    public void Dispose()
    {
        Close();
        _key.Dispose();
        _metrics.Dispose();
        _directory.Dispose();
    }

    private void Close()
    {
        Sessions.Dispose();
        Database.Dispose();
    }

    private void Open()
    {
        Database = JournalDatabase.Open(_directory.In("journal.db"));
        (Halts, Intents, Board) = (new HaltJournal(Database, Time), new SignIntentJournal(Database, Time), new ChainStatusBoard());
        (Refunds, Destinations) = (new RefundJournal(Database, Time), new DestinationBoard());
        RiskJournal = new RiskJournal(Database, Time);
        Risk = new RiskDesk(new RiskEngine(RuleSet.Default), RiskJournal, new LockJournal(Database), Intents, TimeSpan.FromSeconds(300), Time, NullLogger<RiskDesk>.Instance);
        // As a running guardian knows them: wide open.
        foreach (var chain in (ChainId[])[TransferBuilder.Evm, TransferBuilder.Solana])
            Risk.Apply(new LimitsRead(Time.GetUtcNow(), chain, TransferBuilder.Asset, new(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, ulong.MaxValue), ulong.MaxValue));
        Sessions = new SessionStore<SigningNonces>(TimeSpan.FromSeconds(60), 100, 50, Time);
        var batches = new BatchSource(
            TransferBuilder.Bridge, [new(TransferBuilder.Evm, 128), new(TransferBuilder.Solana, 32)], new LockJournal(Database), Halts, Board);
        Desk = new SigningDesk(
            _index, new Dictionary<GuardianEpoch, KeyPackage> { [Epoch] = _key }, batches, Epochs, new WayBackRules(Refunds, Destinations),
            new BreakerRules(Risk, Levels, Outflow, TimeSpan.FromSeconds(60), Time), Sessions, Intents, _metrics, NullLogger<SigningDesk>.Instance);
    }
}
