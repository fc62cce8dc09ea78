namespace Bridge.Protocol;

/// <summary>Where a transfer is. Stored: never renumber.</summary>
public enum TransferState : byte
{
    /// <summary>Locked on the source, not final yet.</summary>
    Observed = 1,

    /// <summary>Final on the source.</summary>
    Finalized = 2,

    /// <summary>Attested by the guardians.</summary>
    Signed = 3,

    /// <summary>A release transaction was sent.</summary>
    Submitted = 4,

    /// <summary>Paid on the destination, final there. An end.</summary>
    Released = 5,

    /// <summary>Recorded as held on the destination: two officers decide.</summary>
    Held = 6,

    /// <summary>Above the destination's rate limit: waits for headroom.</summary>
    Limited = 7,

    /// <summary>The push failed and was credited to a claimable balance. An end for the bridge.</summary>
    Undeliverable = 8,

    /// <summary>The sender asked for a refund, or an officer rejected the hold.</summary>
    VoidRequested = 9,

    /// <summary>Consumed on the destination without a payment.</summary>
    Voided = 10,

    /// <summary>Paid back on the source. An end.</summary>
    Refunded = 11,
}

/// <summary>What can happen to a transfer. Stored: never renumber.</summary>
public enum TransferEvent : byte
{
    /// <summary>The source block became final.</summary>
    Finalized = 1,

    /// <summary>The guardians signed.</summary>
    Signed = 2,

    /// <summary>A release transaction went out.</summary>
    Submitted = 3,

    /// <summary>The release transaction was dropped or failed without an effect.</summary>
    Dropped = 4,

    /// <summary>The destination consumed the sequence and paid.</summary>
    Released = 5,

    /// <summary>The destination recorded a hold.</summary>
    Held = 6,

    /// <summary>The destination refused for want of headroom.</summary>
    Limited = 7,

    /// <summary>The destination consumed the sequence and credited a claimable balance.</summary>
    Undeliverable = 8,

    /// <summary>A refund was asked for on the source.</summary>
    VoidRequested = 9,

    /// <summary>The destination consumed the sequence without a payment.</summary>
    Voided = 10,

    /// <summary>The source paid the sender back.</summary>
    Refunded = 11,
}

/// <summary>An event that cannot happen in this state: a bug, or facts that contradict each other.</summary>
public sealed class IllegalTransitionException(TransferState state, TransferEvent @event)
    : Exception($"a transfer that is {state} cannot be {@event}")
{
    /// <summary>The state it was in.</summary>
    public TransferState State { get; } = state;

    /// <summary>The event that came.</summary>
    public TransferEvent Event { get; } = @event;
}

/// <summary>The one transition function (design section 3). Released and Refunded exclude each other.</summary>
public static class TransferTransitions
{
    /// <summary>The state after <paramref name="event"/>.</summary>
    /// <exception cref="IllegalTransitionException">The event cannot happen in this state.</exception>
    public static TransferState Next(TransferState state, TransferEvent @event) => (state, @event) switch
    {
        (TransferState.Observed, TransferEvent.Finalized) => TransferState.Finalized,
        (TransferState.Finalized, TransferEvent.Signed) => TransferState.Signed,
        (TransferState.Signed, TransferEvent.Submitted) => TransferState.Submitted,
        (TransferState.Signed, TransferEvent.Limited) => TransferState.Limited,
        (TransferState.Submitted, TransferEvent.Dropped) => TransferState.Signed,
        (TransferState.Submitted, TransferEvent.Limited) => TransferState.Limited,
        (TransferState.Limited, TransferEvent.Submitted) => TransferState.Submitted,

        // Any relayer, or the user, may deliver: the release is seen on chain from wherever this observer stands.
        (TransferState.Finalized or TransferState.Signed or TransferState.Submitted or TransferState.Held or TransferState.Limited
            or TransferState.VoidRequested, TransferEvent.Released) => TransferState.Released,
        (TransferState.Finalized or TransferState.Signed or TransferState.Submitted or TransferState.Held or TransferState.Limited
            or TransferState.VoidRequested, TransferEvent.Undeliverable) => TransferState.Undeliverable,
        (TransferState.Finalized or TransferState.Signed or TransferState.Submitted or TransferState.Limited, TransferEvent.Held) => TransferState.Held,
        (TransferState.Finalized or TransferState.Signed or TransferState.Submitted or TransferState.Held or TransferState.Limited,
            TransferEvent.VoidRequested) => TransferState.VoidRequested,
        (TransferState.VoidRequested, TransferEvent.Voided) => TransferState.Voided,
        (TransferState.Voided, TransferEvent.Refunded) => TransferState.Refunded,
        _ => throw new IllegalTransitionException(state, @event),
    };

    /// <summary>True when nothing further is due.</summary>
    public static bool IsEnd(this TransferState state) =>
        state is TransferState.Released or TransferState.Refunded or TransferState.Undeliverable;
}
