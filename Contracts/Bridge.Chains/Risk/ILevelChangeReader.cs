using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>A breaker level that was changed, as the chain has it on record.</summary>
/// <param name="Level">The level it was changed to.</param>
/// <param name="Reason">Why, in the words that were signed.</param>
/// <param name="By">Who raised it; of the two officers that lowered it, the one whose address comes first.</param>
/// <param name="Transaction">Hash or signature of the transaction that did it.</param>
public sealed record LevelChangeRecord(BreakerLevel Level, RiskReason Reason, SignerAddress By, string Transaction);

/// <summary>Finds out who changed a breaker level on one chain, and why. Throws <see cref="ChainReadException"/> when it cannot say.</summary>
public interface ILevelChangeReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>
    /// The newest change of this scope's own level; null when the chain has none on record as far back as it is read (a chain without events is read some
    /// thousand transactions deep). The newest state: it may not be final, and may be older than a level that was read just now.
    /// </summary>
    Task<LevelChangeRecord?> FindLastAsync(RiskScope scope, CancellationToken cancellationToken);
}
