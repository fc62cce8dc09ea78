using System.Diagnostics.CodeAnalysis;
using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.RelayerApi;

namespace Bridge.Relayer.Intake;

/// <summary>Every transfer this relayer knows, in memory, from its own reads of the chains.</summary>
/// <remarks>
/// The board is rebuilt from the chains at each start and is the only source of facts for the rest of the daemon: batches are built from it, never
/// from what Redis says. Open transfers (final and not at an end) are always kept; ended ones up to a limit, oldest dropped first.
/// Each method is one event; a transfer that has ended takes no further ones, and one that is held or on its way back none of a delivery, because the
/// chain has spoken while a delivery was still talking.
/// </remarks>
internal sealed partial class TransferBoard(TimeProvider time, int retained, Func<ChainId, string> chainName)
{
    /// <summary>What a final lock waits for until somebody works on it. Another relayer that does knows more.</summary>
    public const string Unworked = "waiting to be signed";

    /// <summary>In logs, for a transaction that a chain's record does not name.</summary>
    public const string Unnamed = "a transaction that the chain's record does not name";

    private readonly Lock _gate = new();
    private readonly Dictionary<TransferId, TransferRecord> _records = [];
    private readonly Dictionary<Lane, SortedSet<ulong>> _open = [];
    private readonly Queue<TransferId> _ended = [];

    /// <summary>Raised after each change, outside the lock, on the thread that made it.</summary>
    public event Action<TransferRecord>? Changed;

    /// <summary>What the newest blocks of a chain show, final or not. Locks that have vanished are forgotten (a reorganisation).</summary>
    public void Observe(ChainId source, IReadOnlyList<ObservedLock> locks)
    {
        var changed = new List<TransferRecord>();
        lock (_gate)
        {
            var seen = locks.ToDictionary(found => found.Transfer.Id);
            var vanished = _records.Values.Where(record => record.State == TransferState.Observed && record.Id.Lane.Source == source
                && !(seen.TryGetValue(record.Id, out var again) && again.Transfer == record.Transfer)).Select(record => record.Id).ToList();
            foreach (var id in vanished) _records.Remove(id);
            foreach (var found in locks.Where(found => !_records.ContainsKey(found.Transfer.Id)))
            {
                changed.Add(_records[found.Transfer.Id] = new TransferRecord
                {
                    Transfer = found.Transfer,
                    SourceTransaction = found.Location.Transaction,
                    State = TransferState.Observed,
                    Times = new TransferTimes { Locked = time.GetUtcNow() },
                    WaitingFor = $"waiting for finality on {chainName(source)}",
                });
            }
        }

        changed.ForEach(Raise);
    }

    /// <summary>A lock is final. <paramref name="live"/> is false while history is read: the moments it happened are not known then.</summary>
    /// <exception cref="ChainReadException">Another transfer was final under this name before.</exception>
    public void Finalize(FinalizedLock found, bool live)
    {
        TransferRecord record;
        lock (_gate)
        {
            var id = found.Transfer.Id;
            var known = _records.GetValueOrDefault(id);
            if (known is not null && known.State != TransferState.Observed)
            {
                if (known.Transfer == found.Transfer) return;
                throw new ChainReadException(ChainReadFailure.FinalityViolated, $"transfer {id} was final before with other content");
            }

            record = new TransferRecord
            {
                Transfer = found.Transfer,
                SourceTransaction = found.Location.Transaction,
                State = TransferTransitions.Next(TransferState.Observed, TransferEvent.Finalized),
                Times = (known?.Times ?? new TransferTimes()) with { Final = live ? time.GetUtcNow() : null },
                WaitingFor = Unworked,
            };
            _records[id] = record;
            OpenOf(id.Lane).Add(id.Sequence);
        }

        Raise(record);
    }

    /// <summary>The guardians have signed. Says nothing new about a transfer that was signed before.</summary>
    public void Signed(TransferId id) => ChangeDelivery(id, record => record.State != TransferState.Finalized ? record : record with
    {
        State = TransferTransitions.Next(record.State, TransferEvent.Signed),
        Times = record.Times with { Signed = time.GetUtcNow() },
        WaitingFor = "waiting to be delivered",
        WaitsUntil = null,
    });

    /// <summary>A release transaction went out, the first one or a later one.</summary>
    public void Submitted(TransferId id, string transaction) => ChangeDelivery(id, record => record with
    {
        State = record.State == TransferState.Submitted ? record.State : TransferTransitions.Next(record.State, TransferEvent.Submitted),
        Times = record.Times with { Submitted = record.Times.Submitted ?? time.GetUtcNow() },
        DestinationTransaction = transaction,
        WaitingFor = $"waiting for finality on {chainName(id.Lane.Destination)}",
        WaitsUntil = null,
    });

