using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Watching;

/// <summary>Why the last step of a watcher gave nothing.</summary>
/// <param name="Failure">What kind.</param>
/// <param name="Detail">For people.</param>
/// <param name="Since">When it began.</param>
public sealed record ChainProblem(ChainReadFailure Failure, string Detail, DateTimeOffset Since);

/// <summary>How a chain looks to this guardian now.</summary>
/// <param name="FinalizedHeight">Null until the first good step since the start.</param>
/// <param name="ReadAt">When the last good step was.</param>
/// <param name="CaughtUp">False while older locks are still being read.</param>
/// <param name="Problem">Null when the last step was good.</param>
public sealed record ChainStatus(ulong? FinalizedHeight, DateTimeOffset? ReadAt, bool CaughtUp, ChainProblem? Problem)
{
    /// <summary>Before the first step: nothing is known, so nothing is signed.</summary>
    public static ChainStatus Unread { get; } = new(null, null, false, null);

    /// <summary>Why this chain's locks cannot be attested now, null when they can.</summary>
    public (RefusalReason Reason, string Detail)? Refusal(ChainId chain) => (Problem, FinalizedHeight) switch
    {
        // SECURITY: fewer than k healthy sources, or any disagreement: no signature, also not for what was read before (W2). It never degrades.
        ({ } problem, _) => (ReasonOf(problem.Failure), $"chain {chain}: {problem.Detail}"),
        // SECURITY: after a start nothing is signed before the chain was looked at again.
        (null, null) => (RefusalReason.InsufficientSources, $"chain {chain} was not read yet since the start"),
        _ => null,
    };

    private static RefusalReason ReasonOf(ChainReadFailure failure) => failure switch
    {
        ChainReadFailure.Unavailable or ChainReadFailure.InsufficientSources => RefusalReason.InsufficientSources,
        ChainReadFailure.BalanceMismatch => RefusalReason.BalanceMismatch,
        ChainReadFailure.FinalityViolated => RefusalReason.ChainHalted,
        ChainReadFailure.Invalid or ChainReadFailure.SourcesDisagree => RefusalReason.SourcesDisagree,
        _ => throw new ArgumentOutOfRangeException(nameof(failure), failure, "unknown failure"),
    };
}

/// <summary>The status of every watched chain, written by the watchers, read by signing and health.</summary>
public sealed class ChainStatusBoard
{
    private readonly ConcurrentDictionary<ChainId, ChainStatus> _statuses = new();

    /// <summary>The status of a chain.</summary>
    public ChainStatus this[ChainId chain] => _statuses.GetValueOrDefault(chain, ChainStatus.Unread);

    /// <summary>A good step.</summary>
    public void Advance(ChainId chain, ulong finalizedHeight, bool caughtUp, DateTimeOffset now) =>
        _statuses[chain] = new ChainStatus(finalizedHeight, now, caughtUp, null);

    /// <summary>A step that gave nothing.</summary>
    public void Fail(ChainId chain, ChainReadFailure failure, string detail, DateTimeOffset now)
    {
        var before = this[chain];
        var since = before.Problem?.Failure == failure ? before.Problem.Since : now;
        _statuses[chain] = before with { Problem = new ChainProblem(failure, detail, since) };
    }
}
