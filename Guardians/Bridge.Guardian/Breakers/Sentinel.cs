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

/// <summary>One chain as its sentinel uses it.</summary>
/// <param name="Reader">Shows levels and nonces.</param>
/// <param name="Control">Takes papers.</param>
/// <param name="Purse">Pays for them.</param>
/// <param name="Others">The other chains of the deployment.</param>
/// <param name="Assets">Assets that are registered there.</param>
public sealed record SentinelChain(IRiskReader Reader, IRiskControl Control, SentinelPurse Purse, IReadOnlyList<ChainId> Others, IReadOnlySet<AssetId> Assets)
{
    /// <summary>The chain.</summary>
    public ChainId Chain => Reader.Chain;
}

/// <summary>Raises the level on one chain when this guardian's breaker trips: one signature by its identity key, at once, nobody awake (M73).</summary>
/// <remarks>
/// <para>Only facts are raised on chain: a level takes two officers and a delay to lower, which a suspicion is not worth. Suspicions act in this guardian alone.</para>
/// <para>What was raised is written down for the breaker as it stands. Officers that lower the level afterwards have decided, and it is not raised again for the same finding.</para>
/// <para>Each chain has a sentinel of its own: one that does not answer keeps no other open, neither for this trip nor for the next.</para>
/// <para>A chain that cannot be reached is tried again until it can be; a refusal that trying again would not change (no role, another paper was faster) is written down as a problem.</para>
/// </remarks>
public sealed partial class Sentinel(BridgeId bridge, EcdsaKey identity, RiskDesk desk, RiskJournal journal, SentinelChain chain, TimeProvider time, ILogger<Sentinel> logger)
{
    private static readonly TimeSpan PaperLives = TimeSpan.FromMinutes(10);
    private static readonly Bytes32 Nothing = Keccak256.Hash("bridge/sentinel/rehearsal");
    private readonly ConcurrentDictionary<string, string> _problems = new(StringComparer.Ordinal);
    private readonly Lock _nonces = new();
    private ulong _lastNonce;

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
                if (!raised.Any(known => known.Chain == chain.Chain.Value && known.Place == PlaceOf(scope).ToString())) done &= await RaiseAsync(breaker, scope, cancellationToken);
            }
        }

        return done;
    }

    /// <summary>Tries what raising a level takes, with a paper that can do nothing: a veto of what nobody proposed. Finds out in time what would keep this guardian from raising one.</summary>
    /// <returns>False when something would; <see cref="Warning"/> says what.</returns>
    /// <remarks>The chain looks at the signer's role first and refuses the paper then, in the simulation: nothing is sent.</remarks>
    public async Task<bool> RehearseAsync(CancellationToken cancellationToken)
    {
        var problem = await RehearsalAsync(cancellationToken);
        if (problem is not null && Warning is null) Log.NotAble(logger, chain.Chain.Value, problem);
        Warning = problem is null ? null : $"could not raise a level on chain {chain.Chain} if it had to: {problem}";
        return problem is null;
    }

    private async Task<string?> RehearsalAsync(CancellationToken cancellationToken)
    {
        try
        {
            var poor = await chain.Purse.ProblemAsync(cancellationToken);
            if (poor is not null) return poor;
            await ActAsync(nonce => new Veto { Chain = chain.Chain, Nonce = nonce, NotAfter = NotAfter, Proposal = Nothing }, cancellationToken);
            return "it took a veto of what nobody proposed";
        }
        catch (RiskRefusedException e)
        {
            return e.Error == "NothingToVeto" ? null : e.Message;
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
            journal.Raised(breaker, new(chain.Chain.Value, place.ToString(), breaker.Level, now, transaction));
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

    private ulong NotAfter => (ulong)(time.GetUtcNow() + PaperLives).ToUnixTimeSeconds();

    // Nothing is read before: each answer that is waited for may cost a block, and the chain says by itself what it has already. Null: it has this level or a higher one.
    private async Task<string?> RaiseAsync(RiskScope scope, BreakerLevel level, string reason, CancellationToken cancellationToken)
    {
        var why = RiskReason.From(reason.Length <= 32 ? reason : reason[..32]);
        try
        {
            return await ActAsync(nonce => new RaiseLevel { Chain = chain.Chain, Nonce = nonce, NotAfter = NotAfter, Scope = scope, Level = level, Reason = why }, cancellationToken);
        }
        catch (RiskRefusedException e) when (e.Error == "LevelNotHigher")
        {
            return null;
        }
    }

    private async Task<string> ActAsync(Func<ulong, RiskAction> action, CancellationToken cancellationToken)
    {
        try
        {
            return await PresentAsync(action(NextNonce(0)), cancellationToken);
        }
        catch (RiskRefusedException e) when (e.Error == "NonceUsed")
        {
            // This machine's clock is behind an earlier paper.
            var last = await chain.Reader.ReadLastNonceAsync(SignerAddress.From(identity.EvmAddress()), cancellationToken);
            return await PresentAsync(action(NextNonce(last)), cancellationToken);
        }
    }

    private Task<string> PresentAsync(RiskAction action, CancellationToken cancellationToken)
    {
        var paper = new RiskPaper(bridge, action);
        paper.Add(RiskSignature.Make(action, bridge, identity));
        return chain.Control.ActAsync(paper, cancellationToken);
    }

    // Milliseconds of the clock, as all papers'.
    private ulong NextNonce(ulong after)
    {
        lock (_nonces) return _lastNonce = Math.Max((ulong)time.GetUtcNow().ToUnixTimeMilliseconds(), Math.Max(_lastNonce, after) + 1);
    }

    private RiskPlace PlaceOf(RiskScope scope) => new(chain.Chain, scope);

    // A lane is known on each chain by its other end; an asset that a chain does not know cannot have a level there, so the chain itself gets it.
    private IEnumerable<RiskScope> ScopesOf(RiskPlace place)
    {
        if (place.Chain is { } only && only != chain.Chain) yield break;
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

        [LoggerMessage(332, LogLevel.Error, "this guardian could NOT raise a level on chain {Chain} if it had to: {Why}")]
        public static partial void NotAble(ILogger logger, ushort chain, string why);
    }
}
