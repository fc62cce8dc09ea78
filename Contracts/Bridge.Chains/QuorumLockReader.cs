using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>
/// Several independent sources read as one (W2). Every answer needs at least <c>quorum</c> sources that agree on all of it: transfers, heights, block
/// hashes, transactions. Fewer answers: <see cref="ChainReadFailure.InsufficientSources"/>. Any two answers that differ:
/// <see cref="ChainReadFailure.SourcesDisagree"/>; there is no majority vote, and it never falls back to fewer sources (M01).
/// </summary>
/// <remarks>
/// <para>Being behind is no disagreement: sources are compared only as far as all of them have read (<see cref="FinalizedLocks.ReadThrough"/>), and what
/// is returned is the step of the one that has read least. A source that is behind a height which all others show does not count for that height.</para>
/// <para>Once a head was agreed on, a source whose finalised head is below it is left out until it has caught up, so that a slow source neither takes
/// the head back nor halts the chain. All of them below it: <see cref="ChainReadFailure.FinalityViolated"/> (W3).</para>
/// </remarks>
public sealed class QuorumLockReader : ILockReader
{
    private readonly IReadOnlyList<ILockReader> _sources;
    private readonly int _quorum;
    private readonly Lock _gate = new();
    private ulong _agreedHeight;

    /// <summary>Joins the sources.</summary>
    /// <param name="sources">Independent sources of one chain.</param>
    /// <param name="quorum">How many have to agree.</param>
    /// <param name="alreadyFinal">Height that was agreed on before a restart: a source behind it is slow, and not a head that went back.</param>
    /// <exception cref="ArgumentException">No sources, one source twice, sources of several chains, or a quorum outside 1 to their number.</exception>
    public QuorumLockReader(IReadOnlyList<ILockReader> sources, int quorum, ulong alreadyFinal = 0)
    {
        if (quorum < 1 || quorum > sources.Count) throw new ArgumentException($"quorum should be 1 to the {sources.Count} sources and is {quorum}", nameof(quorum));
        if (sources.Select(source => source.Chain).Distinct().Count() != 1) throw new ArgumentException("sources should be of one chain", nameof(sources));
        // SECURITY: one source asked twice always agrees with itself.
        if (sources.Distinct(ReferenceEqualityComparer.Instance).Count() != sources.Count) throw new ArgumentException("sources should differ", nameof(sources));
        (_sources, _quorum, _agreedHeight) = ([.. sources], quorum, alreadyFinal);
        SourceFailures.Begin(Chain, _sources.Count);
    }

    /// <inheritdoc/>
    public ChainId Chain => _sources[0].Chain;

