using Bridge.Chains;
using Bridge.Observability;
using Bridge.Protocol;
using Bridge.Relayer.Configuration;
using Bridge.Relayer.Hosting;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Intake;

/// <summary>Reads the locks of one chain onto the board.</summary>
/// <remarks>
/// The cursor lives in memory and starts at the deployment's beginning: a relayer has no database to be lost or to lie. A step that cannot be read
/// leaves the cursor where it was. What is not final yet is read first, to show it: where nothing new is locked nothing new can be final, and one question
/// does. The final state is asked for all the same each second, so that the cursor moves on.
/// </remarks>
internal sealed partial class IntakeWorker(
    ChainClients chain,
    HeadWatcher heads,
    TransferBoard board,
    SettlementDesk settlement,
    RelayerOptions options,
    TimeProvider time,
    ProblemBoard problems,
    ILogger<IntakeWorker> logger) : SteppedWorker($"{chain.Name} locks", time, problems, logger)
{
    private static readonly TimeSpan FinalAtLeast = TimeSpan.FromSeconds(1);

    private readonly ProblemBoard _problems = problems;
    private LockCursor _cursor = LockCursor.Start;
    private DateTimeOffset _finalRead = DateTimeOffset.MinValue;

    /// <summary>False until history has been read to its end once.</summary>
    public bool IsLive { get; private set; }

    protected override TimeSpan Interval => heads.Between(TimeSpan.FromMilliseconds(options.PollMilliseconds));

    protected override TimeSpan Spacing => TimeSpan.FromMilliseconds(options.ReadSpacingMilliseconds);

    public override async Task RunOnceAsync(CancellationToken cancellationToken)
    {
        var isQuiet = IsLive && await ShowObservedAsync(cancellationToken) == 0;
        if (isQuiet && Time.GetUtcNow() - _finalRead < FinalAtLeast) return;
        while (await ReadStepAsync(cancellationToken))
        {
            // More is final already.
        }

        _finalRead = Time.GetUtcNow();
    }

    private async Task<bool> ReadStepAsync(CancellationToken cancellationToken)
    {
        var step = await chain.Locks.ReadFinalizedAsync(_cursor, cancellationToken);
        foreach (var found in step.Locks)
        {
            board.Finalize(found, IsLive);
            Log.Final(logger, found.Transfer.Id, found.Transfer.Amount, found.Location.Transaction);
        }

        _cursor = step.Next;
        // History is mostly released history: it is settled step by step, so that memory holds only what is open.
        if (!IsLive && step.Locks.Count > 0)
        {
            foreach (var lane in step.Locks.Select(found => found.Transfer.Id.Lane).Distinct()) await settlement.SettleAsync(lane, live: false, cancellationToken);
        }

        IsLive |= step.CaughtUp;
        return !step.CaughtUp;
    }

    // How many there are; null when they cannot be read.
    private async Task<int?> ShowObservedAsync(CancellationToken cancellationToken)
    {
        var part = $"{chain.Name} newest blocks";
        try
        {
            var observed = await chain.Locks.ReadObservedAsync(_cursor, cancellationToken);
            board.Observe(chain.Chain, observed);
            _problems.Clear(part);
            return observed.Count;
        }
        catch (ChainReadException e)
        {
            // For display only: what is final must not wait for it.
            _problems.Raise(part, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1101, Level = LogLevel.Information, Message = "transfer {Id} of {Amount} units is final, locked in {Transaction}")]
        public static partial void Final(ILogger logger, TransferId id, ulong amount, string transaction);
    }
}
