namespace Bridge.Frost.Signing;

/// <summary>How an aggregation ended: <see cref="Completed"/> or <see cref="Aborted"/>.</summary>
public abstract record AggregationResult
{
    private AggregationResult() { }

    /// <summary>The signature, verified against the group key.</summary>
    /// <param name="Signature">Rx ‖ Ry ‖ z.</param>
    public sealed record Completed(GroupSignature Signature) : AggregationResult;

    /// <summary>No signature.</summary>
    /// <param name="Reason">Why.</param>
    /// <param name="Culprits">Whom it concerns, ascending: to be left out of the next session. Whether it is misbehaviour says the reason.</param>
    public sealed record Aborted(AggregationAbortReason Reason, IReadOnlyList<ParticipantId> Culprits) : AggregationResult;
}

/// <summary>Why there is no signature.</summary>
public enum AggregationAbortReason
{
    /// <summary>Signers whose share does not verify against their commitment and verifying share.</summary>
    InvalidShares = 1,

    /// <summary>Signers without a share. Silence proves nothing.</summary>
    MissingShares = 2,

    /// <summary>Shares of participants outside the session, or two different shares of one.</summary>
    UnexpectedShares = 3,

    /// <summary>Every share verifies and z is zero, which no chain accepts. Start a new session.</summary>
    ZeroSignature = 4,
}

/// <summary>What to make of an abort.</summary>
public static class AggregationAbortReasons
{
    /// <summary>True when the culprits' own bytes prove that they did not follow the protocol.</summary>
    public static bool IsMisbehaviour(this AggregationAbortReason reason) => reason is AggregationAbortReason.InvalidShares;
}
