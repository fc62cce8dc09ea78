using Bridge.Guardian.Journal;
using Bridge.Guardian.Signing;
using Bridge.Protocol;
using Bridge.Protocol.GuardianApi;
using Bridge.Protocol.Risk;
using Bridge.Risk;
using Bridge.Risk.Breakers;
using Bridge.Risk.Events;
using Bridge.Risk.Ledger;
using Microsoft.Extensions.Logging;

namespace Bridge.Guardian.Breakers;

/// <summary>Owns the guardian's risk engine: takes in what watchers and signing see, and says what must not be signed.</summary>
/// <remarks>
/// <para>Events come from several threads and are taken one after the other, on one clock that never goes back. What moved value goes to the journal first and into the engine then;
/// what the engine trips is on disk before anybody hears of it: signing, health, the sentinel.</para>
/// <para>After a start the engine is fed from the journal, so the conservation ledger (W5) knows all that this guardian ever saw. A fact that was found and cleared before is not
/// tripped again; one that was found and not yet written when the process died is.</para>
/// <para>On a level of 3 or more of its own this guardian signs no release and no refund in the place, on 5 nothing at all; on 2 a release only once its lock has been final for a
/// while, so that people have time. A person's halt (<c>guardian breaker halt</c>) is read from disk each time.</para>
/// </remarks>
public sealed partial class RiskDesk : IRiskFeed
{
    // Some minutes of traffic, for a time in which the others cannot be asked.
    private const int MostReleased = 50_000;

    private readonly RiskEngine _engine;
    private readonly RiskJournal _journal;
    private readonly SignIntentJournal _intents;
    private readonly TimeSpan _slow;
    private readonly TimeProvider _time;
    private readonly ILogger<RiskDesk> _logger;
    private readonly Lock _gate = new();
    private readonly Queue<TransferId> _released = new();
    private volatile TaskCompletionSource _tripped = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Feeds the engine from the journal.</summary>
    /// <param name="engine">An engine that has seen nothing.</param>
    /// <param name="journal">Breakers and events.</param>
    /// <param name="locks">What was final before: locks that the events do not have yet are added.</param>
    /// <param name="intents">What was signed before.</param>
    /// <param name="slow">How long a release waits after finality at level 2.</param>
    /// <param name="time">Clock.</param>
    /// <param name="logger">Log.</param>
    public RiskDesk(RiskEngine engine, RiskJournal journal, LockJournal locks, SignIntentJournal intents, TimeSpan slow, TimeProvider time, ILogger<RiskDesk> logger)
    {
        (_engine, _journal, _intents, _slow, _time, _logger) = (engine, journal, intents, slow, time, logger);
        lock (_gate) Restore_NeedsLock(locks);
    }

    /// <summary>Ends with the next trip. Whoever acts on trips takes it first and looks at <see cref="Breakers"/> then, so that none is missed.</summary>
    public Task NextTrip => _tripped.Task;

    /// <summary>Every breaker that is not normal, persons' halts included, oldest first.</summary>
    public IReadOnlyList<Breaker> Breakers
    {
        get
        {
            lock (_gate) return [.. _engine.Board.Breakers.Where(breaker => breaker.Source != Breaker.Human), .. _journal.Halts()];
        }
    }

    /// <summary>A release came in that waits for the locks of this source to be read once more. Not waited for: whoever hears of it only sets a signal.</summary>
    public event Action<ChainId>? LocksAwaited;

    /// <summary>True while a release toward another chain waits for the locks of <paramref name="source"/> to be read once more.</summary>
    public bool AwaitsLocksOf(ChainId source)
    {
        lock (_gate) return _engine.Ledger.Unexplained.Waiting.Any(release => release.Id.Lane.Source == source);
    }

    /// <summary>Transfers that a destination consumed and nobody was asked about yet, oldest first.</summary>
    public IReadOnlyList<TransferId> TakeReleased(int most)
    {
        lock (_gate)
        {
            var taken = new List<TransferId>();
            while (taken.Count < most && _released.TryDequeue(out var id)) taken.Add(id);
            return taken;
        }
    }

