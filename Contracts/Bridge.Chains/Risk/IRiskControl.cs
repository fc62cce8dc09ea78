using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Chains;

/// <summary>The chain refused a risk paper, an execution or a key rotation; nothing has changed.</summary>
public sealed class RiskRefusedException : Exception
{
    /// <summary>Creates the error.</summary>
    /// <param name="error">The contract's error by its name, the same on every chain, as "NonceUsed".</param>
    /// <param name="message">For people.</param>
    public RiskRefusedException(string error, string message) : base(message) => Error = error;

    /// <summary>The contract's error by its name.</summary>
    public string Error { get; }
}

/// <summary>
/// Sends risk papers to one chain with a key that only pays fees: the papers carry their own authority. Every method waits until its transaction is in
/// a block and returns it, and throws <see cref="RiskRefusedException"/> when the chain says no and <see cref="ChainReadException"/> when nothing is known.
/// </summary>
public interface IRiskControl
{
    /// <summary>The chain it sends to.</summary>
    ChainId Chain { get; }

    /// <summary>Presents a complete paper: tightening takes effect, loosening is scheduled.</summary>
    Task<string> ActAsync(RiskPaper paper, CancellationToken cancellationToken);

    /// <summary>Executes what was scheduled and has waited its delay.</summary>
    Task<string> ExecuteAsync(RiskAction action, CancellationToken cancellationToken);

    /// <summary>Pays a held release that two officers approved.</summary>
    Task<string> ExecuteHoldAsync(Transfer transfer, CancellationToken cancellationToken);
}

/// <summary>Delays of one chain's control plane.</summary>
/// <param name="Loosen">From scheduling to the first moment of execution.</param>
/// <param name="ExecuteWindow">How long a scheduled action can be executed then.</param>
/// <param name="HoldMinAge">How old a hold must be before it can pay.</param>
/// <param name="Refund">How old a lock must be before its sender can ask for a refund.</param>
/// <param name="Rotation">From a signed key rotation to its activation.</param>
/// <param name="RotationOverlap">How long the key before stays valid after it.</param>
public sealed record RiskDelays(TimeSpan Loosen, TimeSpan ExecuteWindow, TimeSpan HoldMinAge, TimeSpan Refund, TimeSpan Rotation, TimeSpan RotationOverlap);

/// <summary>A release that waits for two officers.</summary>
/// <param name="Id">The transfer.</param>
/// <param name="Leaf">Its leaf: what officers approve.</param>
/// <param name="Asset">What.</param>
/// <param name="Amount">Canonical units.</param>
/// <param name="HeldAt">Since when.</param>
/// <param name="Approvals">How many officers have said yes.</param>
public sealed record HeldRelease(TransferId Id, Bytes32 Leaf, AssetId Asset, ulong Amount, DateTimeOffset HeldAt, int Approvals);

/// <summary>What was agreed on and waits for its time.</summary>
/// <param name="Digest">Of the paper.</param>
/// <param name="Action">What it does; <see cref="RiskActionKind.None"/> for a rotation of the guardians' key.</param>
/// <param name="ReadyAt">From when it can be executed.</param>
/// <param name="Until">Until when; <see cref="DateTimeOffset.MaxValue"/> when there is no end.</param>
public sealed record ScheduledAction(Bytes32 Digest, RiskActionKind Action, DateTimeOffset ReadyAt, DateTimeOffset Until);

/// <summary>A key with a role.</summary>
public sealed record RoleHolder(SignerAddress Account, RiskRole Role);

/// <summary>Reads one chain's control plane, newest state. Throws <see cref="ChainReadException"/> when it cannot say.</summary>
public interface IRiskReader
{
    /// <summary>The chain it reads.</summary>
    ChainId Chain { get; }

    /// <summary>The levels that were set for these scopes themselves, in one question; the strictest of those that apply is in force.</summary>
    Task<IReadOnlyDictionary<RiskScope, BreakerLevel>> ReadLevelsAsync(IReadOnlyCollection<RiskScope> scopes, CancellationToken cancellationToken);

    /// <summary>The level that was set for this scope itself.</summary>
    async Task<BreakerLevel> ReadLevelAsync(RiskScope scope, CancellationToken cancellationToken) => (await ReadLevelsAsync([scope], cancellationToken))[scope];

    /// <summary>A key's role.</summary>
    Task<RiskRole> ReadRoleAsync(SignerAddress account, CancellationToken cancellationToken);

    /// <summary>The highest nonce a key has used; 0 = none.</summary>
    Task<ulong> ReadLastNonceAsync(SignerAddress account, CancellationToken cancellationToken);

    /// <summary>When a scheduled action can be executed; null when it is not scheduled (never was, was vetoed or executed). What has expired is still shown by some chains.</summary>
    Task<DateTimeOffset?> ReadScheduledAsync(Bytes32 digest, CancellationToken cancellationToken);

    /// <summary>The delays.</summary>
    Task<RiskDelays> ReadDelaysAsync(CancellationToken cancellationToken);

    /// <summary>Every release that is held now, oldest first.</summary>
    Task<IReadOnlyList<HeldRelease>> ReadHoldsAsync(CancellationToken cancellationToken);

    /// <summary>Everything that is scheduled now, the first to be ready first.</summary>
    Task<IReadOnlyList<ScheduledAction>> ReadScheduledActionsAsync(CancellationToken cancellationToken);

    /// <summary>Every key that has a role now, officers first.</summary>
    Task<IReadOnlyList<RoleHolder>> ReadRolesAsync(CancellationToken cancellationToken);
}
