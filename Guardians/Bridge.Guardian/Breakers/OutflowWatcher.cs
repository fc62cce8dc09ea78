using System.Collections.Concurrent;
using Bridge.Chains;
using Bridge.Guardian.Journal;
using Bridge.Guardian.Watching;
using Bridge.Protocol;
using Bridge.Risk.Events;
using Microsoft.Extensions.Logging;
using Shown = (Bridge.Chains.OutflowKind, Bridge.Protocol.TransferId, Bridge.Protocol.AssetId?, ulong, Bridge.Protocol.PartyAddress?);

namespace Bridge.Guardian.Breakers;

/// <summary>When all that left each chain was last read. In memory: after a start nothing is known until it was read.</summary>
public sealed class OutflowBoard
{
    private readonly ConcurrentDictionary<ChainId, DateTimeOffset> _readAt = new();

    /// <summary>The last good read; null before the first.</summary>
    public DateTimeOffset? this[ChainId chain] => _readAt.TryGetValue(chain, out var at) ? at : null;

    /// <summary>A good read.</summary>
    public void Note(ChainId chain, DateTimeOffset at) => _readAt[chain] = at;
}

/// <summary>Reads all that leaves one chain, up to its newest block, into the risk engine, one step at a time.</summary>
/// <remarks>
/// <para>What is forged is forged before it is final, so nothing here waits for finality. The window above the finalised height is read again in each step: a release that is not
/// in it any more has vanished with its block and is taken back.</para>
/// <para>A fact counts when k sources show it (W2). One that fewer show, of those that have read as far, counts for nothing; when it still is so at the next step, it is a
/// disagreement and makes the chain slow. (Not at once: a source dates what its newest state shows, so one that answered just before a block has read as far and shows less.)</para>
/// <para>Kept: nothing on disk but the events themselves. After a start reading begins at the last finalised height that was seen before.</para>
/// </remarks>
public sealed partial class OutflowWatcher(
    IReadOnlyList<IOutflowReader> sources, int quorum, ReserveReader? reserves, RiskJournal journal, LockJournal locks, ChainStatusBoard chains, OutflowBoard board, IRiskFeed feed,
    TimeProvider time, ILogger logger)
{
    private const ulong FarEnough = 1_000;
    private static readonly TimeSpan Fresh = TimeSpan.FromSeconds(1);

    private readonly Dictionary<(OutflowKind, TransferId), ReleaseSeen?> _known = [];
    private ulong _from = journal.OutflowFrom(sources[0].Chain);
    private ulong _stored;
    private bool _failing;
    private HashSet<Shown> _alone = [];
    private HashSet<Shown> _shared = [];

    /// <summary>The chain it reads.</summary>
    public ChainId Chain => sources[0].Chain;

    /// <summary>One step; false when fewer than k sources could be read.</summary>
    public async Task<bool> RunOnceAsync(CancellationToken cancellationToken)
    {
        var begun = time.GetUtcNow();
        // Before the outflow: what a balance shows has then been read, too.
        var reading = reserves is null ? null : await reserves.ReadAsync(cancellationToken);
        var answers = await Task.WhenAll(sources.Select(source => AskAsync(source, cancellationToken)));
        var good = answers.OfType<OutflowFacts>().ToList();
        // SECURITY: never fewer than k sources (W2).
        if (good.Count < quorum)
        {
            if (!_failing) Log.TooFew(logger, Chain.Value, good.Count, quorum);
            _failing = true;
            return false;
        }

        _failing = false;
        var through = good.Min(answer => answer.ReadThrough);
        var now = time.GetUtcNow();
        var events = new List<RiskEvent>();
        if (reading is not null && answers[0] is { } own) events.AddRange(reading.Events(own.ReadThrough, now));
        var facts = Agreed(good, through, now, events);
        events.AddRange(facts.Where(fact => !_known.ContainsKey((fact.Kind, fact.Id))).Select(fact => Remember(fact, now)));
        events.AddRange(Vanished(facts, through, now));
        events.Add(new OutflowRead(now, Chain, begun, through));
        // Only against a finalised head of about now: a reader that is late is no chain that is.
        if (chains[Chain] is { FinalizedHeight: { } final, ReadAt: { } readAt } && begun - readAt < Fresh) events.Add(new FinalityRead(now, Chain, final, Math.Max(final, through)));
        feed.Apply(events);
        Settle(facts, through);
        board.Note(Chain, now);
        return true;
    }

    private List<OutflowFact> Agreed(List<OutflowFacts> good, ulong through, DateTimeOffset now, List<RiskEvent> events)
    {
        var agreed = new List<OutflowFact>();
        HashSet<Shown> alone = [], shared = [];
        foreach (var shown in good.SelectMany(answer => answer.Facts.DistinctBy(fact => (fact.Kind, fact.Id))).GroupBy(fact => (fact.Kind, fact.Id, fact.Asset, fact.Amount, fact.Recipient)))
        {
            // SECURITY: what fewer than k sources show is no fact (M01); it is a reason to be slow.
            if (shown.Count() >= quorum) agreed.Add(shown.First());
            // Shown by k before: a source that dates it otherwise lets go of it a little earlier, and contradicts nobody.
            if (shown.Count() >= quorum || _shared.Contains(shown.Key)) shared.Add(shown.Key);
            else if (shown.Min(fact => fact.Height) <= through) alone.Add(shown.Key);
        }

        if (alone.Overlaps(_alone)) events.Add(new SourcesCompared(now, Chain, sources.Count, good.Count, Agreed: false));
        (_alone, _shared) = (alone, shared);
        return [.. agreed.OrderBy(fact => fact.Height)];
    }

    private RiskEvent Remember(OutflowFact fact, DateTimeOffset now)
    {
        RiskEvent @event = fact.Kind switch
        {
            OutflowKind.Voided => new TransferVoided(now, fact.Id, fact.Transaction, fact.Height),
            OutflowKind.Refunded => new TransferRefunded(now, fact.Id, fact.Transaction, fact.Height),
            _ => new ReleaseSeen(
                now, fact.Id, fact.Asset ?? throw new InvalidOperationException($"a release of {fact.Id} without its asset"), fact.Amount, fact.Recipient,
                fact.Kind switch { OutflowKind.Paid => PayoutKind.Paid, OutflowKind.Claimable => PayoutKind.Claimable, _ => PayoutKind.Held }, fact.Transaction ?? "unknown", fact.Height),
        };
        _known[(fact.Kind, fact.Id)] = @event as ReleaseSeen;
        return @event;
    }

    // Only what was seen above the finalised height is remembered, so only that can vanish.
    private IEnumerable<RiskEvent> Vanished(List<OutflowFact> facts, ulong through, DateTimeOffset now)
    {
        var shown = facts.Select(fact => (fact.Kind, fact.Id)).ToHashSet();
        foreach (var (key, release) in _known.Where(pair => !shown.Contains(pair.Key) && pair.Value is { } seen && seen.Height <= through).ToList())
        {
            _known.Remove(key);
            // The payment of a hold that vanished leaves the hold.
            if (!_known.ContainsKey((OutflowKind.Held, key.Item2))) yield return new ReleaseVanished(now, release! with { At = now }, locks.Find(key.Item2)?.Transfer);
        }
    }

    private void Settle(List<OutflowFact> facts, ulong through)
    {
        if (chains[Chain].FinalizedHeight is not { } final) return;
        var settled = Math.Min(final, through);
        if (settled + 1 <= _from) return;
        _from = settled + 1;
        // With what was found, or when it has moved far: a restart reads a little again.
        if (settled >= _stored + FarEnough || facts.Any(fact => fact.Height <= settled))
        {
            journal.SettleOutflow(Chain, settled);
            _stored = settled;
        }

        foreach (var fact in facts.Where(fact => fact.Height <= settled)) _known.Remove((fact.Kind, fact.Id));
    }

    private async Task<OutflowFacts?> AskAsync(IOutflowReader source, CancellationToken cancellationToken)
    {
        try
        {
            return await source.ReadAsync(_from, cancellationToken);
        }
        catch (ChainReadException e)
        {
            if (!_failing) Log.Failed(logger, Chain.Value, e.Failure, e.Message);
            return null;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(310, LogLevel.Warning, "outflow of chain {Chain}: {Count} sources answer, {Quorum} are needed; nothing is signed meanwhile")]
        public static partial void TooFew(ILogger logger, ushort chain, int count, int quorum);

        [LoggerMessage(311, LogLevel.Warning, "outflow of chain {Chain} cannot be read: {Failure}: {Detail}")]
        public static partial void Failed(ILogger logger, ushort chain, ChainReadFailure failure, string detail);
    }
}
