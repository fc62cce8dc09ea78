using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Relayer.Intake;

namespace Bridge.Relayer.Delivery;

/// <summary>
/// Keeps a relayer from asking for signatures and delivering where a breaker stands: at level 4 and above of either chain, as the chain itself shows it. (At level 3 the destination
/// takes a release and holds it for two officers, so it is delivered.) The relayer judges nothing; it only does not work against who did.
/// </summary>
internal sealed class LevelGate(IReadOnlyDictionary<ChainId, ChainClients> chains, Func<RiskScope, string> nameOf, TimeProvider time)
{
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<(ChainId Chain, RiskScope Scope), (BreakerLevel Level, DateTimeOffset At)> _levels = new();

    /// <summary>What is halted, for people, as it was last seen when something had to pass. No problem of the relayer's: whoever halted it did so on purpose.</summary>
    public IReadOnlyList<string> Halted =>
    [
        .. _levels.Where(known => known.Value.Level >= BreakerLevel.Stop)
            .Select(known => $"{chains[known.Key.Chain].Name}, {nameOf(known.Key.Scope)}: level {(byte)known.Value.Level} {known.Value.Level}; nothing is delivered to or from there until officers lower it").Order(StringComparer.Ordinal),
    ];

    /// <summary>Why nothing of this batch is delivered now; null when it may be.</summary>
    /// <exception cref="ChainReadException">The destination's levels cannot be read: they are not taken for 0.</exception>
    public async Task<string?> ClosedAsync(TransferBatch batch, CancellationToken cancellationToken) =>
        await HaltedAsync(chains[batch.Id.Lane.Destination], batch.Id.Lane.Source, batch, cancellationToken) ?? await HaltedAtSourceAsync(batch, cancellationToken);

    /// <summary>Why the source does not pay a refund now; null when it may, or cannot say.</summary>
    public async Task<string?> HaltedAtSourceAsync(TransferBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            return await HaltedAsync(chains[batch.Id.Lane.Source], batch.Id.Lane.Destination, batch, cancellationToken);
        }
        catch (ChainReadException)
        {
            // Every guardian reads the source's levels for itself before it signs: a relayer whose node there is down holds nobody up.
            return null;
        }
    }

    private async Task<string?> HaltedAsync(ChainClients chain, ChainId other, TransferBatch batch, CancellationToken cancellationToken)
    {
        RiskScope[] scopes = [RiskScope.Everything, RiskScope.Lane(other), .. batch.Transfers.Select(transfer => RiskScope.Asset(transfer.Asset)).Distinct()];
        await RefreshAsync(chain.Risk, scopes, cancellationToken);
        foreach (var scope in scopes)
        {
            var level = _levels[(chain.Chain, scope)].Level;
            // SECURITY: what a chain's breaker halted is neither asked for nor sent (W6, M73).
            if (level >= BreakerLevel.Stop) return $"halted on {chain.Name} (level {(byte)level} {level} for {nameOf(scope)}): it goes on when officers lower it";
        }

        return null;
    }

    private async Task RefreshAsync(IRiskReader reader, IEnumerable<RiskScope> scopes, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var old = scopes.Where(scope => !_levels.TryGetValue((reader.Chain, scope), out var known) || now - known.At >= Fresh).ToList();
        if (old.Count == 0) return;
        foreach (var (scope, level) in await reader.ReadLevelsAsync(old, cancellationToken)) _levels[(reader.Chain, scope)] = (level, now);
    }
}
