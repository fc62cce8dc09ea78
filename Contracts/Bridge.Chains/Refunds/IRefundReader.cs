using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>What a chain has recorded on a transfer's way back. Stored: never renumber.</summary>
public enum RefundStep
{
    /// <summary>On the source: the sender asked for a refund.</summary>
    Requested = 1,

    /// <summary>On the destination: the sequence is consumed without a payment (a void, or an officer's rejection of a hold).</summary>
    Voided = 2,

    /// <summary>On the source: the sender was paid back.</summary>
    Refunded = 3,
}

/// <summary>A final step of a transfer's way back.</summary>
/// <param name="Step">Which.</param>
/// <param name="Id">Of which transfer.</param>
/// <param name="Leaf">Its leaf as the chain recorded it.</param>
/// <param name="Height">Block or slot.</param>
/// <param name="Transaction">Transaction hash or signature; null where the chain's record does not name it.</param>
public sealed record RefundFact(RefundStep Step, TransferId Id, Bytes32 Leaf, ulong Height, string? Transaction);

/// <summary>Steps read at once.</summary>
/// <param name="Facts">In the order of height.</param>
/// <param name="ReadThrough">Every final step at or below this height was read.</param>
public sealed record RefundFacts(IReadOnlyList<RefundFact> Facts, ulong ReadThrough);

/// <summary>
/// Reads the steps of refunds that are final on one chain: requests and refunds of locks made there, voids of transfers toward it. Only from the
/// deployment's own contract (M02). Throws <see cref="ChainReadException"/> when it cannot say; an empty list means the chain was read and holds none.
/// </summary>
public interface IRefundReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>The final steps from <paramref name="fromHeight"/> on; earlier ones may be among them again.</summary>
    Task<RefundFacts> ReadFinalizedAsync(ulong fromHeight, CancellationToken cancellationToken);

    /// <summary>
    /// The final <see cref="RefundStep.Refunded"/> of one transfer that was locked here; null when the chain was read and has none. A reader that has just started may need to be asked
    /// again, once what it saw first is final.
    /// </summary>
    Task<RefundFact?> FindRefundAsync(TransferId id, CancellationToken cancellationToken);
}

/// <summary>What became of a delivery on the way back. A closed set.</summary>
public abstract record RefundOutcome
{
    private RefundOutcome() { }

    /// <summary>In a transaction that succeeded (not necessarily final yet).</summary>
    public sealed record Included(string Transaction) : RefundOutcome;

    /// <summary>It was done before, or the other end came first (a void after a payment).</summary>
    public sealed record AlreadyDone : RefundOutcome;

    /// <summary>Above the source's rate limit; fits at <paramref name="RetryAt"/> if known.</summary>
    public sealed record Limited(DateTimeOffset? RetryAt) : RefundOutcome;

    /// <summary>The chain refused it for another reason, named by the contract's error.</summary>
    public sealed record Rejected(string Error) : RefundOutcome;

    /// <summary>Nothing is known: it may still land.</summary>
    public sealed record Unknown(string Detail) : RefundOutcome;
}

/// <summary>Delivers what guardians signed on a transfer's way back, with a key that only pays fees.</summary>
public interface IRefunder
{
    /// <summary>The chain it delivers to.</summary>
    ChainId Chain { get; }

    /// <summary>On the destination: consumes the sequence without a payment. <paramref name="signature"/> is over <c>bridge/void/v1</c>.</summary>
    Task<RefundOutcome> VoidAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken);

    /// <summary>On the source: pays the sender back. <paramref name="signature"/> is over <c>bridge/refund/v1</c>.</summary>
    Task<RefundOutcome> RefundAsync(Transfer transfer, GuardianEpoch epoch, GroupSignature signature, CancellationToken cancellationToken);
}
