using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>
/// Reads one finalised block that is said to hold locks, from its receipts, and believes the index of logs only where the receipts say the same.
/// </summary>
internal sealed class LockedBlock(EvmRpc rpc, EvmContracts contracts, bool isProved)
{
    private readonly BalanceProof _balances = new(rpc, contracts);

    /// <summary>The locks of a block, proved. <paramref name="indexed"/> are the logs that the index showed for it.</summary>
    internal async Task<IReadOnlyList<ObservedLock>> ReadAsync(BlockReference reference, IReadOnlyList<EvmLog> indexed, CancellationToken cancellationToken)
    {
        var block = await rpc.BlockAsync(reference.Height, cancellationToken);
        // SECURITY: the block of the log is the canonical one at its height (W2): a log of a dropped block is nobody's.
        if (block is null || block.Reference != reference) throw Invalid(reference, $"it is not canonical: {block?.Reference.Hash.ToString() ?? "none"} is");
        var receipts = await rpc.BlockReceiptsAsync(reference.Hash, cancellationToken) ?? throw Invalid(reference, "it has no receipts");
        // SECURITY: only transactions that succeeded, only receipts of this very block.
        if (receipts.Any(receipt => receipt.Block != reference)) throw Invalid(reference, "it came with receipts of another block");
        var logs = receipts.Where(receipt => receipt.Succeeded).SelectMany(receipt => receipt.Logs).ToList();
        var vaultLogs = logs.Where(log => log.Emitter == contracts.Vault).ToList();
        // SECURITY: the exact emitter (M02): a byte-identical event of another contract is not a lock, whatever transaction it stands in.
        var locked = vaultLogs.Where(log => log.Is(contracts.Vault, LockedEvent.Topic)).ToList();
        ForeignEmitters.Count(contracts.Chain, logs.Count(log => log.Emitter != contracts.Vault && log.Topics.Count > 0 && log.Topics[0] == LockedEvent.Topic));
        // SECURITY: index and receipts tell the same, lock by lock and field by field (W2).
        if (!locked.SequenceEqual(indexed)) throw Invalid(reference, $"its receipts hold {locked.Count} locks and its logs {indexed.Count}, or they differ");

        var found = locked.Select(log => new ObservedLock(Read(log), new(reference, log.Transaction))).ToList();
        // SECURITY: the tokens moved (M03, M05), for everybody whose word counts.
        if (isProved) await _balances.CheckAsync(block, [.. found.Select(one => one.Transfer)], vaultLogs, cancellationToken);
        return found;
    }

    /// <summary>The transfer of a log of the vault.</summary>
    internal Transfer Read(EvmLog log)
    {
        var transfer = LockedEvent.Read(log, contracts.Bridge, contracts.Chain);
        // SECURITY: an asset that the deployment does not know has no scale and no backing to compare (W9).
        return contracts.FindAsset(transfer.Asset) is not null
            ? transfer
            : throw new ChainReadException(ChainReadFailure.Invalid, $"lock {transfer.Id} is of an asset that this deployment does not know: {transfer.Asset}");
    }

    private ChainReadException Invalid(BlockReference block, string why) =>
        new(ChainReadFailure.Invalid, $"block {block.Height} ({block.Hash}) of {rpc.Endpoint} cannot be used: {why}");
}
