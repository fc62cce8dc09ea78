namespace Bridge.Chains;

/// <summary>
/// The sources of one chain, one in use at a time: the next one after a failure, round and round. For readers that are not trusted with anything (relayers);
/// a guardian never falls back from one source to another, see <see cref="QuorumLockReader"/>.
/// </summary>
/// <remarks>Shared by everything that talks to the chain, so that reads and deliveries move on together. Safe for concurrent use.</remarks>
/// <param name="sources">How many there are, at least 1.</param>
public sealed class SourceRotation(int sources)
{
    private readonly int _sources = sources >= 1 ? sources : throw new ArgumentOutOfRangeException(nameof(sources), sources, "there should be at least one source");
    private int _current;

    /// <summary>Index of the source in use.</summary>
    public int Current => Volatile.Read(ref _current);

    /// <summary>Moves on from a source that failed; does nothing when somebody else moved on already.</summary>
    public void MoveOnFrom(int failed) => Interlocked.CompareExchange(ref _current, (failed + 1) % _sources, failed);

    /// <summary>Asks the source in use; when it cannot say, the next caller asks another. The failure is not hidden.</summary>
    internal async Task<TAnswer> AskAsync<TSource, TAnswer>(IReadOnlyList<TSource> all, Func<TSource, Task<TAnswer>> ask)
    {
        var index = Current;
        try
        {
            return await ask(all[index]);
        }
        catch (ChainReadException)
        {
            MoveOnFrom(index);
            throw;
        }
    }
}
