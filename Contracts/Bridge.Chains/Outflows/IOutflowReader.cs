using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>How value left a chain, or a transfer ended on it.</summary>
public enum OutflowKind
{
    /// <summary>A release, or a hold that two officers approved, was paid.</summary>
    Paid = 1,

    /// <summary>A release was credited to a claimable balance.</summary>
    Claimable = 2,

    /// <summary>A release was written down for two officers.</summary>
    Held = 3,

    /// <summary>A transfer toward this chain ended without a payment.</summary>
    Voided = 4,

    /// <summary>A lock made on this chain was given back.</summary>
    Refunded = 5,
}

/// <summary>One outflow as the chain shows it now: it may not be final, and may vanish with its block.</summary>
/// <param name="Kind">How.</param>
/// <param name="Id">The transfer.</param>
/// <param name="Asset">What; null where the chain's record does not say (a void).</param>
/// <param name="Amount">Canonical units; 0 where it does not say.</param>
/// <param name="Recipient">Who; null where it does not say.</param>
/// <param name="Transaction">Transaction hash or signature; null where it does not say.</param>
/// <param name="Height">Block or slot in which it was seen first.</param>
public sealed record OutflowFact(OutflowKind Kind, TransferId Id, AssetId? Asset, ulong Amount, PartyAddress? Recipient, string? Transaction, ulong Height);

/// <summary>Outflow read at once.</summary>
/// <param name="Facts">In the order of height.</param>
/// <param name="ReadThrough">Everything at or below this height was read, final or not.</param>
public sealed record OutflowFacts(IReadOnlyList<OutflowFact> Facts, ulong ReadThrough);

/// <summary>
/// Reads all that left a chain up to its newest block, from the deployment's own contract only (M02): what is forged shows before it is final. Throws
/// <see cref="ChainReadException"/> when it cannot say; an empty list means the chain was read and nothing left it.
/// </summary>
public interface IOutflowReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>Everything from <paramref name="fromHeight"/> on; earlier facts may be among them again.</summary>
    Task<OutflowFacts> ReadAsync(ulong fromHeight, CancellationToken cancellationToken);
}
