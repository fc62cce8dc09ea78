using Bridge.Chains;
using Bridge.Dashboard.History;
using Bridge.Protocol;

namespace Bridge.Dashboard.Readings;

/// <summary>Reads locks, ends and refunds of one chain into the history. A cursor moves only past what was read whole.</summary>
internal sealed class HistoryReader(ChainBoard board, TransferHistory history, TimeProvider time)
{
    private const int StatesAtOnce = 256;
    private const int NamesAtOnce = 20;

    private readonly IReadOnlyList<ILockReader> _locks = [.. board.Family.RpcUrls.Select(board.Family.LockReader)];
    private readonly IReadOnlyList<IReleaseReader> _releases = [.. board.Family.RpcUrls.Select(board.Family.ReleaseReader)];
    private readonly IReadOnlyList<IRefundReader> _refunds = [.. board.Family.RpcUrls.Select(board.Family.RefundReader)];
    private readonly string _lockCursor = $"locks {board.Chain}";
    private readonly string _refundCursor = $"refunds {board.Chain}";
    private int _source;

    /// <summary>How far the locks of this chain are in the history.</summary>
    public Reading<bool> CaughtUp { get; } = new($"locks of {board.Name}", TimeSpan.FromSeconds(30));

    /// <summary>Transfers that were final here and are now something else: finality was broken.</summary>
    public IReadOnlyList<TransferId> Contradictions { get; private set; } = [];

    /// <summary>Transfers toward this chain that its newest block has paid and its last final one has not.</summary>
    public IReadOnlyList<TransferId> PaidNotFinal { get; private set; } = [];

    /// <summary>One step over the locks made here.</summary>
    public async Task ReadLocksAsync(CancellationToken cancellationToken)
    {
        try
        {
            var cursor = history.Cursor(_lockCursor) is { } text ? new LockCursor(text) : LockCursor.Start;
            var reader = _locks[_source % _locks.Count];
            FinalizedLocks step;
            do
            {
                step = await reader.ReadFinalizedAsync(cursor, cancellationToken);
                var broken = history.RecordFinal([.. step.Locks.Select(found => new ObservedLock(found.Transfer, found.Location))], _lockCursor, step.Next.Text);
                if (broken.Count > 0) Contradictions = broken;
                cursor = step.Next;
            }
            while (!step.CaughtUp && !cancellationToken.IsCancellationRequested);

            history.RecordObserved(board.Chain, await reader.ReadObservedAsync(cursor, cancellationToken));
            CaughtUp.Succeed(true, time.GetUtcNow(), board.SourceName(_source % _locks.Count));
        }
        catch (ChainReadException e)
        {
            CaughtUp.Fail($"{board.SourceName(_source % _locks.Count)}: {e.Message}");
            _source++;
            throw;
        }
    }

    /// <summary>What this chain has made of transfers toward it that have not ended.</summary>
    public async Task ReadEndsAsync(CancellationToken cancellationToken)
    {
        var lane = Lane.From(board.Other, board.Chain);
        var reader = _releases[_source % _releases.Count];
        var paid = new List<TransferId>();
        foreach (var (first, count) in Ranges(history.OpenSequences(lane)))
        {
            var latest = await reader.ReadStatesAsync(lane, first, count, ReadAt.Latest, cancellationToken);
            var final = await reader.ReadStatesAsync(lane, first, count, ReadAt.Finalized, cancellationToken);
            history.RecordDestination([.. final.Select((state, index) => (TransferId.From(lane, first + (ulong)index), state))]);
            paid.AddRange(latest.Index().Where(state => state.Item == DestinationState.Released && final[state.Index] != DestinationState.Released).Select(state => TransferId.From(lane, first + (ulong)state.Index)));
        }

        PaidNotFinal = paid;

        foreach (var id in history.Unnamed(board.Chain, NamesAtOnce)) history.RecordTransactions(id, await reader.FindReleaseAsync(id, cancellationToken));
    }

    /// <summary>Steps of refunds on this chain.</summary>
    public async Task ReadRefundsAsync(CancellationToken cancellationToken)
    {
        var from = ulong.TryParse(history.Cursor(_refundCursor), out var height) ? height : 0;
        var facts = await _refunds[_source % _refunds.Count].ReadFinalizedAsync(from, cancellationToken);
        history.RecordRefunds(facts.Facts, _refundCursor, $"{facts.ReadThrough + 1}");
    }

    // Open sequences as runs, so that one old transfer does not cost a read of everything after it.
    private static IEnumerable<(ulong First, int Count)> Ranges(IReadOnlyList<ulong> sequences)
    {
        for (var start = 0; start < sequences.Count;)
        {
            var end = start + 1;
            while (end < sequences.Count && end - start < StatesAtOnce && sequences[end] == sequences[end - 1] + 1) end++;
            yield return (sequences[start], end - start);
            start = end;
        }
    }
}
