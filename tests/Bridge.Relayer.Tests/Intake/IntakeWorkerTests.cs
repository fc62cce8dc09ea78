using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;
using Bridge.Relayer.Intake;
using Bridge.Relayer.Tests.Testing;
using Bridge.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Bridge.Relayer.Tests.Intake;

public sealed class IntakeWorkerTests
{
    private static readonly Lane Lane = TransferBuilder.SolanaToEvm;

    private readonly FakeChain _node = new(TransferBuilder.Solana);
    private readonly Clock _time = new();
    private readonly CountingReader _reader;
    private readonly TransferBoard _board;
    private readonly IntakeWorker _intake;

    public IntakeWorkerTests()
    {
        _reader = new(_node);
        _board = new(_time, retained: 3, chain => $"chain {chain}");
        var chain = new ChainClients("solana", _reader, null!, null!, null!, null!, null!, null!, null!, null!);
        var desk = new SettlementDesk(new Dictionary<ChainId, ChainClients>(), _board, NullLogger<SettlementDesk>.Instance);
        _intake = new(chain, new HeadWatcher(chain.WatchHeads, _time), _board, desk, World.Options("unused:1"), _time, new ProblemBoard(), NullLogger<IntakeWorker>.Instance);
        _node.MineFinal();
    }

    [Fact]
    public async Task RunOnce_NothingIsLocked_ReadsTheFinalStateOncePerSecond()
    {
        for (var i = 0; i < 5; i++) await _intake.RunOnceAsync(default);
        _reader.FinalReads.ShouldBe(1);

        _time.Now += TimeSpan.FromSeconds(1);
        for (var i = 0; i < 5; i++) await _intake.RunOnceAsync(default);
        _reader.FinalReads.ShouldBe(2, "the cursor has to move on");
    }

    [Fact]
    public async Task RunOnce_LockIsSeenAndThenFinal_TakesItAtOnce()
    {
        await _intake.RunOnceAsync(default);
        _node.Mine(TransferBuilder.Transfer(1, Lane));
        await _intake.RunOnceAsync(default);
        _board.Find(TransferId.From(Lane, 1))!.State.ShouldBe(TransferState.Observed);

        _node.FinalCount = 2;
        await _intake.RunOnceAsync(default);
        _board.Find(TransferId.From(Lane, 1))!.State.ShouldBe(TransferState.Finalized);
    }

    [Fact]
    public async Task RunOnce_NewestBlocksCannotBeRead_TakesWhatIsFinalAllTheSame()
    {
        await _intake.RunOnceAsync(default);
        _reader.NewestFails = true;
        _node.MineFinal(TransferBuilder.Transfer(1, Lane));
        await _intake.RunOnceAsync(default);
        _board.Find(TransferId.From(Lane, 1))!.State.ShouldBe(TransferState.Finalized);
    }

    private sealed class Clock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = DateTimeOffset.UnixEpoch;

        public override DateTimeOffset GetUtcNow() => Now;
    }

    private sealed class CountingReader(ILockReader inner) : ILockReader
    {
        public int FinalReads { get; private set; }

        public bool NewestFails { get; set; }

        public ChainId Chain => inner.Chain;

        public Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken) => inner.ReadFinalizedHeadAsync(cancellationToken);

        public Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) => inner.ReadBlockAsync(height, cancellationToken);

        public Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken)
        {
            FinalReads++;
            return inner.ReadFinalizedAsync(cursor, cancellationToken);
        }

        public Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken) => inner.FindAsync(id, cancellationToken);

        public Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken) => NewestFails
            ? throw new ChainReadException(ChainReadFailure.Unavailable, "down")
            : inner.ReadObservedAsync(cursor, cancellationToken);
    }
}