    /// <summary>Takes in what was seen, in this order.</summary>
    public void Apply(params IReadOnlyList<RiskEvent> events)
    {
        if (events.Count == 0) return;
        lock (_gate)
        {
            var timed = events.Select(Timed_NeedsLock).ToList();
            _journal.Record([.. timed.Where(MovesValue)]);
            foreach (var @event in timed) Apply_NeedsLock(@event);
        }

        foreach (var source in events.OfType<ReleaseSeen>().Select(release => release.Id.Lane.Source).Distinct().Where(AwaitsLocksOf)) LocksAwaited?.Invoke(source);
    }

    /// <summary>Why this is not signed, null when no breaker speaks against it.</summary>
    public Refusal? Refuse(SigningPurpose purpose, TransferBatch batch)
    {
        lock (_gate)
        {
            var halts = _journal.Halts();
            foreach (var transfer in batch.Transfers)
            {
                var halt = halts.Where(halt => halt.Place.Covers(transfer.Id.Lane, transfer.Asset)).MaxBy(halt => halt.Level);
                var level = (BreakerLevel)Math.Max((byte)_engine.Board.Level(transfer.Id.Lane, transfer.Asset), (byte)(halt?.Level ?? BreakerLevel.Normal));
                // SECURITY: what this guardian's own rules hold or halt it does not sign, whoever asks (W5, M73). Voids only end what could be paid: they go on below 5.
                if (level >= (purpose == SigningPurpose.Void ? BreakerLevel.Cursed : BreakerLevel.Hold)) return Tripped_NeedsLock(transfer, level, halt);
                if (level == BreakerLevel.Slow && purpose == SigningPurpose.Attestation && Slowed_NeedsLock(transfer) is { } until)
                    return new Refusal(RefusalReason.BreakerTripped, $"transfer {transfer.Id} is slowed until {until:u}: {Why_NeedsLock(transfer, halt)}");
            }

            return null;
        }
    }

    private Refusal Tripped_NeedsLock(Transfer transfer, BreakerLevel level, Breaker? halt) =>
        new(RefusalReason.BreakerTripped, $"level {(byte)level} {level} for transfer {transfer.Id}: {Why_NeedsLock(transfer, halt)}");

    private string Why_NeedsLock(Transfer transfer, Breaker? halt)
    {
        var against = _engine.Board.Against(transfer.Id.Lane, transfer.Asset).Where(breaker => breaker.Source != Breaker.Human).Prepend(halt).OfType<Breaker>();
        return string.Join("; ", against.Take(3).Select(breaker =>
            $"{breaker.Source}: {breaker.Detail}{(breaker.Evidence is [var first, ..] ? $" ({first.Label} {first.Value})" : "")}"));
    }

    private DateTimeOffset? Slowed_NeedsLock(Transfer transfer)
    {
        var open = _engine.Ledger.Book(transfer.Id.Lane).Open.GetValueOrDefault(transfer.Id.Sequence);
        var until = open?.FinalAt + _slow;
        return until > _time.GetUtcNow() ? until : null;
    }

    private RiskEvent Timed_NeedsLock(RiskEvent @event) => @event.At >= _engine.Ledger.Now ? @event : @event with { At = _engine.Ledger.Now };

    private void Apply_NeedsLock(RiskEvent @event)
    {
        // Between two events of one step the clock may have moved.
        var changes = News_NeedsLock(_engine.Apply(Timed_NeedsLock(@event)));
        if (@event is ReleaseSeen { Id: var id } && _engine.Ledger.Match != PaymentMatch.Known && _released.Count < MostReleased) _released.Enqueue(id);
        if (changes.Count == 0) return;
        // SECURITY: on disk before it is announced: a crash forgets no trip (W3).
        _journal.Save(changes);
        Announce(changes);
    }

