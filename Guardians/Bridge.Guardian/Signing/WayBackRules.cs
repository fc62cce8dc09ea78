using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Signing;

/// <summary>
/// Which of the two ends of a transfer this guardian still signs for (design section 3): a release until a refund was requested; a void once it was, and
/// while the destination has not paid; a refund once the destination shows it void. All from its own final reads. That only one end happens is the
/// destination's to decide, by one bit; these rules keep a guardian from working for both at once.
/// </summary>
public sealed class WayBackRules(RefundJournal refunds, DestinationBoard destinations)
{
    /// <summary>Why not, null when nothing speaks against it.</summary>
    public Refusal? Refuse(SigningPurpose purpose, TransferBatch batch)
    {
        if (purpose == SigningPurpose.Attestation)
        {
            // SECURITY: what its sender asked back, or what is void, is never attested: the release would race the refund.
            return batch.Transfers.FirstOrDefault(transfer => refunds.IsOnItsWayBack(transfer.Id)) is { } gone
                ? new Refusal(RefusalReason.OnItsWayBack, $"transfer {gone.Id} is on its way back to its sender")
                : null;
        }

        if (purpose is not (SigningPurpose.Void or SigningPurpose.Refund)) return new Refusal(RefusalReason.BadRequest, $"there is no signing purpose {(byte)purpose}");
        if (batch.Transfers.Count != 1) return new Refusal(RefusalReason.BadRequest, "a void or refund is of one transfer");
        return purpose == SigningPurpose.Void ? RefuseVoid(batch.Transfers[0]) : RefuseRefund(batch.Transfers[0]);
    }

    private Refusal? RefuseVoid(Transfer transfer)
    {
        // SECURITY: only what its sender asked back, as this guardian saw it final on the source, and for these very bytes (W2, W3).
        if (refunds.Find(RefundStep.Requested, transfer.Id) != transfer.Leaf())
            return new Refusal(RefusalReason.NotRequested, $"no final request for a refund of {transfer.Id} was seen here");
        return destinations[transfer.Id] switch
        {
            // SECURITY: until the destination was asked since the request, nothing is known, and nothing is signed (W9).
            null => new Refusal(RefusalReason.NotRequested, $"chain {transfer.Id.Lane.Destination} was not asked about {transfer.Id} yet"),
            // SECURITY: what was paid is paid: a void would only lead to a second payment.
            DestinationState.Released => new Refusal(RefusalReason.AlreadyReleased, $"transfer {transfer.Id} was released"),
            _ => null,
        };
    }

    // SECURITY: the source pays back only what can never be paid on the destination any more (W4).
    private Refusal? RefuseRefund(Transfer transfer) => refunds.Find(RefundStep.Voided, transfer.Id) == transfer.Leaf()
        ? null
        : new Refusal(RefusalReason.NotVoided, $"transfer {transfer.Id} was not seen void and final on chain {transfer.Id.Lane.Destination}");
}
