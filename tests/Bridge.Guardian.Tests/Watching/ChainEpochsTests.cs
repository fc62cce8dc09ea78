using Bridge.Guardian.Watching;
using Bridge.Protocol.GuardianApi;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

/// <summary>The chain says which key is in force; the guardian signs with no other.</summary>
public sealed class ChainEpochsTests
{
    private static readonly ChainId Evm = TransferBuilder.Evm;

    private readonly ChainEpochs _epochs = new();

    [Fact]
    public void Refusal_NotReadYet_InsufficientSources() => _epochs.Refusal(Evm, Epoch(1))!.Value.Reason.ShouldBe(RefusalReason.InsufficientSources);

    [Theory]
    [InlineData(1u, 2u, true)]
    [InlineData(2u, 2u, false)]
    [InlineData(2u, 1u, false)]
    [InlineData(3u, 1u, true)]
    public void Refusal_EpochInForce_OnlyItAndTheOneBefore(uint inForce, uint key, bool refused)
    {
        _epochs.Note(Evm, Epoch(inForce));
        (_epochs.Refusal(Evm, Epoch(key))?.Reason == RefusalReason.UnknownEpoch).ShouldBe(refused);
    }

    [Fact]
    public void Note_EpochGoesBack_Ignored()
    {
        _epochs.Note(Evm, Epoch(2)).ShouldBeTrue();
        _epochs.Note(Evm, Epoch(1)).ShouldBeFalse();
        _epochs[Evm].ShouldBe(Epoch(2));
    }

    [Fact]
    public async Task RunOnce_SourcesDisagreeOrTooFewOrAnotherBridge_NothingIsNoted()
    {
        (await RunAsync(2, State(1), State(2))).ShouldBeFalse();
        (await RunAsync(2, State(1), null)).ShouldBeFalse();
        (await RunAsync(1, State(1) with { Bridge = BridgeId.From(Keccak256.Hash("another")) })).ShouldBeFalse();
        _epochs[Evm].ShouldBeNull();
        (await RunAsync(2, State(1), State(1))).ShouldBeTrue();
        (await RunAsync(1, State(1), null)).ShouldBeTrue();
        _epochs[Evm].ShouldBe(Epoch(1));
    }

    private static GuardianEpoch Epoch(uint value) => GuardianEpoch.From(value);

    private static GuardianKeyState State(uint epoch) => new(TransferBuilder.Bridge, Epoch(epoch), new TestGroup(3, 5).Key.GroupKey);

    private async Task<bool> RunAsync(int quorum, params GuardianKeyState?[] answers)
    {
        using var worker = new EpochWorker([.. answers.Select(answer => new Reader(answer))], quorum, TransferBuilder.Bridge, _epochs, TimeProvider.System, NullLogger.Instance);
        return await worker.RunOnceAsync(CancellationToken.None);
    }

    private sealed record Reader(GuardianKeyState? Answer) : IGuardianKeyReader
    {
        public ChainId Chain => Evm;

        public Task<GuardianKeyState> ReadAsync(ReadAt at, CancellationToken cancellationToken) =>
            Answer is { } answer ? Task.FromResult(answer) : throw new ChainReadException(ChainReadFailure.Unavailable, "down");
    }
}
