using System.Numerics;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Dashboard.Readings;

/// <summary>Reads one chain's control plane, limits and reserves onto its board. A source that fails is passed over; when all fail, the reading says so.</summary>
internal sealed class ChainReader(ChainBoard board, TimeProvider time)
{
    private readonly IReadOnlyList<IRiskReader> _risk = [.. board.Family.RpcUrls.Select(board.Family.RiskReader)];
    private readonly IReadOnlyList<IAccountReader> _accounts = [.. board.Family.RpcUrls.Select(board.Family.AccountReader)];
    private readonly IReadOnlyList<IGuardianKeyReader> _keys = [.. board.Family.RpcUrls.Select(board.Family.GuardianKeyReader)];
    private readonly IReadOnlyList<IControlChangeReader> _changes = [.. board.Family.RpcUrls.Select(board.Family.ControlChangeReader)];
    private readonly IReadOnlyList<IProposalReader> _proposals = [.. board.Family.RpcUrls.Select(board.Family.ProposalReader)];
    private int _first;

    /// <summary>Raised when a level has been read.</summary>
    public event Action<ChainBoard, RiskScope, BreakerLevel>? LevelRead;

    /// <summary>Raised when limits have been read.</summary>
    public event Action<ChainBoard, AssetId, AssetLimits>? LimitsRead;

    /// <summary>Raised when holds have been read.</summary>
    public event Action<IReadOnlyList<HeldRelease>>? HoldsRead;

    /// <summary>What may change with every block.</summary>
    public async Task ReadFastAsync(CancellationToken cancellationToken) => await Task.WhenAll(
    [
        ReadLevelsAsync(cancellationToken),
        .. board.Assets.Select(asset => ReadLimitsAsync(asset, cancellationToken)),
        .. board.Assets.Select(asset => ReadAsync(board.Backing[ChainBoard.IdOf(asset)], _accounts, async reader => Canonical(await reader.ReadBackingAsync(asset, cancellationToken), asset))),
        ReadHoldsAsync(cancellationToken),
    ]);

    /// <summary>What is scheduled.</summary>
    public Task ReadProposalsAsync(CancellationToken cancellationToken) => ReadAsync(board.Proposals, _proposals, reader => reader.ReadWaitingAsync(cancellationToken));

    /// <summary>What changes by papers that were scheduled.</summary>
    public async Task ReadSlowAsync(CancellationToken cancellationToken) => await Task.WhenAll(
    [
        ReadAsync(board.Delays, _risk, reader => reader.ReadDelaysAsync(cancellationToken)),
        ReadAsync(board.Key, _keys, reader => reader.ReadAsync(ReadAt.Latest, cancellationToken)),
        .. board.Accounts.Select(account => ReadAsync(board.RoleOf(account), _risk, reader => reader.ReadRoleAsync(account, cancellationToken))),
        .. board.Signers.Select(account => ReadAsync(board.LastNonceOf(account), _risk, reader => reader.ReadLastNonceAsync(account, cancellationToken))),
    ]);

    /// <summary>A role now, not as it was read some time ago: for what is about to be accepted or signed.</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public async Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken)
    {
        var reading = board.RoleOf(account);
        await ReadAsync(reading, _risk, reader => reader.ReadRoleAsync(account, cancellationToken));
        return reading.TryGetFresh(time.GetUtcNow(), out var role)
            ? role
            : throw new ChainReadException(ChainReadFailure.Unavailable, $"{board.Name} does not say which role {account} has: {reading.At(time.GetUtcNow()).Problem}");
    }

    /// <summary>The nonce that a key has used last.</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken) => AskAsync(_risk, reader => reader.ReadLastNonceAsync(account, cancellationToken));

    /// <summary>When a digest can be executed; null when it is not scheduled.</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken) => AskAsync(_risk, reader => reader.ReadScheduledAsync(digest, cancellationToken));

    /// <summary>What was scheduled under a digest, whatever became of it; null when nothing ever was, or the chain does not show it (any more).</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public Task<ProposalRecord?> FindProposalAsync(Bytes32 digest, CancellationToken cancellationToken) => AskAsync(_proposals, reader => reader.FindAsync(digest, cancellationToken));