    /// <summary>The lowest finalised head of the sources that are not behind what was agreed on before: all of them can be asked about it.</summary>
    public async Task<BlockReference> ReadFinalizedHeadAsync(CancellationToken cancellationToken)
    {
        var heads = NotBehind(await AskAsync(_sources, source => source.ReadFinalizedHeadAsync(cancellationToken)), head => head);
        return await AgreeOnHeadAsync(heads, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<BlockReference?> ReadBlockAsync(ulong height, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(_sources, source => source.ReadBlockAsync(height, cancellationToken));
        if (answers.Any(answer => answer.Value is null) && answers.Any(answer => answer.Value is not null))
        {
            // "Not there" may mean "not there yet": only a source that is past the height says that the height is empty.
            var behind = await BehindAsync([.. answers.Where(answer => answer.Value is null).Select(answer => answer.Source)], height, cancellationToken);
            answers = Enough([.. answers.Where(answer => !behind.Contains(answer.Source))]);
        }

        return Agreed(answers.Select(answer => answer.Value), height);
    }

    /// <inheritdoc/>
    public async Task<FinalizedLocks> ReadFinalizedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var answers = NotBehind(await AskAsync(_sources, source => source.ReadFinalizedAsync(cursor, cancellationToken)), answer => answer.FinalizedHead);
        var least = answers.Select(answer => answer.Value).MinBy(answer => (answer.ReadThrough, answer.Locks.Count))!;
        foreach (var (_, answer) in answers)
        {
            // SECURITY: equality of every field of every lock, as far as all have read (W2): a lock that one source makes up or hides is a
            // disagreement, not an outvoted minority (M01).
            var same = UpTo(answer, least.ReadThrough).SequenceEqual(UpTo(least, least.ReadThrough))
                // SECURITY: what the shortest step holds beyond that is signed too, so all others must show it (W2).
                && answer.Locks.Take(least.Locks.Count).SequenceEqual(least.Locks);
            if (!same) throw Apart($"sources of chain {Chain} show different locks after \"{cursor.Text}\"");
        }

        // SECURITY: the head that is remembered as final is agreed on like the locks (W2, W3).
        var head = await AgreeOnHeadAsync([.. answers.Select(answer => (answer.Source, answer.Value.FinalizedHead))], cancellationToken);
        return least with { FinalizedHead = head, ReadThrough = Math.Min(least.ReadThrough, head.Height) };
    }

    /// <inheritdoc/>
    public async Task<LockSearch> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        var answers = NotBehind(await AskAsync(_sources, source => source.FindAsync(id, cancellationToken)), answer => answer.FinalizedHead);
        // SECURITY: the heads are agreed on like those of a step (W3).
        _ = await AgreeOnHeadAsync([.. answers.Select(one => (one.Source, one.Value.FinalizedHead))], cancellationToken);
        var final = answers.Where(answer => answer.Value is LockSearch.Final).ToList();
        if (final.Count > 0)
        {
            var found = ((LockSearch.Final)final[0].Value).Lock;
            // SECURITY: equality of every field, and one whose finalised head is past the lock and does not show it hides it: a disagreement, not an outvoted minority (M01, W2).
            if (answers.Any(answer => answer.Value is LockSearch.Final other ? other.Lock != found : answer.Value.FinalizedHead.Height >= found.Location.Block.Height))
                throw Apart($"sources of chain {Chain} show different locks {id}");
            // One that has not finalised that far says nothing about it.
            return Enough(final).Select(answer => answer.Value).MinBy(answer => answer.FinalizedHead.Height)!;
        }

        var seen = answers.Where(answer => answer.Value is LockSearch.NotFinal).ToList();
        // SECURITY: what one source shows in a block is not none (W2); of what is not final there may be several versions, and none of them is anybody's lie.
        return seen.Count == 0 ? answers[0].Value : Enough([.. seen.GroupBy(answer => ((LockSearch.NotFinal)answer.Value).Transfer).MaxBy(same => same.Count())!])[0].Value;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedLock>> ReadObservedAsync(LockCursor cursor, CancellationToken cancellationToken)
    {
        var answers = await AskAsync(_sources, source => source.ReadObservedAsync(cursor, cancellationToken));
        return answers.Select(answer => answer.Value).MinBy(answer => answer.Count)!;
    }

    private async Task<BlockReference> AgreeOnHeadAsync(IReadOnlyList<(ILockReader Source, BlockReference Head)> heads, CancellationToken cancellationToken)
    {
        var lowest = heads.MinBy(head => head.Head.Height).Head;
        if (heads.Any(head => head.Head != lowest))
        {
            // SECURITY: a head is only as good as its hash: every source has to show the same block at that height.
            var blocks = await AskAsync([.. heads.Select(head => head.Source)], source => source.ReadBlockAsync(lowest.Height, cancellationToken));
            _ = Agreed(blocks.Select(block => block.Value).Append(lowest), lowest.Height);
        }

        lock (_gate) _agreedHeight = Math.Max(_agreedHeight, lowest.Height);
        return lowest;
    }

    private List<(ILockReader Source, T Value)> NotBehind<T>(IReadOnlyList<(ILockReader Source, T Value)> answers, Func<T, BlockReference> head)
    {
        ulong agreed;
        lock (_gate) agreed = _agreedHeight;
        var current = answers.Where(answer => head(answer.Value).Height >= agreed).ToList();
        // SECURITY: one source behind is slow; all of them behind is a finalised head that went back (W3).
        return current.Count > 0
            ? Enough(current)
            : throw new ChainReadException(ChainReadFailure.FinalityViolated, $"the finalised head of chain {Chain} went back below {agreed} on all {answers.Count} sources");
    }

    private async Task<HashSet<ILockReader>> BehindAsync(IReadOnlyList<ILockReader> sources, ulong height, CancellationToken cancellationToken)
    {
        var heads = await SettleAsync(sources, source => source.ReadFinalizedHeadAsync(cancellationToken));
        // One that cannot be asked says nothing about the height either.
        return [.. heads.Where(head => head.Failure is not null || head.Value.Height < height).Select(head => head.Source)];
    }

    private async Task<List<(ILockReader Source, T Value)>> AskAsync<T>(IReadOnlyList<ILockReader> sources, Func<ILockReader, Task<T>> ask)
    {
        var answers = await SettleAsync(sources, ask);
        // SECURITY: a source that contradicts itself is a disagreement with the worst that was found, not a source that is down (W2).
        var worst = answers.Select(answer => answer.Failure).Where(failure => failure is { Failure: not (ChainReadFailure.Unavailable or ChainReadFailure.InsufficientSources) })
            .MaxBy(failure => failure!.Failure);
        if (worst is not null) throw new ChainReadException(worst.Failure, worst.Message, worst);
        return Enough([.. answers.Where(answer => answer.Failure is null).Select(answer => (answer.Source, answer.Value!))], answers.FirstOrDefault(answer => answer.Failure is not null).Failure);
    }

    private async Task<IReadOnlyList<(ILockReader Source, T? Value, ChainReadException? Failure)>> SettleAsync<T>(IReadOnlyList<ILockReader> sources, Func<ILockReader, Task<T>> ask) =>
        await Task.WhenAll(sources.Select(async source =>
        {
            try
            {
                return (source, (T?)await ask(source), (ChainReadException?)null);
            }
            catch (ChainReadException e)
            {
                SourceFailures.Count(Chain, 1 + _sources.TakeWhile(other => !ReferenceEquals(other, source)).Count(), e.Failure);
                return (source, default(T?), e);
            }
        }));

    // SECURITY: never fewer than k, whatever is down or behind (W2).
    private List<(ILockReader Source, T Value)> Enough<T>(List<(ILockReader Source, T Value)> answers, ChainReadException? reason = null) => answers.Count >= _quorum
        ? answers
        : throw new ChainReadException(ChainReadFailure.InsufficientSources, $"{answers.Count} of {_sources.Count} sources of chain {Chain} can be used, {_quorum} are needed", reason);

    private BlockReference? Agreed(IEnumerable<BlockReference?> answers, ulong height)
    {
        var different = answers.Distinct().ToList();
        return different.Count == 1
            ? different[0]
            : throw Apart($"sources of chain {Chain} show different blocks at {height}");
    }

    private ChainReadException Apart(string message)
    {
        SourceFailures.Count(Chain, 0, ChainReadFailure.SourcesDisagree);
        return new(ChainReadFailure.SourcesDisagree, message);
    }

    private static IEnumerable<FinalizedLock> UpTo(FinalizedLocks answer, ulong height) => answer.Locks.Where(found => found.Location.Block.Height <= height);
}
