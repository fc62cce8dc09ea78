using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Locks;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Releases;

/// <summary>Finds the transactions that held a transfer and that paid or credited it.</summary>
/// <remarks>
/// What the vault has made of a transfer never goes back (open; held; released or void), so it tells the block of each step (<see cref="FirstHeight"/>), and only that block's logs are
/// asked for. A node that does not keep the state of old blocks cannot tell; with it all logs are read, from the deployment's first block until the payment: no state is needed for that,
/// but as many requests as the chain has ranges.
/// </remarks>
internal sealed class ReleaseHistory(EvmRpc rpc, EvmContracts contracts)
{
    private readonly FirstHeight _heights = new(rpc);
    private readonly LogRange _range = new();

    /// <summary>Those of <paramref name="id"/>; null when the chain was read and has neither.</summary>
    internal async Task<ReleaseRecord?> FindAsync(TransferId id, CancellationToken cancellationToken)
    {
        var head = await rpc.NewestBlockAsync(cancellationToken);
        var state = (VaultState)EvmContracts.UInt64(await rpc.CallAsync(contracts.TransferState(id.Lane.Source, id.Sequence), new BlockTag.Hash(head.Hash), cancellationToken), "transferState");
        if (state == VaultState.Open) return null;
        var steps = await FindByStateAsync(id, state, head.Height, cancellationToken) ?? await WalkAsync(id, head.Height, cancellationToken);
        var (hold, payment) = (steps.FirstOrDefault(step => step.IsHold), steps.FirstOrDefault(step => !step.IsHold));
        return steps.Count == 0 ? null : new(payment?.Transaction, hold?.Transaction, payment?.Outcome == PaymentOutcome.Claimable);
    }

    // Null when the state does not tell, or tells of a block that does not show it.
    private async Task<IReadOnlyList<Step>?> FindByStateAsync(TransferId id, VaultState state, ulong head, CancellationToken cancellationToken)
    {
        var view = contracts.TransferState(id.Lane.Source, id.Sequence);
        if (await _heights.FindAsync(view, shown => (VaultState)shown != VaultState.Open, contracts.FromBlock, head, cancellationToken) is not { } consumed) return null;
        var began = (VaultState?)await _heights.ReadAsync(view, consumed, cancellationToken);
        // Void at once: nothing was released.
        if (began == VaultState.Voided && state == VaultState.Voided) return [];
        var first = await ReadAsync(id, consumed, consumed, cancellationToken);
        // A block that does not show the step was told wrongly: nothing follows from it.
        if (!first.Any(step => began == (step.IsHold ? VaultState.Held : VaultState.Released))) return null;
        if (began == state || state == VaultState.Voided) return first;
        // A hold that was paid stands in a second event.
        if (await _heights.FindAsync(view, shown => (VaultState)shown == VaultState.Released, consumed + 1, head, cancellationToken) is not { } paid) return null;
        var second = await ReadAsync(id, paid, paid, cancellationToken);
        return second.Any(step => !step.IsHold) ? [.. first, .. second] : null;
    }

    private async Task<IReadOnlyList<Step>> WalkAsync(TransferId id, ulong head, CancellationToken cancellationToken)
    {
        var steps = new List<Step>();
        for (var from = contracts.FromBlock; from <= head && steps.TrueForAll(step => step.IsHold);)
        {
            var (found, through) = await _range.ReadAsync(from, head, (first, last) => ReadAsync(id, first, last, cancellationToken));
            steps.AddRange(found);
            from = through + 1;
        }

        return steps;
    }

    private async Task<IReadOnlyList<Step>> ReadAsync(TransferId id, ulong from, ulong to, CancellationToken cancellationToken)
    {
        // A batch that pays this sequence began at most 127 before it.
        var firsts = Enumerable.Range(0, BatchId.MaxCount).Select(i => (ulong)i).Where(i => i < id.Sequence).Select(i => EvmContracts.Topic(id.Sequence - i)).ToList();
        var steps = new List<Step>();
        foreach (var log in await rpc.LogsAsync(contracts.Vault, from, to, [[ReleasedEvent.Topic], [EvmContracts.Topic(id.Lane.Source.Value)], firsts], cancellationToken))
        {
            // SECURITY: the filter was a request: the exact emitter again (M02), in a block that was asked for, and not dropped with it.
            if (!log.Is(contracts.Vault, ReleasedEvent.Topic) || log.Removed || log.Block.Height < from || log.Block.Height > to)
                throw new ChainReadException(ChainReadFailure.Invalid, $"{rpc.Endpoint} showed a log of {log.Emitter} in block {log.Block.Height} when asked for releases from {from} to {to}");
            var released = ReleasedEvent.Read(log);
            // SECURITY: of this transfer, and of no other: a batch holds many.
            if (released.Source == id.Lane.Source.Value && released.Payments.FirstOrDefault(payment => payment.Sequence == id.Sequence) is { } found) steps.Add(new(log.Transaction, found.Outcome));
        }

        return steps;
    }

    private sealed record Step(string Transaction, PaymentOutcome Outcome)
    {
        public bool IsHold => Outcome == PaymentOutcome.Held;
    }
}
