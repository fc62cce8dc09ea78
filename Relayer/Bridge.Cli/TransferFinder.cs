using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Cli;

/// <summary>A source chain that was read shows no final lock of a transfer.</summary>
internal sealed class LockNotFoundException(string problem, string remedy, bool isInABlock) : CliException(problem, remedy)
{
    /// <summary>It is in a block and not final yet; otherwise there is none.</summary>
    public bool IsInABlock { get; } = isInABlock;
}

/// <summary>Reads a transfer from its source chain.</summary>
internal static class TransferFinder
{
    /// <summary>Finds its final lock.</summary>
    /// <exception cref="LockNotFoundException">The source was read to its newest block and has none.</exception>
    /// <exception cref="ChainReadException">The source cannot say: that is not taken for none.</exception>
    public static async Task<Transfer> FindAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        var source = session.ChainOf(id.Lane.Source);
        return await SearchAsync(session, id, cancellationToken) switch
        {
            LockSearch.Final final => final.Lock.Transfer,
            LockSearch.NotFinal => throw new LockNotFoundException($"{source.Name} shows no final lock {id}: it is in a block that is not final yet", "try again in some seconds", isInABlock: true),
            _ => throw new LockNotFoundException($"{source.Name} shows no final lock {id}, nor one that is not final yet: there is no such transfer", "check the id; 'bridge lock' prints it", isInABlock: false),
        };
    }

    /// <summary>What its source says of it.</summary>
    /// <exception cref="ChainReadException">It cannot say.</exception>
    public static Task<LockSearch> SearchAsync(CliSession session, TransferId id, CancellationToken cancellationToken)
    {
        session.RequireLane(id.Lane);
        var source = session.ChainOf(id.Lane.Source);
        return source.LockReader(source.RpcUrls[0]).FindAsync(id, cancellationToken);
    }
}
