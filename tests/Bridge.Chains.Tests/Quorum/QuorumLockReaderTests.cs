using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Quorum;

public sealed class QuorumLockReaderTests
{
    private readonly FakeChain[] _nodes = [.. Enumerable.Range(0, 5).Select(_ => Honest())];

    private static readonly ChainReadException Down = new(ChainReadFailure.Unavailable, "down");

    [Fact]
    public async Task Museum_M01_TwoForgeAndThreeAreDown_IsInsufficientSources()
    {
        foreach (var node in _nodes[..2]) node.MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        foreach (var node in _nodes[2..]) node.Failure = Down;
        (await FailureAsync(reader => reader.ReadFinalizedAsync(LockCursor.Start, default))).ShouldBe(ChainReadFailure.InsufficientSources);
        (await FailureAsync(reader => reader.ReadFinalizedHeadAsync(default))).ShouldBe(ChainReadFailure.InsufficientSources);
        (await FailureAsync(reader => reader.ReadBlockAsync(1, default))).ShouldBe(ChainReadFailure.InsufficientSources);
    }

    [Fact]
    public async Task Museum_M01_TwoForgeAndThreeAreHonest_IsSourcesDisagree()
    {
        foreach (var node in _nodes[..2]) node.MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        foreach (var node in _nodes[2..]) node.MineFinal();
        (await FailureAsync(reader => reader.ReadFinalizedAsync(LockCursor.Start, default))).ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task Museum_M01_OneForgesAnAmount_IsSourcesDisagree()
    {
        var forged = new FakeChain(TransferBuilder.Evm);
        forged.MineFinal();
        forged.MineFinal(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2, amount: 999_999_999));
        var reader = new QuorumLockReader([forged, .. _nodes[1..]], 3);
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task Museum_M01_TheShortestStepForgesItsLastLock_IsSourcesDisagree()
    {
        // Its step ends inside the block of the forged lock, so heights alone do not compare that block.
        var forged = new FakeChain(TransferBuilder.Evm) { StepBlocks = 2 };
        forged.MineFinal();
        forged.MineFinal(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2, amount: 999_999_999));
        forged.MineFinal();
        foreach (var node in _nodes) node.MineFinal();
        var reader = new QuorumLockReader([forged, .. _nodes[1..]], 3);
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public void FinalizedLock_AboveTheFinalizedHead_IsInvalid()
    {
        var block = new BlockReference(5, Keccak256.Hash("block"));
        var observed = new ObservedLock(TransferBuilder.Transfer(), new(block, "transaction"));
        Should.Throw<ChainReadException>(() => FakeChain.Final(observed, block with { Height = 4 })).Failure.ShouldBe(ChainReadFailure.Invalid);
        FakeChain.Final(observed, block).Location.Block.ShouldBe(block);
    }

    [Fact]
    public async Task ReadFinalizedAsync_OneHidesALock_IsSourcesDisagree()
    {
        var hiding = new FakeChain(TransferBuilder.Evm);
        hiding.MineFinal();
        hiding.MineFinal(TransferBuilder.Transfer(1));
        var reader = new QuorumLockReader([hiding, .. _nodes[1..]], 3);
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task ReadFinalizedAsync_AllAgree_AreReadWithTheirHead()
    {
        var step = await new QuorumLockReader(_nodes, 3).ReadFinalizedAsync(LockCursor.Start, default);
        step.Locks.Select(found => found.Transfer.Id.Sequence).ShouldBe([1UL, 2UL]);
        step.FinalizedHead.Height.ShouldBe(1UL);
        step.CaughtUp.ShouldBeTrue();
    }

    [Fact]
    public async Task ReadFinalizedAsync_OneHasFinalizedLess_ReadsAsFarAsItHas()
    {
        foreach (var node in _nodes) node.Mine(TransferBuilder.Transfer(3));
        foreach (var node in _nodes[1..]) node.FinalCount = 3;
        var reader = new QuorumLockReader(_nodes, 3);
        var step = await reader.ReadFinalizedAsync(LockCursor.Start, default);
        step.Locks.Count.ShouldBe(2);
        step.FinalizedHead.Height.ShouldBe(1UL);
        // Nothing is lost: the next step begins where the slow one stood.
        _nodes[0].FinalCount = 3;
        (await reader.ReadFinalizedAsync(step.Next, default)).Locks.ShouldHaveSingleItem().Transfer.Id.Sequence.ShouldBe(3UL);
    }

    [Fact]
    public async Task ReadFinalizedAsync_StepsOfDifferentLength_TakesTheShortestThatAllShow()
    {
        foreach (var node in _nodes)
        {
            node.MineFinal(TransferBuilder.Transfer(3));
            node.MineFinal(TransferBuilder.Transfer(4));
        }

        _nodes[2].StepBlocks = 3;
        var reader = new QuorumLockReader(_nodes, 5);
        var cursor = LockCursor.Start;
        var found = new List<ulong>();
        for (var caughtUp = false; !caughtUp;)
        {
            var step = await reader.ReadFinalizedAsync(cursor, default);
            found.AddRange(step.Locks.Select(one => one.Transfer.Id.Sequence));
            (cursor, caughtUp) = (step.Next, step.CaughtUp);
        }

        found.ShouldBe([1UL, 2UL, 3UL, 4UL]);
    }

    [Fact]
    public async Task ReadFinalizedAsync_TwoAreDown_IsReadByThree()
    {
        foreach (var node in _nodes[..2]) node.Failure = Down;
        (await new QuorumLockReader(_nodes, 3).ReadFinalizedAsync(LockCursor.Start, default)).Locks.Count.ShouldBe(2);
    }

    [Fact]
    public async Task ReadFinalizedAsync_HeadsOfOneHeightDiffer_IsSourcesDisagree()
    {
        // Same locks, other blocks above them.
        foreach (var node in _nodes) node.Mine();
        _nodes[0].Reorganise(1);
        foreach (var node in _nodes) node.FinalCount = 3;
        _nodes[0].MineFinal();
        (await FailureAsync(reader => reader.ReadFinalizedAsync(LockCursor.Start, default))).ShouldBe(ChainReadFailure.SourcesDisagree);
        (await FailureAsync(reader => reader.ReadFinalizedHeadAsync(default))).ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task ReadFinalizedHeadAsync_LowerHeadIsOnAnotherFork_IsSourcesDisagree()
    {
        foreach (var node in _nodes[1..])
        {
            node.MineFinal();
            node.MineFinal();
        }

        _nodes[0].Reorganise(1);
        _nodes[0].MineFinal(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2));
        (await FailureAsync(reader => reader.ReadFinalizedHeadAsync(default))).ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task ReadFinalizedHeadAsync_OneFallsBehindWhatWasAgreed_IsLeftOut()
    {
        foreach (var node in _nodes) node.MineFinal();
        var reader = new QuorumLockReader(_nodes, 3);
        (await reader.ReadFinalizedHeadAsync(default)).Height.ShouldBe(2UL);
        _nodes[0].FinalCount = 1;
        (await reader.ReadFinalizedHeadAsync(default)).Height.ShouldBe(2UL);
        foreach (var node in _nodes[..3]) node.FinalCount = 1;
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedHeadAsync(default))).Failure.ShouldBe(ChainReadFailure.InsufficientSources);
    }

    [Fact]
    public async Task ReadFinalizedHeadAsync_OneIsBehindAfterARestart_IsLeftOut()
    {
        foreach (var node in _nodes[1..]) node.MineFinal();
        (await new QuorumLockReader(_nodes, 3, alreadyFinal: 2).ReadFinalizedHeadAsync(default)).Height.ShouldBe(2UL);
        (await new QuorumLockReader(_nodes, 3, alreadyFinal: 2).ReadFinalizedAsync(LockCursor.Start, default)).FinalizedHead.Height.ShouldBe(2UL);
        (await Should.ThrowAsync<ChainReadException>(() => new QuorumLockReader(_nodes, 3, alreadyFinal: 3).ReadFinalizedHeadAsync(default)))
            .Failure.ShouldBe(ChainReadFailure.FinalityViolated);
    }

    [Fact]
    public async Task ReadFinalizedHeadAsync_AllWentBack_IsFinalityViolated()
    {
        foreach (var node in _nodes) node.MineFinal();
        var reader = new QuorumLockReader(_nodes, 3);
        await reader.ReadFinalizedHeadAsync(default);
        foreach (var node in _nodes) node.FinalCount = 1;
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedHeadAsync(default))).Failure.ShouldBe(ChainReadFailure.FinalityViolated);
        (await Should.ThrowAsync<ChainReadException>(() => reader.ReadFinalizedAsync(LockCursor.Start, default))).Failure.ShouldBe(ChainReadFailure.FinalityViolated);
    }

    [Fact]
    public async Task ReadBlockAsync_OneIsNotThereYet_IsReadByTheOthers()
    {
        foreach (var node in _nodes[1..]) node.MineFinal();
        (await new QuorumLockReader(_nodes, 3).ReadBlockAsync(2, default))!.Value.Height.ShouldBe(2UL);
        (await FailureAsync(reader => reader.ReadBlockAsync(2, default), quorum: 5)).ShouldBe(ChainReadFailure.InsufficientSources);
    }

    [Fact]
    public async Task ReadBlockAsync_OneShowsAnotherHash_IsSourcesDisagree()
    {
        _nodes[0].Reorganise(1);
        _nodes[0].MineFinal();
        (await FailureAsync(reader => reader.ReadBlockAsync(1, default))).ShouldBe(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task ReadBlockAsync_NobodyHasIt_IsNone() => (await new QuorumLockReader(_nodes, 3).ReadBlockAsync(99, default)).ShouldBeNull();

    [Theory]
    [InlineData(ChainReadFailure.Invalid)]
    [InlineData(ChainReadFailure.BalanceMismatch)]
    [InlineData(ChainReadFailure.FinalityViolated)]
    public async Task ReadFinalizedAsync_OneSourceContradictsItself_ItsFailureCounts(ChainReadFailure failure)
    {
        _nodes[3].Failure = new(failure, "lies");
        (await FailureAsync(reader => reader.ReadFinalizedAsync(LockCursor.Start, default))).ShouldBe(failure);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(6)]
    public void Constructor_QuorumOutOfRange_Throws(int quorum) => Should.Throw<ArgumentException>(() => new QuorumLockReader(_nodes, quorum));

    [Fact]
    public void Constructor_OneSourceTwice_Throws() => Should.Throw<ArgumentException>(() => new QuorumLockReader([_nodes[0], _nodes[0]], 2));

    [Fact]
    public void Constructor_SourcesOfTwoChains_Throws() => Should.Throw<ArgumentException>(() => new QuorumLockReader([_nodes[0], new FakeChain(TransferBuilder.Solana)], 2));

    private async Task<ChainReadFailure> FailureAsync<T>(Func<QuorumLockReader, Task<T>> read, int quorum = 3) =>
        (await Should.ThrowAsync<ChainReadException>(() => read(new QuorumLockReader(_nodes, quorum)))).Failure;

    private static FakeChain Honest()
    {
        var chain = new FakeChain(TransferBuilder.Evm);
        chain.MineFinal();
        chain.MineFinal(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2));
        return chain;
    }
}
