using Bridge.Guardian.Breakers;
using Bridge.Protocol.Risk;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bridge.Guardian.Tests;

public class LevelWatcherTests
{
    private readonly FakeRiskChain[] _sources = [new(TransferBuilder.Evm), new(TransferBuilder.Evm)];
    private readonly LevelBoard _board = new();

    [Fact]
    public async Task RunOnce_OneSourceThatShowsALevel_IsEnough()
    {
        _sources[1].Levels[RiskScope.Everything] = BreakerLevel.Stop;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        Level.ShouldBe(BreakerLevel.Stop);
    }

    [Fact]
    public async Task RunOnce_BeforeAnybodyAnswers_NothingIsKnown()
    {
        foreach (var source in _sources) source.IsDown = true;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeFalse();
        Level.ShouldBeNull();
    }

    [Fact]
    public async Task RunOnce_TooFewSources_LowerNothing()
    {
        _sources[0].Levels[RiskScope.Everything] = BreakerLevel.Stop;
        await Make().RunOnceAsync(CancellationToken.None);
        _sources[0].IsDown = true;
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeFalse();
        Level.ShouldBe(BreakerLevel.Stop);
        _sources[0].IsDown = false;
        _sources[0].Levels.Clear();
        (await Make().RunOnceAsync(CancellationToken.None)).ShouldBeTrue();
        Level.ShouldBe(BreakerLevel.Normal);
    }

    private BreakerLevel? Level => _board.Level(TransferBuilder.Evm, TransferBuilder.Solana, TransferBuilder.Asset);

    private LevelWatcher Make() => new(_sources, 2, [RiskScope.Everything, RiskScope.Lane(TransferBuilder.Solana), RiskScope.Asset(TransferBuilder.Asset)], _board, NullLogger.Instance);
}
