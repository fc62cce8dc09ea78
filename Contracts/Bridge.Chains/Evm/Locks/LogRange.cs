using Bridge.Chains.Rpc;

namespace Bridge.Chains.Evm.Locks;

/// <summary>
/// How many blocks one query of logs spans: nodes limit it, each in its own way and words. A refusal halves the span, a success doubles it. Only a
/// span of one block that is refused is a failure.
/// </summary>
internal sealed class LogRange
{
    private const ulong Most = 5_000;

    private readonly Lock _gate = new();
    private ulong _span = Most;

    /// <summary>Reads logs from <paramref name="from"/> as far as the node allows, at most to <paramref name="to"/>. Returns them with the last block read.</summary>
    internal async Task<(T Logs, ulong Through)> ReadAsync<T>(ulong from, ulong to, Func<ulong, ulong, Task<T>> read)
    {
        var (logs, blocks) = await ReadAsync(to - from, span => read(from, from + span));
        return (logs, from + blocks);
    }

    /// <summary>The same backwards: from <paramref name="to"/> down as far as the node allows, at most to <paramref name="from"/>. Returns them with the first block read.</summary>
    internal async Task<(T Logs, ulong From)> ReadBackAsync<T>(ulong from, ulong to, Func<ulong, ulong, Task<T>> read)
    {
        var (logs, blocks) = await ReadAsync(to - from, span => read(to - span, to));
        return (logs, to - blocks);
    }

    // Reads one block and at most `more` beside it; returns how many those were.
    private async Task<(T Logs, ulong More)> ReadAsync<T>(ulong more, Func<ulong, Task<T>> read)
    {
        while (true)
        {
            var span = Span;
            var beside = Math.Min(more, span - 1);
            try
            {
                var logs = await read(beside);
                Span = Math.Min(Most, span * 2);
                return (logs, beside);
            }
            catch (ChainReadException e) when (e.InnerException is JsonRpcErrorException && beside > 0)
            {
                Span = Math.Max(1, (beside + 1) / 2);
            }
        }
    }

    private ulong Span
    {
        get
        {
            lock (_gate) return _span;
        }

        set
        {
            lock (_gate) _span = value;
        }
    }
}
