using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>How something that was scheduled stands.</summary>
public enum ProposalStanding
{
    /// <summary>It waits for its time, or can be executed now.</summary>
    Scheduled = 1,

    /// <summary>It was carried out.</summary>
    Executed = 2,

    /// <summary>Somebody said no: it does not come back.</summary>
    Vetoed = 3,

    /// <summary>Nobody carried it out in its window.</summary>
    Expired = 4,
}

/// <summary>What was agreed on, what it does and what became of it.</summary>
/// <param name="Digest">Of the paper, or what the guardians' key in force signed for its successor.</param>
/// <param name="Kind"><see cref="RiskActionKind.None"/> for a rotation of the guardians' key.</param>
/// <param name="Action">What it does, of this very digest; null for a rotation, and where the chain's record does not show it (presented through another contract).</param>
/// <param name="Standing">How it stands.</param>
/// <param name="ReadyAt">From when it can be executed; null of a rotation that has ended.</param>
/// <param name="Until">Until when; null when there is no end.</param>
/// <param name="Transaction">What ended it; null while it waits, and when the chain's record does not show it.</param>
/// <param name="At">When that was, where the node says so.</param>
/// <param name="By">Who vetoed it.</param>
public sealed record ProposalRecord(
    Bytes32 Digest, RiskActionKind Kind, RiskAction? Action, ProposalStanding Standing, DateTimeOffset? ReadyAt, DateTimeOffset? Until, string? Transaction = null, DateTimeOffset? At = null, SignerAddress? By = null)
{
    /// <summary>The officers that agreed on it; nobody for a rotation, and where the chain's record does not show the paper.</summary>
    public IReadOnlyList<SignerAddress> Signers { get; init; } = [];
}

/// <summary>Reads what was scheduled on one chain, newest state. Throws <see cref="ChainReadException"/> when it cannot say.</summary>
public interface IProposalReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>What was scheduled under a digest, whatever became of it; null when nothing ever was.</summary>
    Task<ProposalRecord?> FindAsync(Bytes32 digest, CancellationToken cancellationToken);

    /// <summary>Everything that waits, papers and key rotations, the first to be ready first.</summary>
    Task<IReadOnlyList<ProposalRecord>> ReadWaitingAsync(CancellationToken cancellationToken);
}
