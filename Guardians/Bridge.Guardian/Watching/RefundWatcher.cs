using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Watching;

/// <summary>Reads the final steps of refunds of one chain into the journal, and asks it, as a destination, about transfers that were asked back.</summary>
/// <remarks>
/// A step counts when every source that answered shows it, and at least k answered (W2); one that only some show is read again, and the height does not
/// pass it. About a payment it is the other way round: one source that shows it is enough to sign no void. A halted chain is not read (W3).
/// </remarks>
public sealed partial class RefundWatcher(
    IReadOnlyList<IRefundReader> sources, IReadOnlyList<IReleaseReader> releases, int quorum, RefundJournal refunds, HaltJournal halts, DestinationBoard board, ILogger logger)
{
    // A step is rare: the height goes to disk with it, or when it has moved far, and a restart reads a little again.
    private const ulong FarEnough = 1_000;

    private ulong? _from;

    /// <summary>The chain it reads.</summary>
    public ChainId Chain => sources[0].Chain;

    /// <summary>One step; false when the chain could not be read.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        // SECURITY: a halted chain is not believed (W3).
        if (halts.Find(Chain) is not null) return false;
        var read = await ReadStepsAsync(cancellationToken);
        foreach (var id in refunds.Undecided(Chain)) await AskAsync(id, cancellationToken);
        return read;
    }

    private async Task<bool> ReadStepsAsync(CancellationToken cancellationToken)
    {
        var stored = refunds.From(Chain);
        var from = Math.Max(_from ?? 0, stored);
        var answers = await AnswersAsync(sources, source => source.ReadFinalizedAsync(from, cancellationToken));
        // SECURITY: never fewer than k sources (W2).
        if (answers.Count < quorum)
        {
            Log.TooFew(logger, Chain.Value, answers.Count, quorum);
            return false;
        }

        var through = answers.Min(answer => answer.ReadThrough);
        var all = answers.SelectMany(answer => answer.Facts).DistinctBy(fact => (fact.Step, fact.Id, fact.Leaf)).ToList();
        // SECURITY: a step that one source makes up, or hides, is none: no majority vote (M01).
        var agreed = all.Where(fact => answers.All(answer => answer.Facts.Any(other => Same(other, fact)))).ToList();
        if (all.Except(agreed).Any(fact => fact.Height <= through))
        {
            Log.Disagree(logger, Chain.Value, from);
            // Nothing of this step counts as read: it is asked for again.
            through = from == 0 ? 0 : from - 1;
        }

        var news = agreed.Where(fact => refunds.Find(fact.Step, fact.Id) != fact.Leaf).ToList();
        if ((news.Count > 0 || through >= stored + FarEnough) && !refunds.Record(Chain, news, through))
        {
            Log.Contradicts(logger, Chain.Value);
            return false;
        }

        _from = through + 1;
        return true;
    }

    private async Task AskAsync(TransferId id, CancellationToken cancellationToken)
    {
        var states = (await AnswersAsync(releases, source => source.ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, cancellationToken))).Select(answer => answer[0]).ToList();
        // SECURITY: one source that shows the payment is enough (it is safe to believe); that it was not paid takes k.
        if (states.Any(state => state == DestinationState.Released)) board.Set(id, DestinationState.Released);
        else if (states.Count < quorum) board.Forget(id);
        else board.Set(id, states[0]);
    }

    private static bool Same(RefundFact one, RefundFact other) => one.Step == other.Step && one.Id == other.Id && one.Leaf == other.Leaf;

    private static async Task<List<TAnswer>> AnswersAsync<TSource, TAnswer>(IReadOnlyList<TSource> all, Func<TSource, Task<TAnswer>> ask)
    {
        var answers = await Task.WhenAll(all.Select(async source =>
        {
            try
            {
                return (IsAnswer: true, Value: await ask(source));
            }
            catch (ChainReadException)
            {
                return (IsAnswer: false, Value: default!);
            }
        }));
        return [.. answers.Where(answer => answer.IsAnswer).Select(answer => answer.Value)];
    }

    private static partial class Log
    {
        [LoggerMessage(120, LogLevel.Warning, "refunds on chain {Chain}: {Count} sources answer, {Quorum} are needed")]
        public static partial void TooFew(ILogger logger, ushort chain, int count, int quorum);

        [LoggerMessage(121, LogLevel.Warning, "refunds on chain {Chain}: sources show different steps from {From} on")]
        public static partial void Disagree(ILogger logger, ushort chain, ulong from);

        [LoggerMessage(122, LogLevel.Error, "refunds on chain {Chain}: a step that was final before is about another transfer now")]
        public static partial void Contradicts(ILogger logger, ushort chain);
    }
}

/// <summary>Steps one refund watcher for as long as the guardian runs.</summary>
public sealed partial class RefundWorker(RefundWatcher watcher, TimeSpan poll, TimeSpan readTimeout, TimeProvider time, ILogger logger) : BackgroundService
{
    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                using var timeout = new CancellationTokenSource(readTimeout, time);
                using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, timeout.Token);
                await watcher.RunOnceAsync(either.Token);
            }
            catch (Exception e) when (!stoppingToken.IsCancellationRequested)
            {
                Log.StepBroke(logger, watcher.Chain.Value, e);
            }

            await Task.Delay(poll, time, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(123, LogLevel.Error, "the refund watcher of chain {Chain} broke; it goes on where it was")]
        public static partial void StepBroke(ILogger logger, ushort chain, Exception exception);
    }
}
