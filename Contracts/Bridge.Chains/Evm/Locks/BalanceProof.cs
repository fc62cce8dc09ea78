using System.Numerics;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Locks;

/// <summary>
/// Compares what a block's events claim with what balances did between its parent and itself (W2, M03, M05). Custody: the vault's balance must have
/// grown by what was locked, less what the same block paid out (a stranger's gift may make it more). Mint: the supply must have fallen by exactly what
/// was locked, less what the same block minted, because the vault alone mints and burns.
/// </summary>
/// <remarks>Needs the state of the parent block: for history further back than a node keeps state, an archive node.</remarks>
internal sealed class BalanceProof(EvmRpc rpc, EvmContracts contracts)
{
    /// <summary>Checks one block.</summary>
    /// <param name="block">The block.</param>
    /// <param name="locks">All locks in it.</param>
    /// <param name="vaultLogs">All logs of the vault in it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="ChainReadException"><see cref="ChainReadFailure.BalanceMismatch"/>.</exception>
    internal async Task CheckAsync(EvmBlock block, IReadOnlyList<Transfer> locks, IReadOnlyList<EvmLog> vaultLogs, CancellationToken cancellationToken)
    {
        var assets = locks.Select(transfer => contracts.FindAsset(transfer.Asset)!).Distinct().ToList();
        var (before, after) = (new BlockTag.Hash(block.Parent), new BlockTag.Hash(block.Reference.Hash));
        var balances = await rpc.CallAsync([.. assets.SelectMany(asset => new (EvmCall, BlockTag)[] { (contracts.Backing(asset), before), (contracts.Backing(asset), after) })], cancellationToken);
        var paid = PaidOut(vaultLogs);
        for (var i = 0; i < assets.Count; i++)
        {
            var asset = assets[i];
            var locked = locks.Where(transfer => transfer.Asset == asset.Id).Aggregate(BigInteger.Zero, (sum, transfer) => sum + asset.Scale.ToLocal(transfer.Amount));
            var change = EvmContracts.Number(balances[(2 * i) + 1], "balance") - EvmContracts.Number(balances[2 * i], "balance");
            var given = paid.GetValueOrDefault(asset.Id);
            // SECURITY: the event is a claim, the balance is the fact (W2, M03, M05).
            var proved = asset.IsCustody ? change + given >= locked : given - change == locked;
            if (!proved)
                throw new ChainReadException(ChainReadFailure.BalanceMismatch, $"block {block.Reference.Height} claims locks of {locked} {asset.Symbol} (smallest units), "
                    + $"its {(asset.IsCustody ? "vault balance" : "supply")} changed by {change} and {given} were paid out");
        }
    }

    /// <summary>Token units per asset that left the vault or were minted: releases to wallets and refunds paid at once, and claims of those that were not.</summary>
    private Dictionary<AssetId, BigInteger> PaidOut(IReadOnlyList<EvmLog> vaultLogs)
    {
        var paid = new Dictionary<AssetId, BigInteger>();
        foreach (var payment in vaultLogs.Where(log => log.Is(contracts.Vault, ReleasedEvent.Topic)).SelectMany(log => ReleasedEvent.Read(log).Payments))
        {
            // SECURITY: a claimable credit, a hold, a margin credit and a payment to the vault itself moved nothing; counted as paid out they would cover a
            // lock that never came in. (What the vault mints to itself does raise the supply; what it owes the margin contract is a claim later.)
            if (payment.Outcome != PaymentOutcome.Paid || payment.Kind == TransferKind.MarginAccount || contracts.FindAsset(payment.Asset) is not { } asset) continue;
            if (asset.IsCustody && payment.Recipient == contracts.Vault.ToParty().Value) continue;
            Add(asset, asset.Scale.ToLocal(payment.Amount));
        }

        foreach (var refunded in vaultLogs.Where(log => log.Is(contracts.Vault, RefundedEvent.Topic)).Select(RefundedEvent.Read))
        {
            if (refunded.Paid && contracts.FindAsset(refunded.Asset) is { } asset) Add(asset, asset.Scale.ToLocal(refunded.Amount));
        }

        foreach (var claimed in vaultLogs.Where(log => log.Is(contracts.Vault, ClaimedEvent.Topic)).Select(ClaimedEvent.Read))
        {
            if (contracts.FindAsset(claimed.Token) is { } asset) Add(asset, claimed.Amount);
        }

        return paid;

        void Add(EvmAsset asset, BigInteger amount) => paid[asset.Id] = paid.GetValueOrDefault(asset.Id) + amount;
    }
}
