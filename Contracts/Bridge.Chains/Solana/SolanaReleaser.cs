using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Releases;
using Bridge.Chains.Solana.Rpc;
using Bridge.Chains.Solana.Transactions;
using Bridge.Protocol;

namespace Bridge.Chains.Solana;

/// <summary>Delivers attestations to the bridge program on Solana: one transaction per transfer, each with its Merkle proof.</summary>
/// <remarks>
/// Before anything is sent, one read of the chain says which sequences are consumed, which amounts the limits leave room for, which have to be held for
/// two officers, which recipients cannot be paid and are credited, and which accounts have to be made: a consumed page (a transaction of its own, once in
/// 8,192 transfers) and recipients' token accounts (inside the release). The key here pays fees and rent and has no other power. A transaction that expired is made anew only after the chain was read again; a sequence cannot be
/// consumed twice whatever this class does.
/// </remarks>
internal sealed class SolanaReleaser(SolanaRpc rpc, BridgeAddresses addresses, ChainId chain, Ed25519Key feePayer, TimeProvider time) : IReleaser, IDisposable
{
    // Measured on the real SVM: 33,000 for a release with a five-node proof, up to 18,000 more with the recipient's account made in it.
    private const uint ReleaseUnits = 60_000;
    private const uint CreateAccountUnits = 40_000;
    // A hold or a claim is made at an address that is searched for: 1,500 a step.
    private const uint MakeRecordUnits = 60_000;
    private const int Rounds = 3;

    private readonly BridgeInstructions _instructions = new(addresses);
    private readonly DeliveryInstructions _deliveries = new(addresses);
    private readonly ReleasePlanner _planner = new(rpc, addresses, time);
    private readonly TransactionSender _sender = new(rpc, time);

    /// <inheritdoc/>
    public ChainId Chain => chain;

    /// <inheritdoc/>
    public int MaxBatch => 32;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken)
    {
        var batch = attestation.Batch;
        if (batch.Id.Lane.Destination != chain) throw new ArgumentException($"batch {batch.Id} should end at chain {chain}", nameof(attestation));
        if (batch.Id.Count > MaxBatch) throw new ArgumentException($"batch {batch.Id} should hold at most {MaxBatch} transfers", nameof(attestation));
        var outcomes = new ReleaseOutcome?[batch.Transfers.Count];
        var announced = new bool[outcomes.Length];
        for (var round = 0; round < Rounds && Array.Exists(outcomes, outcome => outcome is null); round++)
        {
            var plan = await _planner.PlanAsync(batch, outcomes, cancellationToken);
            if (plan.Releases.Count == 0) break;
            if (!await OpenPagesAsync(plan, batch.Id.Lane, cancellationToken)) continue;
            var deliveries = await _sender.SendAsync(
                [.. plan.Releases.Select(release => Build(attestation, release))],
                (i, signature) =>
                {
                    var index = plan.Releases[i].Index;
                    if (!Interlocked.Exchange(ref announced[index], true)) submitted(batch.Transfers[index].Id, signature);
                },
                cancellationToken);
            foreach (var (release, delivery) in plan.Releases.Zip(deliveries)) outcomes[release.Index] = await OutcomeAsync(release, batch.Transfers[release.Index], delivery, cancellationToken);
        }

        return [.. outcomes.Select(outcome => outcome ?? new ReleaseOutcome.Unknown($"{Rounds} transactions in a row expired, or found the chain changed"))];
    }

    /// <summary>Zeroes the fee payer's key.</summary>
    public void Dispose() => feePayer.Dispose();

    private Func<Bytes32, SolanaTransaction> Build(Attestation attestation, PlannedRelease release)
    {
        var recipient = SolanaAddress.From(attestation.Batch.Transfers[release.Index].Recipient);
        Instruction[] instructions = release.Way switch
        {
            DeliveryWay.Pay => [ComputeBudget.UnitLimit(ReleaseUnits), _deliveries.Release(attestation, release.Index, release.Asset)],
            DeliveryWay.CreateAndPay =>
            [
                ComputeBudget.UnitLimit(ReleaseUnits + CreateAccountUnits), TokenProgram.CreateAssociatedIdempotent(feePayer.Address, recipient, release.Asset.Mint),
                _deliveries.Release(attestation, release.Index, release.Asset),
            ],
            DeliveryWay.Hold => [ComputeBudget.UnitLimit(ReleaseUnits + MakeRecordUnits), _deliveries.Hold(feePayer.Address, attestation, release.Index, release.Asset)],
            DeliveryWay.Credit => [ComputeBudget.UnitLimit(ReleaseUnits + MakeRecordUnits), _deliveries.Credit(feePayer.Address, attestation, release.Index, release.Asset)],
            _ => throw new InvalidOperationException($"no way to deliver: {release.Way}"),
        };
        return blockhash => SolanaTransaction.Sign(blockhash, instructions, feePayer);
    }

    /// <summary>False when a page is still missing: the chain is read again.</summary>
    private async Task<bool> OpenPagesAsync(ReleasePlan plan, Lane lane, CancellationToken cancellationToken)
    {
        if (plan.MissingPages.Count == 0) return true;
        var deliveries = await _sender.SendAsync(
            [.. plan.MissingPages.Select(page => (Func<Bytes32, SolanaTransaction>)(blockhash =>
                SolanaTransaction.Sign(blockhash, [_instructions.OpenConsumedPage(feePayer.Address, lane.Source, page)], feePayer)))],
            (_, _) => { },
            cancellationToken);
        // Another relayer may have been first.
        return deliveries.All(delivery => delivery is Delivery.Landed || delivery is Delivery.Failed { Error.Custom: (uint)BridgeError.AlreadyExists });
    }

    /// <summary>Null when the chain has to be read again before more can be said.</summary>
    private async Task<ReleaseOutcome?> OutcomeAsync(PlannedRelease release, Transfer transfer, Delivery delivery, CancellationToken cancellationToken) => delivery switch
    {
        Delivery.Landed landed => release.Way == DeliveryWay.Hold ? new ReleaseOutcome.Held(landed.Signature) : new ReleaseOutcome.Included(landed.Signature),
        Delivery.Expired => null,
        Delivery.Unknown unknown => new ReleaseOutcome.Unknown($"{unknown.Signature}: {unknown.Detail}"),
        Delivery.Failed { Error.Custom: (uint)BridgeError.AlreadyConsumed } => new ReleaseOutcome.AlreadyConsumed(),
        Delivery.Failed { Error.Custom: (uint)BridgeError.AboveLimit } => new ReleaseOutcome.Limited(await _planner.RetryAtAsync(transfer, cancellationToken)),
        // A level, a limit or the recipient's account changed between the read and the transaction.
        Delivery.Failed { Error.Custom: (uint)BridgeError.HoldRequired or (uint)BridgeError.HoldNotRequired or (uint)BridgeError.RecipientCanBePaid or (uint)BridgeError.InvalidTokenAccount } => null,
        Delivery.Failed failed => new ReleaseOutcome.Rejected(NameOf(failed.Error)),
        _ => throw new InvalidOperationException($"no outcome for {delivery}"),
    };

    // The number is ours only in the release itself, which is the last instruction; elsewhere it is another program's.
    private static string NameOf(TransactionError error) =>
        error.Custom is { } code && Enum.IsDefined((BridgeError)code) ? ((BridgeError)code).ToString() : error.Text;
}
