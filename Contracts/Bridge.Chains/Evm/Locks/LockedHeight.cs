using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>
/// Finds out in which block a lock is without reading the logs before it: a lane's counter never falls, so it is the first block that has counted the lock's sequence.
/// About 25 views on a chain of some years, whatever range of logs its node allows.
/// </summary>
/// <remarks>It says only where to look. What the block holds is proved from the block itself, and a block that does not hold the lock is a failed read.</remarks>
internal sealed class LockedHeight(EvmRpc rpc, EvmContracts contracts)
{
    /// <summary>The block from <paramref name="from"/> to <paramref name="to"/>, which has counted it.</summary>
    internal async Task<ulong> FindAsync(TransferId id, ulong from, ulong to, CancellationToken cancellationToken)
    {
        while (from < to)
        {
            var middle = from + ((to - from) / 2);
            if (await HasCountedAsync(id, middle, cancellationToken)) to = middle;
            else from = middle + 1;
        }

        return to;
    }

    private async Task<bool> HasCountedAsync(TransferId id, ulong height, CancellationToken cancellationToken)
    {
        try
        {
            var returned = await rpc.CallAsync(contracts.LastSequence(id.Lane.Destination), new BlockTag.Named(EvmFields.Quantity(height)), cancellationToken);
            // Before there was a vault it had counted nothing.
            return returned.Length > 0 && EvmContracts.UInt64(returned, "lastSequence") >= id.Sequence;
        }
        catch (ChainReadException e) when (e.InnerException is JsonRpcErrorException)
        {
            // A node that does not keep the state of this block can prove only younger locks.
            return false;
        }
    }
}
