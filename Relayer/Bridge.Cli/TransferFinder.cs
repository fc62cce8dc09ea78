using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>Reads a transfer from its source chain's own final locks.</summary>
internal static class TransferFinder
{
    public static async Task<Transfer> FindAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        var reader = source.LockReader(source.RpcUrls[0]);
        for (var cursor = LockCursor.Start; ;)
        {
            var step = await reader.ReadFinalizedAsync(cursor, cancellationToken);
            if (step.Locks.FirstOrDefault(found => found.Transfer.Id == id) is { } match) return match.Transfer;
            if (step.CaughtUp) throw new CliException($"{source.Name} shows no final lock {id}", "check the id; a fresh lock takes some seconds to be final");
            cursor = step.Next;
        }
    }
}
