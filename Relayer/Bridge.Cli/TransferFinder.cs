using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>A source chain that was read shows no final lock of a transfer.</summary>
internal sealed class LockNotFoundException(string problem, string remedy, bool isInABlock) : CliException(problem, remedy)
{
    /// <summary>It is in a block and not final yet; otherwise there is none.</summary>
    public bool IsInABlock { get; } = isInABlock;
}

/// <summary>Reads a transfer from its source chain's own final locks.</summary>
internal static class TransferFinder
{
    /// <summary>Finds its final lock.</summary>
    /// <exception cref="LockNotFoundException">The source was read to its newest block and has none.</exception>
    /// <exception cref="ChainReadException">The source cannot say: that is not taken for none.</exception>
    public static async Task<Transfer> FindAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        session.RequireLane(id.Lane);
        var source = session.ChainOf(id.Lane.Source);
        var reader = source.LockReader(source.RpcUrls[0]);
        for (var cursor = LockCursor.Start; ;)
        {
            var step = await reader.ReadFinalizedAsync(cursor, cancellationToken);
            if (step.Locks.FirstOrDefault(found => found.Transfer.Id == id) is { } match) return match.Transfer;
            cursor = step.Next;
            if (!step.CaughtUp) continue;
            throw (await reader.ReadObservedAsync(cursor, cancellationToken)).Any(seen => seen.Transfer.Id == id)
                ? new LockNotFoundException($"{source.Name} shows no final lock {id}: it is in a block that is not final yet", "try again in some seconds", isInABlock: true)
                : new LockNotFoundException($"{source.Name} shows no final lock {id}, nor one that is not final yet: there is no such transfer", "check the id; 'bridge lock' prints it", isInABlock: false);
        }
    }
}
