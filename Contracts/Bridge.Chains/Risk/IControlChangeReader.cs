using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>A breaker level that was changed, as the chain has it on record.</summary>
/// <param name="Level">The level it was changed to.</param>
/// <param name="Reason">Why, in the words that were signed.</param>
/// <param name="By">Everybody who signed it: one who raised it, two officers that lowered it.</param>
/// <param name="Transaction">Hash or signature of the transaction that did it.</param>
/// <param name="At">When, by the chain's clock; null when it does not say.</param>
public sealed record LevelChangeRecord(BreakerLevel Level, RiskReason Reason, IReadOnlyList<SignerAddress> By, string Transaction, DateTimeOffset? At = null);

/// <summary>Limits that were changed, as the chain has them on record.</summary>
/// <param name="Limits">The limits they were changed to.</param>
/// <param name="By">Everybody who signed it; nobody when no paper did it (whoever set the deployment up).</param>
/// <param name="Transaction">Hash or signature of the transaction that did it.</param>
public sealed record LimitChangeRecord(RiskLimits Limits, IReadOnlyList<SignerAddress> By, string Transaction);

/// <summary>
/// Finds out who changed a breaker level or limits on one chain, and why. Throws <see cref="ChainReadException"/> when it cannot say. It tells the newest change, or null
/// when the chain has none on record as far back as it is read (a chain without events is read some thousand transactions deep). The newest state: it may not be
/// final, and may be older than what was read just now.
/// </summary>
public interface IControlChangeReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>The newest change of this scope's own level.</summary>
    Task<LevelChangeRecord?> FindLevelAsync(RiskScope scope, CancellationToken cancellationToken);

    /// <summary>The newest change of an asset's limits.</summary>
    Task<LimitChangeRecord?> FindLimitsAsync(AssetId asset, CancellationToken cancellationToken);
}
