using Bridge.Protocol;
using Bridge.Testing;
using Shouldly;

namespace Bridge.Chains.Tests.Quorum;

/// <summary>One lock by its id, asked of five sources of which three have to agree.</summary>
public sealed class QuorumLockSearchTests
{
    private static readonly TransferId Wanted = TransferBuilder.Transfer(3).Id;

    private readonly FakeChain[] _nodes = [.. Enumerable.Range(0, 5).Select(_ => Honest())];

    [Fact]
    public async Task Museum_M01_TwoForgeAndThreeAreHonest_IsSourcesDisagree()
    {
        foreach (var node in _nodes[..2]) node.MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        foreach (var node in _nodes[2..]) node.MineFinal();
        await FailsAsync(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task Museum_M01_TwoForgeAndThreeAreDown_IsInsufficientSources()
    {
        foreach (var node in _nodes[..2]) node.MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        foreach (var node in _nodes[2..]) node.Failure = new(ChainReadFailure.Unavailable, "down");
        await FailsAsync(ChainReadFailure.InsufficientSources);
    }

    [Fact]
    public async Task Museum_M01_TwoForgeAndThreeHaveNotFinalizedThatFar_IsInsufficientSources()
    {
        foreach (var node in _nodes[..2]) node.MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        await FailsAsync(ChainReadFailure.InsufficientSources);
    }

    [Fact]
    public async Task Museum_M01_OneForgesAnAmount_IsSourcesDisagree()
    {
        _nodes[0].MineFinal(TransferBuilder.Transfer(3, amount: 1_000_000_000));
        foreach (var node in _nodes[1..]) node.MineFinal(TransferBuilder.Transfer(3));
        await FailsAsync(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task FindAsync_OneHidesIt_IsSourcesDisagree()
    {
        _nodes[0].MineFinal();
        foreach (var node in _nodes[1..]) node.MineFinal(TransferBuilder.Transfer(3));
        await FailsAsync(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task FindAsync_OneContradictsItself_ItsFailureCounts()
    {
        _nodes[0].Failure = new(ChainReadFailure.BalanceMismatch, "lies");
        await FailsAsync(ChainReadFailure.BalanceMismatch);
    }

    [Fact]
    public async Task FindAsync_HeadsOfOneHeightDiffer_IsSourcesDisagree()
    {
        foreach (var node in _nodes) node.MineFinal(TransferBuilder.Transfer(3));
        foreach (var node in _nodes) node.Mine();
        _nodes[0].Reorganise(1);
        foreach (var node in _nodes) node.FinalCount = 4;
        _nodes[0].MineFinal();
        await FailsAsync(ChainReadFailure.SourcesDisagree);
    }

    [Fact]
    public async Task FindAsync_HeadWentBackOnAll_IsFinalityViolated()
    {
        foreach (var node in _nodes) node.MineFinal(TransferBuilder.Transfer(3));
        var reader = new QuorumLockReader(_nodes, 3);
        await reader.FindAsync(Wanted, default);
        foreach (var node in _nodes) node.FinalCount = 1;
        (await Should.ThrowAsync<ChainReadException>(() => reader.FindAsync(Wanted, default))).Failure.ShouldBe(ChainReadFailure.FinalityViolated);
    }

    [Fact]
    public async Task FindAsync_TwoAreSlow_IsFinalByThree()
    {
        foreach (var node in _nodes[..3]) node.MineFinal(TransferBuilder.Transfer(3));
        _nodes[3].Mine(TransferBuilder.Transfer(3));
        (await FindAsync()).ShouldBeOfType<LockSearch.Final>().Lock.Transfer.ShouldBe(TransferBuilder.Transfer(3));
    }

    [Fact]
    public async Task FindAsync_OneSeesItAndFourDoNot_IsNotNone()
    {
        _nodes[0].Mine(TransferBuilder.Transfer(3));
        await FailsAsync(ChainReadFailure.InsufficientSources);
        foreach (var node in _nodes[1..3]) node.Mine(TransferBuilder.Transfer(3));
        (await FindAsync()).ShouldBeOfType<LockSearch.NotFinal>().Transfer.Id.ShouldBe(Wanted);
    }

    [Fact]
    public async Task FindAsync_NobodyHasIt_IsNone() => (await FindAsync()).ShouldBeOfType<LockSearch.None>();

    private Task<LockSearch> FindAsync() => new QuorumLockReader(_nodes, 3).FindAsync(Wanted, default);

    private async Task FailsAsync(ChainReadFailure failure) => (await Should.ThrowAsync<ChainReadException>(FindAsync)).Failure.ShouldBe(failure);

    private static FakeChain Honest()
    {
        var chain = new FakeChain(TransferBuilder.Evm);
        chain.MineFinal();
        chain.MineFinal(TransferBuilder.Transfer(1), TransferBuilder.Transfer(2));
        return chain;
    }
}
