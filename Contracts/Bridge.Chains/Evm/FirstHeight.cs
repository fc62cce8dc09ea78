using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;

namespace Bridge.Chains.Evm;

/// <summary>
/// Finds the block in which something came about without reading the logs before it: the first block at which a view of the vault shows it. Only for what never goes back: a counter
/// that never falls, a consumed sequence, an end. From the newest block back in growing steps, then by parting what is left: two or three exchanges for what is new, about ten for
/// what is years old, whatever range of logs the node allows.
/// </summary>
/// <remarks>It says only where to look. What the block holds is proved from the block itself, and a block that does not hold it is no proof that there is nothing.</remarks>
internal sealed class FirstHeight(EvmRpc rpc)
{
    private const int Growth = 8, Parts = 8;

    /// <summary>
    /// The first block from <paramref name="from"/> to <paramref name="to"/> at which the number that <paramref name="view"/> returns is one that <paramref name="holds"/>; at
    /// <paramref name="to"/> it is. Null when the node does not keep the state that tells: only one that shows the block before to be without it has told which was the first.
    /// </summary>
    internal async Task<ulong?> FindAsync(EvmCall view, Predicate<ulong> holds, ulong from, ulong to, CancellationToken cancellationToken)
    {
        var isTold = true;
        // Most are asked for soon after they came about: no state of long ago is asked for then, which not every node keeps.
        ulong step = Growth;
        while (from < to)
        {
            var heights = step > 0 && step < to - from ? [to - step] : Between(from, to);
            var shown = await ReadAsync(view, heights, cancellationToken);
            var first = shown.ToList().FindIndex(number => number is { } told && holds(told));
            if (first != 0)
            {
                var before = first < 0 ? shown.Count - 1 : first - 1;
                (from, isTold, step) = (heights[before] + 1, shown[before] is not null, 0);
            }

            if (first >= 0) to = heights[first];
            step *= Growth;
        }

        return isTold ? to : null;
    }

    /// <summary>The number that a view returns at a block; null when the node does not keep its state, or there was no vault yet.</summary>
    internal async Task<ulong?> ReadAsync(EvmCall view, ulong height, CancellationToken cancellationToken) => (await ReadAsync(view, [height], cancellationToken))[0];

    private async Task<IReadOnlyList<ulong?>> ReadAsync(EvmCall view, IReadOnlyList<ulong> heights, CancellationToken cancellationToken)
    {
        var answers = await rpc.TryCallAsync([.. heights.Select(height => (view, (BlockTag)new BlockTag.Named(EvmFields.Quantity(height))))], cancellationToken);
        return [.. answers.Zip(heights, (returned, height) => returned is { Length: > 0 } ? EvmContracts.UInt64(returned, $"the vault at block {height}") : (ulong?)null)];
    }

    // Ends of equal parts, rising; every block when there are not more than parts.
    private static List<ulong> Between(ulong from, ulong to)
    {
        var parts = Math.Min(to - from, Parts);
        return parts < Parts
            ? [.. Enumerable.Range(0, (int)parts).Select(i => from + (ulong)i)]
            : [.. Enumerable.Range(1, Parts - 1).Select(i => from + ((to - from) / Parts * (ulong)i))];
    }
}