    /// <summary>Who changed a scope's level last, and why; null when the chain does not show it (any more).</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public Task<LevelChangeRecord?> FindLevelChangeAsync(RiskScope scope, CancellationToken cancellationToken) => AskAsync(_changes, reader => reader.FindLevelAsync(scope, cancellationToken));

    /// <summary>Who changed an asset's limits last; null likewise.</summary>
    /// <exception cref="ChainReadException">No source can say.</exception>
    public Task<LimitChangeRecord?> FindLimitChangeAsync(AssetId asset, CancellationToken cancellationToken) => AskAsync(_changes, reader => reader.FindLimitsAsync(asset, cancellationToken));

    private async Task ReadLevelsAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(board.Levels, _risk, reader => reader.ReadLevelsAsync(board.Scopes, cancellationToken));
        foreach (var (scope, reading) in board.Levels)
        {
            if (reading.TryGetFresh(time.GetUtcNow(), out var level)) LevelRead?.Invoke(board, scope, level);
        }
    }

    private async Task ReadLimitsAsync(AssetDeployment asset, CancellationToken cancellationToken)
    {
        var id = ChainBoard.IdOf(asset);
        await ReadAsync(board.Limits[id], _accounts, reader => reader.ReadLimitsAsync(asset, cancellationToken));
        if (board.Limits[id].TryGetFresh(time.GetUtcNow(), out var limits)) LimitsRead?.Invoke(board, id, limits);
    }

    private async Task ReadHoldsAsync(CancellationToken cancellationToken)
    {
        await ReadAsync(board.Holds, _risk, reader => reader.ReadHoldsAsync(cancellationToken));
        if (board.Holds.TryGetFresh(time.GetUtcNow(), out var holds)) HoldsRead?.Invoke(holds);
    }

    private Task ReadAsync<TSource, T>(Reading<T> reading, IReadOnlyList<TSource> sources, Func<TSource, Task<T>> read)
        where T : notnull =>
        ReadAsync(new Dictionary<int, Reading<T>> { [0] = reading }, sources, async source => new Dictionary<int, T> { [0] = await read(source) });

    // Several values in one question.
    private async Task ReadAsync<TSource, TKey, T>(IReadOnlyDictionary<TKey, Reading<T>> readings, IReadOnlyList<TSource> sources, Func<TSource, Task<IReadOnlyDictionary<TKey, T>>> read)
        where T : notnull
    {
        string? problem = null;
        // Every source once, whatever others make of the first one meanwhile.
        var first = Volatile.Read(ref _first);
        for (var attempt = 0; attempt < sources.Count; attempt++)
        {
            var index = (first + attempt) % sources.Count;
            try
            {
                var values = await read(sources[index]);
                foreach (var (key, reading) in readings) reading.Succeed(values[key], time.GetUtcNow(), board.SourceName(index));
                return;
            }
            catch (ChainReadException e)
            {
                problem = $"{board.SourceName(index)}: {e.Message}";
                Interlocked.CompareExchange(ref _first, (index + 1) % sources.Count, index);
            }
        }

        // SECURITY: could-not-read is said, never turned into an empty queue, level 0 or no limit (M75).
        foreach (var reading in readings.Values) reading.Fail(problem ?? "there is no source");
    }

    private async Task<T> AskAsync<TSource, T>(IReadOnlyList<TSource> sources, Func<TSource, Task<T>> read)
    {
        ChainReadException? last = null;
        var first = Volatile.Read(ref _first);
        for (var attempt = 0; attempt < sources.Count; attempt++)
        {
            try
            {
                return await read(sources[(first + attempt) % sources.Count]);
            }
            catch (ChainReadException e)
            {
                last = e;
            }
        }

        throw last ?? new ChainReadException(ChainReadFailure.Unavailable, "there is no source");
    }

    // Whole canonical units; what is below one can be nobody's claim.
    private Amount Canonical(BigInteger local, AssetDeployment asset) =>
        new((Int128)(local / AmountScale.From(board.Family.DecimalsOf(asset), asset.CanonicalDecimals).UnitsPerCanonical));
}