    /// <summary>Our release transaction had no effect, or there was none: the signature still stands.</summary>
    public void Dropped(TransferId id, string reason) => ChangeDelivery(id, record => record with
    {
        State = record.State == TransferState.Submitted ? TransferTransitions.Next(record.State, TransferEvent.Dropped) : record.State,
        WaitingFor = reason,
        WaitsUntil = null,
    });

    /// <summary>The destination has no headroom now.</summary>
    public void Limited(TransferId id, DateTimeOffset? fitsAt) => ChangeDelivery(id, record => record with
    {
        State = record.State == TransferState.Limited ? record.State : TransferTransitions.Next(record.State, TransferEvent.Limited),
        WaitingFor = fitsAt is null ? "above the limits of the destination in force; when it will fit is not known" : $"above the rate limit of {chainName(id.Lane.Destination)}",
        WaitsUntil = fitsAt,
    });

    /// <summary>What a delivery waits for, without a change of state.</summary>
    public void Delivering(TransferId id, string reason, DateTimeOffset? until = null) => ChangeDelivery(id, record => Waits(record, reason, until));

    /// <summary>Why a transfer waits, without a change of state.</summary>
    public void Waiting(TransferId id, string reason, DateTimeOffset? until = null) => Change(id, record => Waits(record, reason, until));

    public TransferRecord? Find(TransferId id)
    {
        lock (_gate) return _records.GetValueOrDefault(id);
    }

    /// <summary>Final and not at an end, in order.</summary>
    public IReadOnlyList<TransferRecord> Open(Lane lane)
    {
        lock (_gate) return [.. OpenOf(lane).Select(sequence => _records[TransferId.From(lane, sequence)])];
    }

    /// <summary>Those of a lane that a release would still help on, in order.</summary>
    public IReadOnlyList<ulong> AwaitingRelease(Lane lane) => [.. Open(lane).Where(record => record.State.AwaitsRelease()).Select(record => record.Id.Sequence)];

    public bool AwaitsRelease(TransferId id) => Find(id) is { } record && record.State.AwaitsRelease();

    /// <summary>The batch of that name, from what this relayer read itself; false while one of its locks is not final here.</summary>
    public bool TryBuild(BatchId name, [NotNullWhen(true)] out TransferBatch? batch)
    {
        batch = null;
        var transfers = new List<Transfer>((int)name.Count);
        lock (_gate)
        {
            for (var sequence = name.First; sequence <= name.Last; sequence++)
            {
                // SECURITY: only what is final in our own reads is ever signed for (W3); the queue only names it.
                if (!_records.TryGetValue(TransferId.From(name.Lane, sequence), out var record) || record.State == TransferState.Observed) return false;
                transfers.Add(record.Transfer);
            }
        }

        batch = new TransferBatch(transfers);
        return true;
    }

    /// <summary>Newest first: open ones, not yet final ones and the ended ones still kept.</summary>
    public IReadOnlyList<TransferRecord> List(TransferState? state, int limit)
    {
        lock (_gate)
        {
            return [.. _records.Values.Where(record => state is null || record.State == state)
                .OrderByDescending(record => record.Times.Locked ?? record.Times.Final ?? DateTimeOffset.MinValue)
                .ThenByDescending(record => record.Id.Sequence).Take(limit)];
        }
    }

    private SortedSet<ulong> OpenOf(Lane lane) => _open.TryGetValue(lane, out var open) ? open : _open[lane] = [];

    private static TransferRecord Waits(TransferRecord record, string reason, DateTimeOffset? until) =>
        record.WaitingFor == reason && record.WaitsUntil == until ? record : record with { WaitingFor = reason, WaitsUntil = until };

    private void ChangeDelivery(TransferId id, Func<TransferRecord, TransferRecord> change) =>
        Change(id, record => record.State is TransferState.Held or TransferState.VoidRequested or TransferState.Voided ? record : change(record));

    private void Change(TransferId id, Func<TransferRecord, TransferRecord> change)
    {
        TransferRecord after;
        lock (_gate)
        {
            if (!_records.TryGetValue(id, out var before) || before.State.IsEnd()) return;
            after = change(before);
            if (ReferenceEquals(before, after)) return;
            _records[id] = after;
            if (after.State.IsEnd()) Retire(id);
        }

        Raise(after);
    }

    private void Retire(TransferId id)
    {
        OpenOf(id.Lane).Remove(id.Sequence);
        _ended.Enqueue(id);
        while (_ended.Count > retained) _records.Remove(_ended.Dequeue());
    }

    private void Raise(TransferRecord record) => Changed?.Invoke(record);
}
