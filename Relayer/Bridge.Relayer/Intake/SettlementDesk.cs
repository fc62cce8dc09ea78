using Bridge.Chains;
using Bridge.Protocol;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Intake;

/// <summary>Tells the board what the destinations have made of open transfers: paid, claimable, held or void. Only the finalised state says so.</summary>
internal sealed partial class SettlementDesk(IReadOnlyDictionary<ChainId, ChainClients> chains, TransferBoard board, ILogger<SettlementDesk> logger)
{
    private const int MaxRun = 256;

    /// <summary>Reads the finalised state of every open sequence of a lane that is not void already.</summary>
    public async Task SettleAsync(Lane lane, bool live, CancellationToken cancellationToken)
    {
        var open = board.Open(lane).Where(record => record.State != TransferState.Voided).Select(record => record.Id.Sequence).ToList();
        foreach (var (first, count) in SequenceRuns.Of(open, MaxRun))
        {
            // SECURITY: consumed is not paid: a hold or a void is consumed too (W4).
            var states = await chains[lane.Destination].Releases.ReadStatesAsync(lane, first, count, ReadAt.Finalized, cancellationToken);
            RequireAll(lane, count, states.Count);
            for (var i = 0; i < count; i++) await SettleAsync(TransferId.From(lane, first + (ulong)i), states[i], live, cancellationToken);
        }
    }

    private async Task SettleAsync(TransferId id, DestinationState state, bool live, CancellationToken cancellationToken)
    {
        switch (state)
        {
            case DestinationState.Open:
            case DestinationState.Held when board.Find(id)?.State.AwaitsRelease() != true:
                return;
            case DestinationState.Voided:
                board.Voided(id, null, live);
                Log.Voided(logger, id);
                return;
        }

        // Old releases are not looked up one by one: a node may hold thousands.
        var found = live ? await chains[id.Lane.Destination].Releases.FindReleaseAsync(id, cancellationToken) : null;
        if (state == DestinationState.Held)
        {
            board.Held(id, found?.Hold, live);
            Log.Held(logger, id, found?.Hold ?? TransferBoard.Unnamed);
        }
        else if (found is { IsClaimable: true })
        {
            board.Undeliverable(id, found, live);
            Log.Claimable(logger, id, found.Payment ?? TransferBoard.Unnamed);
        }
        else
        {
            board.Released(id, found, live);
            if (live) Log.Released(logger, id, found?.Payment ?? TransferBoard.Unnamed);
        }
    }

    public string ChainName(ChainId chain) => chains[chain].Name;

    /// <summary>Those of <paramref name="sequences"/> (ascending) that the destination has consumed, read in contiguous runs.</summary>
    public async Task<IReadOnlySet<ulong>> ConsumedAsync(Lane lane, IReadOnlyList<ulong> sequences, ReadAt at, CancellationToken cancellationToken)
    {
        var consumed = new HashSet<ulong>();
        foreach (var (first, count) in SequenceRuns.Of(sequences, MaxRun))
        {
            var flags = await chains[lane.Destination].Releases.ReadConsumedAsync(lane, first, count, at, cancellationToken);
            RequireAll(lane, count, flags.Count);
            for (var i = 0; i < count; i++)
            {
                if (flags[i]) consumed.Add(first + (ulong)i);
            }
        }

        return consumed;
    }

    private static void RequireAll(Lane lane, int asked, int got)
    {
        if (got != asked) throw new ChainReadException(ChainReadFailure.Invalid, $"asked for {asked} sequences of lane {lane} and was told of {got}");
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "transfer {Id} is released in {Transaction}")]
        public static partial void Released(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1202, Level = LogLevel.Warning, Message = "transfer {Id} is held in {Transaction}: two officers decide")]
        public static partial void Held(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1203, Level = LogLevel.Warning, Message = "transfer {Id} could not be pushed and is claimable since {Transaction}")]
        public static partial void Claimable(ILogger logger, TransferId id, string transaction);

        [LoggerMessage(EventId = 1204, Level = LogLevel.Information, Message = "transfer {Id} is void on its destination")]
        public static partial void Voided(ILogger logger, TransferId id);
    }
}

/// <summary>Cuts ascending sequences into contiguous runs.</summary>
internal static class SequenceRuns
{
    public static IEnumerable<(ulong First, int Count)> Of(IReadOnlyList<ulong> ascending, int longest)
    {
        for (var i = 0; i < ascending.Count;)
        {
            var count = 1;
            while (i + count < ascending.Count && count < longest && ascending[i + count] == ascending[i] + (ulong)count) count++;
            yield return (ascending[i], count);
            i += count;
        }
    }
}
