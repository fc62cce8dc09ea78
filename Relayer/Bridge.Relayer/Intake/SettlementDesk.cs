using Bridge.Chains;
using Bridge.Protocol;
using Microsoft.Extensions.Logging;

namespace Bridge.Relayer.Intake;

/// <summary>Ends transfers: asks the destinations which open sequences are consumed. Only the finalised state ends a transfer.</summary>
internal sealed partial class SettlementDesk(IReadOnlyDictionary<ChainId, ChainClients> chains, TransferBoard board, ILogger<SettlementDesk> logger)
{
    private const int MaxRun = 256;

    /// <summary>Reads the finalised state of every open sequence of a lane and ends those that are consumed.</summary>
    public async Task SettleAsync(Lane lane, bool live, CancellationToken cancellationToken)
    {
        var destination = chains[lane.Destination];
        foreach (var sequence in await ConsumedAsync(lane, board.Open(lane), ReadAt.Finalized, cancellationToken))
        {
            var id = TransferId.From(lane, sequence);
            // Old releases are not looked up one by one: a node may hold thousands.
            var transaction = live ? await destination.Releases.FindReleaseTransactionAsync(id, cancellationToken) : null;
            board.Released(id, transaction, live);
            if (live) Log.Released(logger, id, transaction);
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
            if (flags.Count != count) throw new ChainReadException(ChainReadFailure.Invalid, $"asked for {count} flags of lane {lane} and got {flags.Count}");
            for (var i = 0; i < count; i++)
            {
                if (flags[i]) consumed.Add(first + (ulong)i);
            }
        }

        return consumed;
    }

    private static partial class Log
    {
        [LoggerMessage(EventId = 1201, Level = LogLevel.Information, Message = "transfer {Id} is released in {Transaction}")]
        public static partial void Released(ILogger logger, TransferId id, string? transaction);
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
