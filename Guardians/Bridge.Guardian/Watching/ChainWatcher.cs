using Bridge.Chains;
using Bridge.Guardian.Breakers;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Watching;

/// <summary>What one step of a watcher came to.</summary>
public enum WatchOutcome
{
    /// <summary>The chain was read to its finalised head.</summary>
    CaughtUp = 1,

    /// <summary>More can be read at once.</summary>
    MoreToRead = 2,

    /// <summary>The chain could not be read; the cursor stands where it stood.</summary>
    Failed = 3,

    /// <summary>The chain is halted; it was not read.</summary>
    Halted = 4,
}

/// <summary>Reads the finalised locks of one chain into the journal, one step at a time.</summary>
/// <remarks>
/// <para>A step looks at the halt first, then asks whether the last finalised block is still there, then reads on from the cursor. Locks, cursor
/// and head move in one transaction. A read that fails moves nothing (an infrastructure failure is never "no locks").</para>
/// <para>Finality that was broken halts the chain (W3): the head went back, a finalised height shows another hash, a final lock changed. The halt is
/// on disk before the step returns and stays until a person runs <c>guardian chain clear</c>.</para>
/// <para>Kept in memory: the status for health and for refusals. Everything else is in the journal.</para>
/// </remarks>
public sealed partial class ChainWatcher(
    ILockReader reader, BridgeId bridge, TimeSpan readTimeout, LockJournal locks, HaltJournal halts, ChainStatusBoard board, IRiskFeed feed, TimeProvider time, ILogger logger)
{
    // The sums of the ledger are compared this often, and at once when a release has no lock here.
    private static readonly TimeSpan WholeRead = TimeSpan.FromSeconds(10);

    private DateTimeOffset _wholeRead = DateTimeOffset.MinValue;

    /// <summary>How many sources the reader asks, for the record.</summary>
    public int Sources { get; init; } = 1;

    /// <summary>The chain it reads.</summary>
    public ChainId Chain => reader.Chain;

    /// <summary>One step.</summary>
    public async Task<WatchOutcome> RunOnceAsync(CancellationToken cancellationToken)
    {
        if (halts.Find(Chain) is not null) return WatchOutcome.Halted;
        using var timeout = new CancellationTokenSource(readTimeout, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            return await StepAsync(either.Token);
        }
        catch (OperationCanceledException) when (timeout.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Fail(ChainReadFailure.Unavailable, $"no answer within {readTimeout.TotalSeconds:0} s");
        }
        catch (ChainReadException e) when (e.Failure == ChainReadFailure.FinalityViolated)
        {
            return Halt(HaltReason.ReaderReported, e.Message);
        }
        catch (ChainReadException e)
        {
            return Fail(e.Failure, e.Message);
        }
    }

    /// <summary>Notes that a step ended in a way nobody expected: until the next good step nothing of this chain is signed.</summary>
    public void Broke(Exception exception) => Fail(ChainReadFailure.Unavailable, $"the watcher broke ({exception.GetType().Name}); see the log");

    private async Task<WatchOutcome> StepAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        var last = locks.FinalizedHead(Chain);
        if (last is { } known)
        {
            var shown = await reader.ReadBlockAsync(known.Height, cancellationToken);
            // SECURITY: a finalised block that is gone or has another hash: the chain broke its word, and nothing later on it can be believed (W3, M70).
            if (shown != known) return Halt(HaltReason.HashChanged, $"finalised height {known.Height} was {known.Hash} and is now {shown?.Hash.ToString() ?? "empty"}");
        }

        var step = await reader.ReadFinalizedAsync(locks.Cursor(Chain), cancellationToken);
        var head = step.FinalizedHead;
        // SECURITY: a finalised head never goes back and never changes its hash (W3).
        if (head.Height < last?.Height) return Halt(HaltReason.HeadWentBack, $"finalised head went back from {last.Value.Height} to {head.Height}");
        if (head.Height == last?.Height && head.Hash != last.Value.Hash)
            return Halt(HaltReason.HashChanged, $"finalised height {head.Height} was {last.Value.Hash} and is now {head.Hash}");
        foreach (var found in step.Locks)
        {
            // SECURITY: another deployment's or another chain's lock is none of ours, whoever shows it (W1, M02, M58).
            if (found.Transfer.Bridge != bridge || found.Transfer.Id.Lane.Source != Chain)
                return Fail(ChainReadFailure.Invalid, $"the reader showed {found.Transfer.Id} of bridge {found.Transfer.Bridge} as a lock of chain {Chain}");
        }

        var outcome = Record(step);
        if (outcome == WatchOutcome.CaughtUp && (begun >= _wholeRead + WholeRead || feed.AwaitsLocksOf(Chain))) await TellAllAsync(begun, step, cancellationToken);
        return outcome;
    }

    // A release without a final lock here may have one that is not final here yet: the risk engine judges when it knows both.
    private async Task TellAllAsync(DateTimeOffset begun, FinalizedLocks step, CancellationToken cancellationToken)
    {
        var observed = (await reader.ReadObservedAsync(step.Next, cancellationToken)).Where(found => found.Location.Block.Height > step.FinalizedHead.Height).ToList();
        var (now, final) = (time.GetUtcNow(), step.FinalizedHead.Height);
        feed.Apply([.. observed.Select(found => new LockSeen(now, found.Transfer, found.Location.Block.Height)), new LocksRead(now, Chain, begun, final, observed.Select(found => found.Location.Block.Height).Append(final).Max())]);
        _wholeRead = begun;
    }

    private WatchOutcome Record(FinalizedLocks step)
    {
        switch (locks.Record(Chain, step))
        {
            case RecordOutcome.Contradicts:
                return Halt(HaltReason.LockChanged, "a lock that was final before came with other content or from another block");
            case RecordOutcome.Gap:
                feed.Apply([.. step.Locks.GroupBy(found => found.Transfer.Id.Lane).Select(lane => new LockMissing(time.GetUtcNow(), lane.First().Transfer.Id, Others: 0))]);
                return Fail(ChainReadFailure.Invalid, "the sequences of a lane are not contiguous: a lock is missing from what the sources show");
            case RecordOutcome.Recorded:
                if (board[Chain].Problem is not null) Log.Recovered(logger, Chain.Value, step.FinalizedHead.Height);
                board.Advance(Chain, step.FinalizedHead.Height, step.CaughtUp, time.GetUtcNow());
                feed.Apply([.. step.Locks.Select(found => new LockFinal(time.GetUtcNow(), found.Transfer, found.Location.Block.Height))]);
                foreach (var found in step.Locks) Log.LockFinal(logger, found.Transfer.Id.ToString(), found.Location.Block.Height, found.Location.Transaction);
                return step.CaughtUp ? WatchOutcome.CaughtUp : WatchOutcome.MoreToRead;
            case var outcome:
                throw new InvalidOperationException($"unknown outcome {outcome}");
        }
    }

    private WatchOutcome Halt(HaltReason reason, string detail)
    {
        // SECURITY: on disk first, then anything else (W3).
        halts.Halt(Chain, reason, detail);
        feed.Apply(new FinalityBroken(time.GetUtcNow(), Chain, detail));
        board.Fail(Chain, ChainReadFailure.FinalityViolated, detail, time.GetUtcNow());
        Log.Halted(logger, Chain.Value, reason, detail);
        return WatchOutcome.Halted;
    }

    private WatchOutcome Fail(ChainReadFailure failure, string detail)
    {
        // The log says when a problem begins, not every time it is met again.
        if (board[Chain].Problem?.Failure != failure) Log.Failed(logger, Chain.Value, failure, detail);
        board.Fail(Chain, failure, detail, time.GetUtcNow());
        if (failure == ChainReadFailure.SourcesDisagree) feed.Apply(new SourcesCompared(time.GetUtcNow(), Chain, Sources, Sources, Agreed: false));
        return WatchOutcome.Failed;
    }

    private static partial class Log
    {
        [LoggerMessage(100, LogLevel.Information, "lock {Transfer} is final at {Height} in {Transaction}")]
        public static partial void LockFinal(ILogger logger, string transfer, ulong height, string transaction);

        [LoggerMessage(101, LogLevel.Warning, "chain {Chain} cannot be read: {Failure}: {Detail}")]
        public static partial void Failed(ILogger logger, ushort chain, ChainReadFailure failure, string detail);

        [LoggerMessage(102, LogLevel.Information, "chain {Chain} is read again, finalised head {Height}")]
        public static partial void Recovered(ILogger logger, ushort chain, ulong height);

        [LoggerMessage(103, LogLevel.Critical, "chain {Chain} is HALTED until a person clears it: {Reason}: {Detail}")]
        public static partial void Halted(ILogger logger, ushort chain, HaltReason reason, string detail);
    }
}
