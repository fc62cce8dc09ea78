using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>One chain as the sentinel uses it.</summary>
/// <param name="Reader">Shows levels and nonces.</param>
/// <param name="Control">Takes papers.</param>
/// <param name="Others">The other chains of the deployment.</param>
/// <param name="Assets">Assets that are registered there.</param>
public sealed record SentinelChain(IRiskReader Reader, IRiskControl Control, IReadOnlyList<ChainId> Others, IReadOnlySet<AssetId> Assets);

/// <summary>Raises the level on chain when this guardian's breaker trips: one signature by its identity key, at once, nobody awake (M73).</summary>
/// <remarks>
/// <para>Only facts are raised on chain: a level takes two officers and a delay to lower, which a suspicion is not worth. Suspicions act in this guardian alone.</para>
/// <para>What was raised is written down for the breaker as it stands. Officers that lower the level afterwards have decided, and it is not raised again for the same finding.</para>
/// <para>A chain that cannot be reached is tried again until it can be; a refusal that trying again would not change (no role, another paper was faster) is written down as a problem.</para>
/// </remarks>
public sealed partial class Sentinel(BridgeId bridge, EcdsaKey identity, RiskDesk desk, RiskJournal journal, IReadOnlyList<SentinelChain> chains, TimeProvider time, ILogger<Sentinel> logger)
{
    private static readonly TimeSpan PaperLives = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);

    /// <summary>What keeps this guardian from raising levels, in words.</summary>
    public IReadOnlyList<string> Problems => [.. _problems.Values];

    /// <summary>Raises what has to be raised; true when nothing is left to do.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var breaker in desk.Breakers.Where(breaker => breaker.Condition == BreakerCondition.Tripped))
        {
            var raised = journal.Raised(breaker);
            var open = chains.SelectMany(chain => ScopesOn(chain, breaker.Place).Select(scope => (Chain: chain, Scope: scope)))
                .Where(target => raised.All(known => known.Chain != target.Chain.Reader.Chain.Value || known.Place != new RiskPlace(target.Chain.Reader.Chain, target.Scope).ToString()));
            // SECURITY: the chains at the same time: one that does not answer does not keep another open.
            var results = await Task.WhenAll(open.GroupBy(target => target.Chain.Reader.Chain).Select(chain => RaiseAsync(breaker, [.. chain], cancellationToken)));
            done &= results.All(result => result);
        }

        return done;
    }

    private async Task<bool> RaiseAsync(Breaker breaker, IReadOnlyList<(SentinelChain Chain, RiskScope Scope)> targets, CancellationToken cancellationToken)
    {
        var done = true;
        foreach (var (chain, scope) in targets) done &= await RaiseAsync(breaker, chain, scope, cancellationToken);
        return done;
    }

    private async Task<bool> RaiseAsync(Breaker breaker, SentinelChain chain, RiskScope scope, CancellationToken cancellationToken)
    {
        var place = new RiskPlace(chain.Reader.Chain, scope);
        var key = $"{breaker.Source} {place}";
        try
        {
            // Asked at the same time: each answer that is waited for may cost a block.
            var (level, nonce) = (chain.Reader.ReadLevelAsync(scope, cancellationToken), chain.Reader.ReadLastNonceAsync(SignerAddress.From(identity.EvmAddress()), cancellationToken));
            await Task.WhenAll(level, nonce);
            var transaction = await level < breaker.Level ? await ActAsync(breaker, chain, scope, await nonce + 1, cancellationToken) : null;
            var now = time.GetUtcNow();
            journal.Raised(breaker, new(chain.Reader.Chain.Value, place.ToString(), breaker.Level, now, transaction));
            _problems.TryRemove(key, out _);
            if (transaction is not null) Log.Raised(logger, place.ToString(), breaker.Level, breaker.Source, transaction, (long)(now - breaker.Since).TotalMilliseconds);
            return true;
        }
        catch (RiskRefusedException e) when (e.Error is "LevelNotHigher" or "NonceUsed" or "BadNonce")
        {
            // Somebody was faster, or a paper of our own was: the next look shows it.
            return false;
        }
        catch (Exception e) when (e is RiskRefusedException or ChainReadException)
        {
            if (_problems.TryAdd(key, "")) Log.NotRaised(logger, place.ToString(), breaker.Level, breaker.Source, e.Message);
            _problems[key] = $"cannot raise the level of {place} to {(byte)breaker.Level} for {breaker.Source}: {e.Message}";
            return false;
        }
    }

    private async Task<string> ActAsync(Breaker breaker, SentinelChain chain, RiskScope scope, ulong nonce, CancellationToken cancellationToken)
    {
        var paper = new RiskPaper(bridge, new RaiseLevel
        {
            Chain = chain.Reader.Chain,
            Scope = scope,
            Level = breaker.Level,
            Reason = RiskReason.From(breaker.Source.Length <= 32 ? breaker.Source : breaker.Source[..32]),
            Nonce = nonce,
            NotAfter = (ulong)(time.GetUtcNow() + PaperLives).ToUnixTimeSeconds(),
        });
        paper.Add(RiskSignature.Make(paper.Action, bridge, identity));
        return await chain.Control.ActAsync(paper, cancellationToken);
    }

    // A lane is known on each chain by its other end; an asset that a chain does not know cannot have a level there, so the chain itself gets it.
    private static IEnumerable<RiskScope> ScopesOn(SentinelChain chain, RiskPlace place)
    {
        if (place.Chain is { } only && only != chain.Reader.Chain) yield break;
        switch (place.Scope.Kind)
        {
            case RiskScopeKind.Lane:
                if (chain.Others.Contains(place.Scope.OtherChain())) yield return place.Scope;
                break;
            case RiskScopeKind.Asset:
                yield return chain.Assets.Contains(AssetId.From(place.Scope.Value)) ? place.Scope : RiskScope.Everything;
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
    }
}
