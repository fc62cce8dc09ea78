using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>Raises the level on one chain when this guardian's breaker trips: one signature by its identity key, at once, nobody awake (M73).</summary>
/// <remarks>
/// <para>Only facts are raised on chain: a level takes two officers and a delay to lower, which a suspicion is not worth. Suspicions act in this guardian alone.</para>
/// <para>What was raised is written down for the breaker as it stands. Officers that lower the level afterwards have decided, and it is not raised again for the same finding.</para>
/// <para>Each chain has a sentinel of its own: one that does not answer keeps no other open, neither for this trip nor for the next.</para>
/// <para>A chain that cannot be reached is tried again until it can be; a refusal that trying again would not change (no role, another paper was faster) is written down as a problem.</para>
/// </remarks>
/// <param name="papers">Its papers for that chain.</param>
/// <param name="others">The other chains of the deployment.</param>
/// <param name="assets">Assets that are registered there.</param>
/// <param name="desk">This guardian's breakers.</param>
/// <param name="journal">Keeps what was raised.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Where it says what it raised.</param>
public sealed partial class Sentinel(
    SentinelPapers papers, IReadOnlyList<ChainId> others, IReadOnlySet<AssetId> assets, RiskDesk desk, RiskJournal journal, TimeProvider time, ILogger<Sentinel> logger)
{
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly ChainId _chain = papers.Chain;

    /// <summary>Levels that stand to be raised there and could not be, in words.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Values];

    /// <summary>Why it could raise none if it had to, in words; null when it could, or before the first rehearsal.</summary>
    public string? Warning { get; private set; }

    /// <summary>Raises what has to be raised, the highest first; true when nothing is left to do.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var breaker in desk.Breakers.Where(breaker => breaker.Condition == BreakerCondition.Tripped).OrderByDescending(breaker => breaker.Level))
        {
            var raised = journal.Raised(breaker);
            foreach (var scope in ScopesOf(breaker.Place))
            {
                if (!raised.Any(known => known.Chain == _chain.Value && known.Place == PlaceOf(scope).ToString())) done &= await RaiseAsync(breaker, scope, cancellationToken);
            }
        }

        return done;
    }

    /// <summary>Finds out in time what would keep this guardian from raising a level.</summary>
    /// <returns>False when something would; <see cref="Warning"/> says what.</returns>
    public async Task<bool> RehearseAsync(CancellationToken cancellationToken)
    {
        var problem = await RehearsalAsync(cancellationToken);
        if (problem is not null && Warning is null) Log.NotAble(logger, _chain.Value, problem);
        Warning = problem is null ? null : $"could not raise a level on chain {_chain} if it had to: {problem}";
        return problem is null;
    }

    private async Task<string?> RehearsalAsync(CancellationToken cancellationToken)
    {
        try
        {
            return (await papers.RehearseAsync(cancellationToken))?.ToString();
        }
        catch (ChainReadException e)
        {
            return e.Message;
        }
    }

    private async Task<bool> RaiseAsync(Breaker breaker, RiskScope scope, CancellationToken cancellationToken)
    {
        var place = PlaceOf(scope);
        var key = $"{breaker.Source} {place}";
        try
        {
            var transaction = await RaiseAsync(scope, breaker.Level, breaker.Source, cancellationToken);
            var now = time.GetUtcNow();
            journal.Raised(breaker, new(_chain.Value, place.ToString(), breaker.Level, now, transaction));
            _problems.TryRemove(key, out _);
            if (transaction is not null) Log.Raised(logger, place.ToString(), breaker.Level, breaker.Source, transaction, (long)(now - breaker.Since).TotalMilliseconds);
            return true;
        }
        catch (Exception e) when (e is RiskRefusedException or ChainReadException)
        {
            if (_problems.TryAdd(key, "")) Log.NotRaised(logger, place.ToString(), breaker.Level, breaker.Source, e.Message);
            _problems[key] = $"cannot raise the level of {place} to {(byte)breaker.Level} for {breaker.Source}: {e.Message}";
            return false;
        }
    }

    // Nothing is read before: each answer that is waited for may cost a block, and the chain says by itself what it has already. Null: it has this level or a higher one.
    private async Task<string?> RaiseAsync(RiskScope scope, BreakerLevel level, string reason, CancellationToken cancellationToken)
    {
        var why = RiskReason.From(reason.Length <= 32 ? reason : reason[..32]);
        try
        {
            return await papers.ActAsync((nonce, notAfter) => new RaiseLevel { Chain = _chain, Nonce = nonce, NotAfter = notAfter, Scope = scope, Level = level, Reason = why }, cancellationToken);
        }
        catch (RiskRefusedException e) when (e.Error == "LevelNotHigher")
        {
            return null;
        }
    }

    private RiskPlace PlaceOf(RiskScope scope) => new(_chain, scope);

    // A lane is known on each chain by its other end; an asset that a chain does not know cannot have a level there, so the chain itself gets it.
    private IEnumerable<RiskScope> ScopesOf(RiskPlace place)
    {
        if (place.Chain is { } only && only != _chain) yield break;
        switch (place.Scope.Kind)
        {
            case RiskScopeKind.Lane:
                if (others.Contains(place.Scope.OtherChain())) yield return place.Scope;
                break;
            case RiskScopeKind.Asset:
                yield return assets.Contains(AssetId.From(place.Scope.Value)) ? place.Scope : RiskScope.Everything;
                break;
            default:
                yield return RiskScope.Everything;
                break;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(330, LogLevel.Critical, "level of {Place} RAISED on chain to {Level} for {Rule} in {Transaction}, {Milliseconds} ms after it was detected")]
        public static partial void Raised(ILogger logger, string place, BreakerLevel level, string rule, string transaction, long milliseconds);

        [LoggerMessage(331, LogLevel.Error, "level of {Place} could NOT be raised on chain to {Level} for {Rule}: {Why}; it is tried again")]
        public static partial void NotRaised(ILogger logger, string place, BreakerLevel level, string rule, string why);

        [LoggerMessage(332, LogLevel.Error, "this guardian could NOT raise a level on chain {Chain} if it had to: {Why}")]
        public static partial void NotAble(ILogger logger, ushort chain, string why);
    }
}
