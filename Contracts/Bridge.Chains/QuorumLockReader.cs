using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>
/// Several independent sources read as one (W2). Every answer needs at least <c>quorum</c> sources that agree on all of it: transfers, heights, block
/// hashes, transactions. Fewer answers: <see cref="ChainReadFailure.InsufficientSources"/>. Any two answers that differ:
/// <see cref="ChainReadFailure.SourcesDisagree"/>; there is no majority vote, and it never falls back to fewer sources (M01).
/// </summary>
public sealed class QuorumLockReader : ILockReader
{
    private readonly IReadOnlyList<ILockReader> _sources;
    private readonly int _quorum;

    /// <summary>Joins the sources.</summary>
    /// <exception cref="ArgumentException">No sources, sources of several chains, or a quorum outside 1 to their number.</exception>
    public QuorumLockReader(IReadOnlyList<ILockReader> sources, int quorum)
    {
        if (quorum < 1 || quorum > sources.Count) throw new ArgumentException($"quorum should be 1 to the {sources.Count} sources and is {quorum}", nameof(quorum));
        if (sources.Select(source => source.Chain).Distinct().Count() != 1) throw new ArgumentException("sources should be of one chain", nameof(sources));
        (_sources, _quorum) = ([.. sources], quorum);
    }

    /// <inheritdoc/>
    public ChainId Chain => _sources[0].Chain;

    /// <summary>The lowest finalised head of the sources that answer: below it all of them can be asked for the same thing.</summary>
    public async Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken)
    {
        var heads = await AskAsync(source => source.ReadFinalizedHeadAsync(cancellationToken));
        var lowest = heads.MinBy(head => head.Height);
        // SECURITY: a head is only as good as its hash: every source has to show the same block at that height.
        var blocks = await AskAsync(source => source.ReadBlockAsync(lowest.Height, cancellationToken));
        return Agreed(blocks) ?? throw new ChainReadException(ChainReadFailure.SourcesDisagree, $"no source shows a block at finalised height {lowest.Height}");
    }

    /// <inheritdoc/>
    public async Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken) =>
        Agreed(await AskAsync(source => source.ReadBlockAsync(height, cancellationToken)));

    /// <inheritdoc/>
    public async Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        if (_sources.Count == 1) return await _sources[0].ReadFinalizedAsync(cursor, cancellationToken);
        var answers = await AskAsync(source => source.ReadFinalizedAsync(cursor, cancellationToken));
        // Sources finalise at slightly different moments: only the step of the one furthest behind is taken, and all must contain it.
        var shortest = answers.MinBy(answer => (answer.Locks.Count, answer.FinalizedHead.Height))!;
        foreach (var answer in answers)
        {
            // SECURITY: equality of every field of every lock (W2): a forged lock on one source is a disagreement, not an outvoted minority.
            if (!answer.Locks.Where(found => found.Location.Block.Height <= shortest.FinalizedHead.Height).SequenceEqual(shortest.Locks))
                throw new ChainReadException(ChainReadFailure.SourcesDisagree, $"sources of chain {Chain} show different locks after {cursor.Text}");
        }

        return shortest;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(source => source.ReadObservedAsync(cursor, cancellationToken));
        return answers.MinBy(answer => answer.Count)!;
    }

    private async Task<IReadOnlyList<T>> AskAsync<T>(Func<ILockReader, Task<T>> ask)
    {
        var asked = _sources.Select(ask).ToArray();
        var answers = new List<T>();
        ChainReadException? last = null;
        foreach (var answer in asked)
        {
            try
            {
                answers.Add(await answer);
            }
            catch (ChainReadException e) when (e.Failure == ChainReadFailure.Unavailable)
            {
                last = e;
            }
        }

        // SECURITY: never fewer than k, whatever is down (W2).
        return answers.Count >= _quorum
            ? answers
            : throw new ChainReadException(ChainReadFailure.InsufficientSources, $"{answers.Count} of {_sources.Count} sources of chain {Chain} answered, {_quorum} are needed", last);
    }

    private T Agreed<T>(IReadOnlyList<T> answers) => answers.Distinct().Count() == 1
        ? answers[0]
        : throw new ChainReadException(ChainReadFailure.SourcesDisagree, $"sources of chain {Chain} show different blocks");
}
