using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Evm.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Releases;

/// <summary>Delivers attestations to the vault.</summary>
/// <remarks>
/// <para>A round: ask which sequences are consumed, simulate a release of the rest, leave out what is above its limit and what reverts even alone, send, and read from the receipt
/// what was paid. A release that reverts in its block (another relayer was first, a limit was used up in between) starts the next round from what the
/// chain says then.</para>
/// <para>Any number of calls may run at once on one instance. Nothing is stored; double delivery is the contract's to refuse (W4), this class only saves
/// fees. When it cannot tell whether a transaction landed it says <see cref="ReleaseOutcome.Unknown"/>.</para>
/// </remarks>
internal sealed class EvmReleaser(EvmRpc rpc, EvmContracts contracts, EvmReleaseReader consumed, EvmTransactionSender sender) : IReleaser
{
    private const int MaxRounds = 5;

    /// <inheritdoc/>
    public ChainId Chain => contracts.Chain;

    /// <inheritdoc/>
    public int MaxBatch => BatchId.MaxCount;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
    {
        var batch = attestation.Batch;
        if (batch.Id.Lane.Destination != Chain) throw new ArgumentException($"batch {batch.Id} does not lead to chain {Chain}", nameof(attestation));
        var outcomes = new ReleaseOutcome?[batch.Transfers.Count];
        // The contract rebuilds every leaf from 20-byte recipients, so one that does not fit closes the whole batch.
        if (batch.Transfers.FirstOrDefault(transfer => !transfer.Recipient.IsEvm) is { } bad)
            return [.. outcomes.Select(_ => new ReleaseOutcome.Rejected($"the recipient of {bad.Id} is no EVM address"))];

        var announced = new HashSet<int>();
        string last = "";
        for (var round = 0; round < MaxRounds && Array.Exists(outcomes, outcome => outcome is null); round++)
        {
            try
            {
                last = await RoundAsync(attestation, outcomes, Announce, cancellationToken);
            }
            catch (ChainReadException e)
            {
                return Fill(outcomes, new ReleaseOutcome.Unknown(e.Message));
            }
            catch (EvmTransactionException e)
            {
                return Fill(outcomes, e.Failure == EvmTransactionFailure.Refused ? new ReleaseOutcome.Rejected(e.Message) : new ReleaseOutcome.Unknown(e.Message));
            }
        }

        return Fill(outcomes, new ReleaseOutcome.Unknown($"the chain said something else in each of {MaxRounds} rounds{(last.Length == 0 ? "" : $", the last transaction was {last}")}"));

        void Announce(IEnumerable<int> positions, string transaction)
        {
            foreach (var i in positions.Where(announced.Add)) submitted(batch.Transfers[i].Id, transaction);
        }
    }

    private async Task<string> RoundAsync(
        Attestation attestation, ReleaseOutcome?[] outcomes, Action<IEnumerable<int>, string> announce, CancellationToken cancellationToken)
    {
        await MarkConsumedAsync(attestation, outcomes, cancellationToken);
        if (await SimulateAsync(attestation, outcomes, cancellationToken) is not { } ready) return "";
        var receipt = await sender.SendAsync(contracts.Vault, ready.Data, GasLimit(ready.Gas), 0, transaction => announce(ready.Chosen, transaction), cancellationToken);
        if (!receipt.Succeeded) return receipt.Transaction;
        // SECURITY: what was paid is what the vault's own event says (M02), not what was asked for.
        var done = receipt.Logs.Where(log => log.Is(contracts.Vault, ReleasedEvent.Topic)).Select(ReleasedEvent.Read)
            .Where(released => released.Source == attestation.Batch.Id.Lane.Source.Value)
            .SelectMany(released => released.Payments).ToDictionary(payment => payment.Sequence, payment => payment.Outcome);
        foreach (var i in ready.Chosen)
        {
            // Whatever is not named was consumed by another between simulation and block: the next round asks.
            if (!done.TryGetValue(attestation.Batch.Transfers[i].Id.Sequence, out var outcome)) continue;
            outcomes[i] = outcome == PaymentOutcome.Held ? new ReleaseOutcome.Held(receipt.Transaction) : new ReleaseOutcome.Included(receipt.Transaction);
        }

        return receipt.Transaction;
    }

