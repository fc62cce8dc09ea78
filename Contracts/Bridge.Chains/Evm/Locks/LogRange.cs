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
        while (true)
        {
            var span = Span;
            var through = to - from < span ? to : from + span - 1;
            try
            {
                var logs = await read(from, through);
                Span = Math.Min(Most, span * 2);
                return (logs, through);
            }
            catch (ChainReadException e) when (e.InnerException is JsonRpcErrorException && through > from)
            {
                Span = Math.Max(1, (through - from + 1) / 2);
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
