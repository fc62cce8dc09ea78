using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;
using Xunit;

namespace Bridge.Chains.Tests.Failover;

public sealed class FailoverTests
{
    private static readonly ChainReadException Down = new(ChainReadFailure.Unavailable, "down");

    private readonly FakeChain _first = new(TransferBuilder.Evm);
    private readonly FakeChain _second = new(TransferBuilder.Evm);
    private readonly SourceRotation _rotation = new(2);

    public FailoverTests()
    {
        _first.MineFinal();
        _second.MineFinal();
    }

    [Fact]
    public void SourceRotation_WithoutSources_Throws() => Should.Throw<ArgumentOutOfRangeException>(() => new SourceRotation(0));

    [Fact]
    public async Task Read_SourceInUseFails_ThrowsAndTheNextReadAsksAnother()
    {
        _first.Failure = Down;
        var reader = new FailoverLockReader([_first, _second], _rotation);

        // A failed read is never an empty answer.
        await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedHeadAsync(CancellationToken.None));
        (await reader.ReadFinalizedHeadAsync(CancellationToken.None)).Height.ShouldBe(0ul);
        _second.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Find_SourceInUseFails_ThrowsAndTheNextReadAsksAnother()
    {
        _first.Failure = Down;
        _second.MineFinal(TransferBuilder.Transfer(1));
        var reader = new FailoverLockReader([_first, _second], _rotation);

        await Should.ThrowAsync<ChainReadException>(() => reader.FindAsync(TransferBuilder.Transfer(1).Id, CancellationToken.None));
        (await reader.FindAsync(TransferBuilder.Transfer(1).Id, CancellationToken.None)).ShouldBeOfType<LockSearch.Final>();
    }

    [Fact]
    public async Task Read_AllSourcesFail_ComesBackToTheFirst()
    {
        (_first.Failure, _second.Failure) = (Down, Down);
        var reader = new FailoverLockReader([_first, _second], _rotation);
        await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, CancellationToken.None));
        await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, CancellationToken.None));
        _first.Failure = null;
        (await reader.ReadFinalizedAsync(LockCursor.Start, CancellationToken.None)).Locks.ShouldBeEmpty();
    }

    [Fact]
    public async Task Read_SourceWorks_StaysWithIt()
    {
        var reader = new FailoverLockReader([_first, _second], _rotation);
        for (var i = 0; i < 3; i++) await reader.ReadFinalizedHeadAsync(CancellationToken.None);
        _second.Reads.ShouldBe(0);
    }

    [Fact]
    public void MoveOnFrom_SeveralSawTheSameFailure_MovesOnce()
    {
        _rotation.MoveOnFrom(0);
        _rotation.MoveOnFrom(0);
        _rotation.Current.ShouldBe(1);
    }

    [Fact]
    public async Task Release_NothingKnownOfIt_SaysSoAndTheNextGoesThroughAnother()
    {
        var first = new ScriptedReleaser(new ReleaseOutcome.Unknown("no answer"));
        var second = new ScriptedReleaser(new ReleaseOutcome.AlreadyConsumed());
        var releaser = new FailoverReleaser([first, second], _rotation);
        var attestation = new Attestation(TransferBuilder.Batch(1), GuardianEpoch.From(1), Signature);

        (await releaser.ReleaseAsync(attestation, (_, _) => { }, CancellationToken.None)).ShouldBe([new ReleaseOutcome.Unknown("no answer")]);
        (await releaser.ReleaseAsync(attestation, (_, _) => { }, CancellationToken.None)).ShouldBe([new ReleaseOutcome.AlreadyConsumed()]);
        (first.Calls, second.Calls).ShouldBe((1, 1));
    }

    [Fact]
    public async Task FindRefund_SourceInUseFails_ThrowsAndTheNextReadAsksAnother()
    {
        var fact = new RefundFact(RefundStep.Refunded, TransferBuilder.Transfer(1).Id, Bytes32.Zero, 1, "refund");
        var reader = new FailoverRefundReader([new ScriptedRefunds(null), new ScriptedRefunds(fact)], _rotation);

        await Should.ThrowAsync<ChainReadException>(() => reader.FindRefundAsync(fact.Id, CancellationToken.None));
        (await reader.FindRefundAsync(fact.Id, CancellationToken.None)).ShouldBe(fact);
    }

    private static GroupSignature Signature { get; } = GroupSignature.From([.. Enumerable.Repeat((byte)1, GroupSignature.Size)]);

    private sealed class ScriptedRefunds(RefundFact? fact) : IRefundReader
    {
        public ChainId Chain => TransferBuilder.Evm;

        public Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken) => throw Down;

        public Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken) => fact is null ? throw Down : Task.FromResult<RefundFact?>(fact);
    }

    private sealed class ScriptedReleaser(ReleaseOutcome outcome) : IReleaser
    {
        public int Calls { get; private set; }

        public ChainId Chain => TransferBuilder.Solana;

        public int MaxBatch => 1;

        public Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
        {
            Calls++;
            return Task.FromResult<IReadOnlyList<ReleaseOutcome>>([outcome]);
        }
    }
}