    private async Task MarkConsumedAsync(Attestation attestation, ReleaseOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var id = attestation.Batch.Id;
        var flags = await consumed.ReadConsumedAsync(id.Lane, id.First, (int)id.Count, ReadAt.Latest, cancellationToken);
        for (var i = 0; i < flags.Count; i++)
        {
            if (flags[i]) outcomes[i] ??= new ReleaseOutcome.AlreadyConsumed();
        }
    }

    // Leaves out, one simulation at a time, what is above its limit, and what the vault refuses for a reason of its own. Null when nothing is left to send in this round.
    private async Task<Ready?> SimulateAsync(Attestation attestation, ReleaseOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        while (true)
        {
            var chosen = Enumerable.Range(0, outcomes.Length).Where(i => outcomes[i] is null).ToHashSet();
            if (chosen.Count == 0) return null;
            var data = ReleaseCalldata.Encode(attestation, chosen);
            switch (await rpc.SimulateAsync(new(contracts.Vault, data, sender.Address), cancellationToken))
            {
                case Simulation.Succeeds(var gas):
                    return new(chosen, data, gas);
                case Simulation.Reverts(var revert) when revert.IsNothingToRelease:
                    // Consumed since it was asked: the next round sees it.
                    return null;
                case Simulation.Reverts(var revert) when LimitedPosition(attestation, chosen, AboveLimit.Read(revert)) is { } limited:
                    outcomes[limited.Position] = new ReleaseOutcome.Limited(limited.RetryAt);
                    break;
                case Simulation.Reverts(var revert):
                    // One transfer of an unlisted or cursed asset must not hold up the others of its batch.
                    if (chosen.Count == 1 || revert.IsOfTheWholeBatch || !await IsolateAsync(attestation, chosen, outcomes, cancellationToken))
                    {
                        Fill(outcomes, new ReleaseOutcome.Rejected(revert.Error));
                        return null;
                    }

                    break;
            }
        }
    }

    // Simulates each transfer alone and notes those that revert even so. False when none does: what is wrong is in their company.
    private async Task<bool> IsolateAsync(Attestation attestation, HashSet<int> chosen, ReleaseOutcome?[] outcomes, CancellationToken cancellationToken)
    {
        var found = false;
        foreach (var i in chosen)
        {
            var alone = new HashSet<int> { i };
            var simulation = await rpc.SimulateAsync(new(contracts.Vault, ReleaseCalldata.Encode(attestation, alone), sender.Address), cancellationToken);
            // Consumed since it was asked: the next round sees it.
            if (simulation is not Simulation.Reverts(var revert) || revert.IsNothingToRelease) continue;
            outcomes[i] = LimitedPosition(attestation, alone, AboveLimit.Read(revert)) is { } limited ? new ReleaseOutcome.Limited(limited.RetryAt) : new ReleaseOutcome.Rejected(revert.Error);
            found = true;
        }

        return found;
    }

    // Only a transfer of this very attempt can be left out: anything else would loop.
    private static (int Position, DateTimeOffset? RetryAt)? LimitedPosition(Attestation attestation, HashSet<int> chosen, AboveLimit? limit)
    {
        if (limit is null || limit.Source != attestation.Batch.Id.Lane.Source.Value || limit.Sequence < attestation.Batch.Id.First || limit.Sequence > attestation.Batch.Id.Last) return null;
        var position = (int)(limit.Sequence - attestation.Batch.Id.First);
        return chosen.Contains(position) ? (position, limit.AvailableAt) : null;
    }

    // An estimate is the least that works now; state may change until it is included (a first credit costs more than a later one).
    private static ulong GasLimit(ulong estimate) => (estimate * 5 / 4) + 50_000;

    private static ReleaseOutcome[] Fill(ReleaseOutcome?[] outcomes, ReleaseOutcome rest)
    {
        for (var i = 0; i < outcomes.Length; i++) outcomes[i] ??= rest;
        return outcomes!;
    }

    private sealed record Ready(HashSet<int> Chosen, byte[] Data, ulong Gas);
}
