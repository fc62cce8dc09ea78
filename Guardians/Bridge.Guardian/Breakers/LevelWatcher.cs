using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>The breaker levels that the chains show, written by <see cref="LevelWatcher"/>. In memory: after a start nothing is known until the chains were asked.</summary>
public sealed class LevelBoard
{
    private readonly ConcurrentDictionary<ChainId, IReadOnlyDictionary<RiskScope, BreakerLevel>> _levels = new();

    /// <summary>What a chain shows, null before it was read.</summary>
    public IReadOnlyDictionary<RiskScope, BreakerLevel>? this[ChainId chain] => _levels.GetValueOrDefault(chain);

    /// <summary>Every level that was read.</summary>
    public IEnumerable<(ChainId Chain, RiskScope Scope, BreakerLevel Level)> All() => _levels.SelectMany(chain => chain.Value.Select(level => (chain.Key, level.Key, level.Value)));

    /// <summary>Notes what a chain shows.</summary>
    public void Note(ChainId chain, IReadOnlyDictionary<RiskScope, BreakerLevel> levels) => _levels[chain] = levels;

    /// <summary>The level in force on a chain for transfers to and from <paramref name="other"/>; null before it was read.</summary>
    public BreakerLevel? Level(ChainId chain, ChainId other, AssetId asset)
    {
        if (this[chain] is not { } levels) return null;
        var strictest = BreakerLevel.Normal;
        foreach (var scope in (ReadOnlySpan<RiskScope>)[RiskScope.Everything, RiskScope.Lane(other), RiskScope.Asset(asset)])
        {
            if (levels.TryGetValue(scope, out var level) && level > strictest) strictest = level;
        }

        return strictest;
    }
}

/// <summary>Reads the breaker levels of one chain, one step at a time.</summary>
/// <remarks>One source that shows a raised level is enough to be careful; that nothing is raised takes k of them (W2). A chain that cannot be asked keeps the levels it showed last.</remarks>
public sealed partial class LevelWatcher(IReadOnlyList<IRiskReader> sources, int quorum, IReadOnlyList<RiskScope> scopes, LevelBoard board, ILogger logger)
{
    /// <summary>The chain it reads.</summary>
    public ChainId Chain => sources[0].Chain;

    /// <summary>One step; false when fewer than k sources answer.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var answers = (await Task.WhenAll(sources.Select(source => AskAsync(source, cancellationToken)))).OfType<IReadOnlyDictionary<RiskScope, BreakerLevel>>().ToList();
        var levels = scopes.ToDictionary(scope => scope, scope => answers.Select(answer => answer[scope]).Append(BreakerLevel.Normal).Max());
        var before = board[Chain];
        // SECURITY: too few answers lower nothing (W9).
        if (answers.Count < quorum)
        {
            if (before is null) return false;
            levels = scopes.ToDictionary(scope => scope, scope => (BreakerLevel)Math.Max((byte)levels[scope], (byte)before[scope]));
        }

        foreach (var (scope, level) in levels.Where(pair => (before?[pair.Key] ?? BreakerLevel.Normal) != pair.Value)) Log.Changed(logger, Chain.Value, scope.ToString(), level);
        board.Note(Chain, levels);
        return answers.Count >= quorum;
    }

    private async Task<IReadOnlyDictionary<RiskScope, BreakerLevel>?> AskAsync(IRiskReader source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadLevelsAsync(scopes, cancellationToken);
        }
        catch (ChainReadException e)
        {
            Log.Failed(logger, Chain.Value, e.Failure, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(320, LogLevel.Warning, "chain {Chain} shows level {Level} for {Scope}")]
        public static partial void Changed(ILogger logger, ushort chain, string scope, BreakerLevel level);

        [LoggerMessage(321, LogLevel.Debug, "levels of chain {Chain} cannot be read: {Failure}: {Detail}")]
        public static partial void Failed(ILogger logger, ushort chain, ChainReadFailure failure, string detail);
    }
}
