using Bridge.Chains;

namespace Bridge.Dashboard.Readings;

/// <summary>Reads the finalised head of every source of a chain and compares what they show.</summary>
internal sealed class HeadReader(ChainBoard board, TimeProvider time)
{
    private readonly IReadOnlyList<ILockReader> _readers = [.. board.Family.RpcUrls.Select(board.Family.LockReader)];

    public async Task ReadAsync(CancellationToken cancellationToken)
    {
        var heads = await Task.WhenAll(_readers.Select((reader, index) => HeadAsync(reader, index, cancellationToken)));
        if (await DivergenceAsync(heads, cancellationToken) is { } compared) board.Divergence = compared.Problem;
    }

    private async Task<BlockReference?> HeadAsync(ILockReader reader, int index, CancellationToken cancellationToken)
    {
        var reading = board.Heads[index];
        try
        {
            var head = await reader.ReadFinalizedHeadAsync(cancellationToken);
            var now = time.GetUtcNow();
            var advanced = reading.TryGet(out var before) && before.Block.Height >= head.Height ? before.AdvancedAt : now;
            reading.Succeed(new(head, advanced), now);
            return head;
        }
        catch (ChainReadException e)
        {
            reading.Fail(e.Message);
            return null;
        }
    }

    // Sources are at different heights: each is asked for the block at the lowest of them. Null when fewer than two could be compared and nothing is new.
    private async Task<(string? Problem, int Compared)?> DivergenceAsync(IReadOnlyList<BlockReference?> heads, CancellationToken cancellationToken)
    {
        var alive = heads.Select((head, index) => (Head: head, Index: index)).Where(entry => entry.Head is not null).ToList();
        if (alive.Count < 2) return alive.Count == 1 && _readers.Count == 1 ? (null, 1) : null;
        var height = alive.Min(entry => entry.Head!.Value.Height);
        var hashes = new List<(string Hash, int Index)>();
        foreach (var (_, index) in alive)
        {
            try
            {
                hashes.Add(((await _readers[index].ReadBlockAsync(height, cancellationToken))?.Hash.ToString() ?? "no block", index));
            }
            catch (ChainReadException e)
            {
                board.Heads[index].Fail(e.Message);
            }
        }

        if (hashes.Count < 2) return null;
        return hashes.Select(entry => entry.Hash).Distinct(StringComparer.Ordinal).Count() == 1
            ? (null, hashes.Count)
            : ($"at height {height}: {string.Join("; ", hashes.Select(entry => $"{board.SourceName(entry.Index)} shows {entry.Hash}"))}", hashes.Count);
    }
}
