using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Rpc;

namespace Bridge.Chains.Evm;

/// <summary>
/// Finds the block in which something came about without reading the logs before it: the first block at which a view of the vault shows it. Only for what never goes back: a counter
/// that never falls, a consumed sequence, an end. From the newest block back in growing steps, then by halving: some views for what is new, about 30 for what is years old, whatever
/// range of logs the node allows.
/// </summary>
/// <remarks>It says only where to look. What the block holds is proved from the block itself, and a block that does not hold it is no proof that there is nothing.</remarks>
internal sealed class FirstHeight(EvmRpc rpc)
{
    private const ulong Growth = 8;

    /// <summary>
    /// The first block from <paramref name="from"/> to <paramref name="to"/> at which the number that <paramref name="view"/> returns is one that <paramref name="holds"/>; at
    /// <paramref name="to"/> it is. Null when the node does not keep the state that tells: only one that shows the block before to be without it has told which was the first.
    /// </summary>
    internal async Task<ulong?> FindAsync(EvmCall view, Predicate<ulong> holds, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var isTold = true;
        // Most are asked for soon after they came about: no state of long ago is asked for then, which not every node keeps.
        ulong? step = 1;
        while (from < to)
        {
            if (step >= to - from) step = null;
            var middle = step is { } back ? to - back : from + ((to - from) / 2);
            var shown = await ReadAsync(view, middle, cancellationToken);
            if (shown is { } number && holds(number)) (to, step) = (middle, step < (middle - from) / Growth ? step * Growth : null);
            else (from, isTold, step) = (middle + 1, shown is not null, null);
        }

        return isTold ? to : null;
    }

    /// <summary>The number that a view returns at a block; null when the node does not keep its state, or there was no vault yet.</summary>
    internal async Task<ulong?> ReadAsync(EvmCall view, ulong height, CancellationToken cancellationToken)
    {
        try
        {
            var returned = await rpc.CallAsync(view, new BlockTag.Named(EvmFields.Quantity(height)), cancellationToken);
            return returned.Length > 0 ? EvmContracts.UInt64(returned, $"the vault at block {height}") : null;
        }
        catch (ChainReadException e) when (e.InnerException is JsonRpcErrorException)
        {
            return null;
        }
    }
}