    // What a person looked into and cleared is no news, also after a restart in which the rules find it again.
    private IReadOnlyList<BreakerChange> News_NeedsLock(IReadOnlyList<BreakerChange> changes)
    {
        var known = changes.Where(change => change.IsTrip && _journal.WasCleared(change.After!)).ToList();
        foreach (var change in known) _engine.Board.Clear(change.Key.Source, change.Key.Place);
        return known.Count == 0 ? changes : [.. changes.Except(known)];
    }

    private void Announce(IReadOnlyList<BreakerChange> changes)
    {
        if (changes.Any(change => change.IsTrip)) Interlocked.Exchange(ref _tripped, new(TaskCreationOptions.RunContinuationsAsynchronously)).SetResult();
        foreach (var change in changes)
        {
            if (change.IsTrip) Log.Tripped(_logger, change.After!.Source, change.After.Place.ToString(), change.After.Level, change.After.Detail, Evidence(change.After));
            else if (change.After is { } suspected) Log.Suspected(_logger, suspected.Source, suspected.Place.ToString(), suspected.Score, suspected.Detail);
            else Log.Ended(_logger, change.Before!.Source, change.Before.Place.ToString());
        }
    }

    private void Restore_NeedsLock(LockJournal locks)
    {
        var stored = _journal.Breakers();
        var found = new List<BreakerChange>();
        void Replay(RiskEvent @event) => found.AddRange(_engine.Apply(Timed_NeedsLock(@event)).Where(change => change.IsTrip));

        foreach (var @event in _journal.History()) Replay(@event);
        var now = Now_NeedsLock();
        var missing = locks.All().Where(known => known.Transfer.Id.Sequence > _engine.Ledger.Book(known.Transfer.Id.Lane).LastLock)
            .Select(known => (RiskEvent)new LockFinal(now, known.Transfer, known.Location.Block.Height)).ToList();
        _journal.Record(missing);
        foreach (var @event in missing) Replay(@event);
        foreach (var id in _intents.Signed()) Replay(new AttestationSigned(now, id));

        // The journal has what stands, and suspicions of the past are over. What the replay found and nobody cleared was lost in a crash: it stands too.
        foreach (var breaker in _engine.Board.Breakers) _engine.Board.Clear(breaker.Source, breaker.Place);
        foreach (var breaker in stored.Where(breaker => breaker.Source != Breaker.Human)) _engine.Board.Restore(breaker);
        var lost = found.Where(change => stored.All(breaker => (breaker.Source, breaker.Place) != change.Key) && !_journal.WasCleared(change.After!)).ToList();
        foreach (var change in lost) _engine.Board.Restore(change.After!);
        if (lost.Count > 0) _journal.Save(lost);
        Announce(lost);
    }

    private DateTimeOffset Now_NeedsLock() => _time.GetUtcNow() is var now && now > _engine.Ledger.Now ? now : _engine.Ledger.Now;

    private static bool MovesValue(RiskEvent @event) => @event is LockFinal or ReleaseSeen or ReleaseVanished or HoldEnded or TransferVoided or TransferRefunded or AdminSeen;

    private static string Evidence(Breaker breaker) => string.Join(", ", breaker.Evidence.Select(evidence => $"{evidence.Label}={evidence.Value}"));

    private static partial class Log
    {
        [LoggerMessage(300, LogLevel.Critical, "breaker {Rule} TRIPPED for {Place}, level {Level}: {Detail} [{Evidence}]; only a person clears it: guardian breaker clear")]
        public static partial void Tripped(ILogger logger, string rule, string place, BreakerLevel level, string detail, string evidence);

        [LoggerMessage(301, LogLevel.Warning, "breaker {Rule} suspects {Place} with {Score} points: {Detail}")]
        public static partial void Suspected(ILogger logger, string rule, string place, int score, string detail);

        [LoggerMessage(302, LogLevel.Information, "breaker {Rule} for {Place} is normal again")]
        public static partial void Ended(ILogger logger, string rule, string place);
    }
}
