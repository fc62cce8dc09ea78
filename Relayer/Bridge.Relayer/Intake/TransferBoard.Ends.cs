using Bridge.Chains;
using Bridge.Protocol;

namespace Bridge.Relayer.Intake;

/// <content>What only final reads of a chain may say: holds, the steps of the way back, and the ends. A later step implies the ones before it.</content>
internal sealed partial class TransferBoard
{
    /// <summary>The destination has finally paid.</summary>
    public void Released(TransferId id, ReleaseRecord? found, bool live) => End(id, TransferEvent.Released, found, live, waitingFor: null);

    /// <summary>The destination has finally credited a claimable balance: the push failed.</summary>
    public void Undeliverable(TransferId id, ReleaseRecord found, bool live) =>
        End(id, TransferEvent.Undeliverable, found, live, $"paid into a claimable balance on {chainName(id.Lane.Destination)}: the recipient claims it");

    /// <summary>The destination finally holds it.</summary>
    public void Held(TransferId id, string? transaction, bool live) => Change(id, record => !record.State.AwaitsRelease() ? record : record with
    {
        State = TransferTransitions.Next(record.State, TransferEvent.Held),
        Times = record.Times with { Held = live ? time.GetUtcNow() : null },
        // What was submitted holds it; what pays it is another transaction.
        HoldTransaction = transaction ?? record.DestinationTransaction,
        DestinationTransaction = null,
        WaitingFor = $"held on {chainName(id.Lane.Destination)}: two officers approve it, or it is refunded",
        WaitsUntil = null,
    });

    /// <summary>The transaction that pays a hold went out.</summary>
    public void HoldPaid(TransferId id, string transaction) => Change(id, record => record.State != TransferState.Held ? record : record with
    {
        DestinationTransaction = transaction,
        WaitingFor = $"approved and paid in {transaction}; waiting for finality on {chainName(id.Lane.Destination)}",
        WaitsUntil = null,
    });

    /// <summary>The sender has finally asked for it back.</summary>
    public void VoidRequested(TransferId id, bool live) => Change(id, record => AsVoidRequested(record, live));

    /// <summary>The destination has finally consumed it without a payment.</summary>
    public void Voided(TransferId id, string? transaction, bool live) => Change(id, record => AsVoided(record, transaction, live));

    /// <summary>The source has finally paid the sender back.</summary>
    public void Refunded(TransferId id, string? transaction, bool live) => Change(id, before =>
    {
        var record = AsVoided(before, null, live);
        return record with
        {
            State = TransferTransitions.Next(record.State, TransferEvent.Refunded),
            Times = record.Times with { Refunded = live ? time.GetUtcNow() : null },
            RefundTransaction = transaction ?? record.RefundTransaction,
            WaitingFor = null,
            WaitsUntil = null,
        };
    });

    /// <summary>A refund transaction went out.</summary>
    public void RefundSent(TransferId id, string transaction) => Change(id, record => record.RefundTransaction == transaction ? record : record with { RefundTransaction = transaction });

    /// <summary>A void transaction went out.</summary>
    public void VoidSent(TransferId id, string transaction) => Change(id, record => record.DestinationTransaction == transaction ? record : record with { DestinationTransaction = transaction });

    /// <summary>Every open transfer on its way back to its sender.</summary>
    public IReadOnlyList<TransferRecord> OnTheirWayBack()
    {
        lock (_gate) return [.. _open.SelectMany(lane => lane.Value.Select(sequence => _records[TransferId.From(lane.Key, sequence)])).Where(record => record.State.IsOnItsWayBack())];
    }

    private void End(TransferId id, TransferEvent @event, ReleaseRecord? found, bool live, string? waitingFor) => Change(id, record => record with
    {
        State = TransferTransitions.Next(record.State, @event),
        Times = record.Times with { Released = live ? time.GetUtcNow() : null },
        // A submitted transaction that turns out to be the hold's did not pay.
        DestinationTransaction = found?.Payment ?? (record.DestinationTransaction == found?.Hold ? null : record.DestinationTransaction),
        HoldTransaction = found?.Hold ?? record.HoldTransaction,
        WaitingFor = waitingFor,
        WaitsUntil = null,
    });

    private TransferRecord AsVoidRequested(TransferRecord record, bool live) => record.State.IsOnItsWayBack() ? record : record with
    {
        State = TransferTransitions.Next(record.State, TransferEvent.VoidRequested),
        Times = record.Times with { VoidRequested = live ? time.GetUtcNow() : null },
        WaitingFor = $"a refund was requested; waiting for the void on {chainName(record.Id.Lane.Destination)}",
        WaitsUntil = null,
    };

    // An officer's rejection of a hold is request and void in one (design section 3).
    private TransferRecord AsVoided(TransferRecord before, string? transaction, bool live)
    {
        var record = AsVoidRequested(before, live);
        return record.State == TransferState.Voided ? transaction is null ? record : record with { DestinationTransaction = transaction } : record with
        {
            State = TransferTransitions.Next(record.State, TransferEvent.Voided),
            Times = record.Times with { Voided = live ? time.GetUtcNow() : null },
            DestinationTransaction = transaction ?? record.DestinationTransaction,
            WaitingFor = $"void on {chainName(record.Id.Lane.Destination)}; waiting for the refund on {chainName(record.Id.Lane.Source)}",
            WaitsUntil = null,
        };
    }
}
