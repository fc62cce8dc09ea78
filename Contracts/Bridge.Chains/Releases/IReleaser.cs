using Bridge.Protocol;

namespace Bridge.Chains;

/// <summary>What became of one transfer in a delivery. A closed set.</summary>
public abstract record ReleaseOutcome
{
    private ReleaseOutcome() { }

    /// <summary>In a transaction that succeeded (not necessarily final yet).</summary>
    public sealed record Included(string Transaction) : ReleaseOutcome;

    /// <summary>The sequence was consumed already, by another relayer or the user.</summary>
    public sealed record AlreadyConsumed : ReleaseOutcome;

    /// <summary>Above the rate limit; fits at <paramref name="RetryAt"/> if known.</summary>
    public sealed record Limited(DateTimeOffset? RetryAt) : ReleaseOutcome;

    /// <summary>In a transaction that succeeded, which wrote it down instead of paying it: two officers decide.</summary>
    public sealed record Held(string Transaction) : ReleaseOutcome;

    /// <summary>The chain refused it for another reason, named by the contract's error.</summary>
    public sealed record Rejected(string Error) : ReleaseOutcome;

    /// <summary>Nothing is known: a transaction may have been sent and may still land. Ask <see cref="IReleaseReader"/> before sending again.</summary>
    public sealed record Unknown(string Detail) : ReleaseOutcome;
}

/// <summary>Delivers attestations to one destination chain with a key that only pays fees.</summary>
public interface IReleaser
{
    /// <summary>The destination it delivers to.</summary>
    ChainId Chain { get; }

    /// <summary>Most transfers one attestation toward this chain may hold (EVM 128, Solana 32).</summary>
    int MaxBatch { get; }

    /// <summary>
    /// Sends what is needed and waits until the transactions are included. <paramref name="submitted"/> is called once per transfer as its transaction
    /// goes out. Returns one outcome per transfer, in order. Sends nothing for sequences that are consumed already.
    /// </summary>
    Task<IReadOnlyList<ReleaseOutcome>> ReleaseAsync(Attestation attestation, Action<TransferId, string> submitted, CancellationToken cancellationToken);
}

/// <summary>How fresh a read of the destination must be.</summary>
public enum ReadAt
{
    /// <summary>Newest state: to avoid sending what is consumed already.</summary>
    Latest = 1,

    /// <summary>Finalised state: the only one that ends a transfer.</summary>
    Finalized = 2,
}

/// <summary>What a destination has made of a sequence. Stored: never renumber.</summary>
public enum DestinationState : byte
{
    /// <summary>Nothing yet.</summary>
    Open = 1,

    /// <summary>Paid, or credited to a claimable balance.</summary>
    Released = 2,

    /// <summary>Consumed and held: two officers decide.</summary>
    Held = 3,

    /// <summary>Consumed without a payment.</summary>
    Voided = 4,
}

/// <summary>What a destination's history tells of a transfer.</summary>
/// <param name="Payment">Transaction hash or signature of what paid or credited it; null while it is held.</param>
/// <param name="Hold">Of what held it before; null when it never was.</param>
/// <param name="IsClaimable">The push failed: the recipient has a claimable balance instead.</param>
public sealed record ReleaseRecord(string? Payment, string? Hold, bool IsClaimable);

/// <summary>Reads what a destination chain has consumed. Throws <see cref="ChainReadException"/> when it cannot say.</summary>
public interface IReleaseReader
{
    /// <summary>The destination it reads.</summary>
    ChainId Chain { get; }

    /// <summary>One flag per sequence from <paramref name="first"/>: true when consumed.</summary>
    Task<IReadOnlyList<bool>> ReadConsumedAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken);

    /// <summary>One state per sequence from <paramref name="first"/>. Consumed is not paid: a held or void transfer is consumed too.</summary>
    Task<IReadOnlyList<DestinationState>> ReadStatesAsync(Lane lane, ulong first, int count, ReadAt at, CancellationToken cancellationToken);

    /// <summary>The transactions that held a transfer and that paid or credited it; null when the chain was read and has neither.</summary>
    Task<ReleaseRecord?> FindReleaseAsync(TransferId id, CancellationToken cancellationToken);
}
