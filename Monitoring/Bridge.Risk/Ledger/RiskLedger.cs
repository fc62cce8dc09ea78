using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Risk.Ledger;

/// <summary>How a payment that was seen fits what has to come before it: a release its lock, a refund its void.</summary>
public enum PaymentMatch
{
    /// <summary>The last event was no payment.</summary>
    None = 0,

    /// <summary>Release: a final lock says the same. Refund: the transfer is void.</summary>
    Good = 1,

    /// <summary>Release: a lock that is not final yet says the same.</summary>
    NotFinal = 2,

    /// <summary>Release: no lock of that name was seen. Refund: no void was seen.</summary>
    Unknown = 3,

    /// <summary>Release: a lock of that name says something else. Refund: the transfer was paid on its destination.</summary>
    Contradicts = 4,

    /// <summary>This payment was seen before, or it ends a hold.</summary>
    Known = 5,
}

/// <summary>
/// The snapshot that rules look at: the conservation ledger (W5), kept from events one by one. It judges nothing: a forged release is booked as what it is, an outflow.
/// </summary>
/// <remarks>
/// Memory: open transfers, and one bit for each sequence that ended. Every event costs a few dictionary look-ups. A lock that vanished before it was final is forgotten
/// when its chain was read whole without it.
/// </remarks>
public sealed class RiskLedger
{
    private readonly Dictionary<Lane, LaneBook> _lanes = [];
    private readonly Dictionary<(Lane, AssetId), LaneSheet> _sheets = [];
    private readonly Dictionary<(ChainId, AssetId), AssetFlow> _flows = [];
    private readonly Dictionary<(ChainId, AssetId), LimitsRead> _limits = [];

    /// <summary>The time of the last event.</summary>
    public DateTimeOffset Now { get; private set; } = DateTimeOffset.MinValue;

    /// <summary>Every lane that was heard of.</summary>
    public IReadOnlyCollection<LaneBook> Lanes => _lanes.Values;

    /// <summary>How the release or refund of this event fits.</summary>
    public PaymentMatch Match { get; private set; }

    /// <summary>The lock that the release or refund of this event names, if it was seen and has not ended.</summary>
    public Transfer? Matched { get; private set; }

    /// <summary>Releases without a final lock.</summary>
    public UnexplainedReleases Unexplained { get; } = new();

    /// <summary>A lane's book.</summary>
    public LaneBook Book(Lane lane) => _lanes.TryGetValue(lane, out var book) ? book : _lanes[lane] = new(lane);

    /// <summary>Sums of an asset in a lane.</summary>
    public LaneSheet Sheet(Lane lane, AssetId asset) => _sheets.TryGetValue((lane, asset), out var sheet) ? sheet : _sheets[(lane, asset)] = new();

    /// <summary>Every sum.</summary>
    public IEnumerable<(Lane Lane, AssetId Asset, LaneSheet Sheet)> Sheets => _sheets.Select(pair => (pair.Key.Item1, pair.Key.Item2, pair.Value));

    /// <summary>What went in and out of a chain.</summary>
    public AssetFlow Flow(ChainId chain, AssetId asset) => _flows.TryGetValue((chain, asset), out var flow) ? flow : _flows[(chain, asset)] = new();

    /// <summary>The limits of an asset as last read, null before.</summary>
    public LimitsRead? Limits(ChainId chain, AssetId asset) => _limits.GetValueOrDefault((chain, asset));

    /// <summary>The final or seen lock of a name, null when there is none, or when it ended.</summary>
    public Transfer? FindOpen(TransferId id) => Book(id.Lane) is var book && book.Open.TryGetValue(id.Sequence, out var open) ? open.Transfer : SeenLock(book, id.Sequence);

    internal void Take(RiskEvent @event)
    {
        if (@event.At < Now) throw new ProtocolException($"events should not go back in time: {@event.At:O} came after {Now:O}");
        (Now, Match, Matched) = (@event.At, PaymentMatch.None, null);
        Unexplained.Begin();
        switch (@event)
        {
            case LockFinal found: Lock(found); break;
            case LockSeen seen: Book(seen.Transfer.Id.Lane).Seen[seen.Transfer.Id.Sequence] = seen.Transfer; break;
            case LocksRead read: Read(read); break;
            case ReleaseSeen release: Release(release); break;
            case ReleaseVanished vanished: TakeBack(vanished); break;
            case HoldEnded ended: EndHold(ended.Id); break;
            case TransferVoided voided: Void(voided.Id); break;
            case TransferRefunded refunded: Refund(refunded.Id); break;
            case AttestationSigned signed: Sign(signed.Id); break;
            case LimitsRead limits: _limits[(limits.Chain, limits.Asset)] = limits; break;
        }
    }

    private void Lock(LockFinal found)
    {
        var (id, asset) = (found.Transfer.Id, found.Transfer.Asset);
        Unexplained.Answer(id);
        var book = Book(id.Lane);
        book.Seen.Remove(id.Sequence);
        book.SeenBefore.Remove(id.Sequence);
        if (!book.AddLock(found.Transfer, found.At)) return;
        Sheet(id.Lane, asset).Locked += found.Transfer.Amount;
        Flow(id.Lane.Source, asset).In += found.Transfer.Amount;
        // What became of it may have been seen before: others were faster, or this reader is catching up.
        if (book.IsRefunded(id.Sequence)) Repay(book, found.Transfer);
        else if (book.IsVoid(id.Sequence)) book.Open[id.Sequence].IsVoid = true;
        else if (book.Held.ContainsKey(id.Sequence)) book.Open[id.Sequence].IsHeld = true;
        else if (book.IsConsumed(id.Sequence)) book.End(id.Sequence);
    }

    private void Read(LocksRead read)
    {
        // What was seen in the round before and not in this one has vanished, or is final.
        foreach (var book in _lanes.Values.Where(book => book.Lane.Source == read.Chain))
        {
            book.SeenBefore.Clear();
            foreach (var (sequence, transfer) in book.Seen) book.SeenBefore[sequence] = transfer;
            book.Seen.Clear();
        }

        Unexplained.Judge(read, FindOpen);
    }

    private void Release(ReleaseSeen release)
    {
        var book = Book(release.Id.Lane);
        var open = book.Open.GetValueOrDefault(release.Id.Sequence);
        Matched = open?.Transfer ?? SeenLock(book, release.Id.Sequence);
        if (!book.Consume(release.Id.Sequence))
        {
            Match = PaymentMatch.Known;
            if (release.Payout != PayoutKind.Held) EndHold(release.Id);
            return;
        }

        // A lock that is not final may have been replaced by another one: only a final one contradicts.
        var says = Matched is not null && Says(Matched, release);
        Match = open is null ? (says ? PaymentMatch.NotFinal : PaymentMatch.Unknown) : says ? PaymentMatch.Good : PaymentMatch.Contradicts;
        if (open is null) Unexplained.Add(release);
        var sheet = Sheet(release.Id.Lane, release.Asset);
        sheet.Released += release.Amount;
        if (open is { IsSigned: true }) Sheet(release.Id.Lane, open.Transfer.Asset).Pending -= open.Transfer.Amount;
        if (release.Payout == PayoutKind.Held)
        {
            book.Held[release.Id.Sequence] = (release.Asset, release.Amount);
            if (open is not null) (open.IsHeld, open.IsSigned) = (true, false);
            return;
        }

        Flow(release.Id.Lane.Destination, release.Asset).Out += release.Amount;
        book.End(release.Id.Sequence);
    }

    private void TakeBack(ReleaseVanished vanished)
    {
        var release = vanished.Release;
        Unexplained.Vanish(release.Id);
        var book = Book(release.Id.Lane);
        if (!book.Reopen(release.Id.Sequence)) return;
        Sheet(release.Id.Lane, release.Asset).Released -= release.Amount;
        if (!book.Held.Remove(release.Id.Sequence) && release.Payout != PayoutKind.Held) Flow(release.Id.Lane.Destination, release.Asset).Out -= release.Amount;
        if (vanished.Lock is { } @lock) book.PutBack(new(@lock, vanished.At));
    }

    private void EndHold(TransferId id)
    {
        var book = Book(id.Lane);
        if (!book.Held.Remove(id.Sequence, out var held)) return;
        Flow(id.Lane.Destination, held.Asset).Out += held.Amount;
        book.End(id.Sequence);
    }

    private void Void(TransferId id)
    {
        var book = Book(id.Lane);
        book.Consume(id.Sequence);
        book.Void(id.Sequence);
        // A hold that was rejected is not released any more.
        if (book.Held.Remove(id.Sequence, out var held)) Sheet(id.Lane, held.Asset).Released -= held.Amount;
        if (!book.Open.TryGetValue(id.Sequence, out var open)) return;
        if (open.IsSigned) Sheet(id.Lane, open.Transfer.Asset).Pending -= open.Transfer.Amount;
        (open.IsVoid, open.IsHeld, open.IsSigned) = (true, false, false);
    }

    private void Refund(TransferId id)
    {
        var book = Book(id.Lane);
        var open = book.Open.GetValueOrDefault(id.Sequence);
        Matched = open?.Transfer;
        Match = !book.Refund(id.Sequence) ? PaymentMatch.Known
            : book.IsVoid(id.Sequence) ? PaymentMatch.Good
            : book.IsConsumed(id.Sequence) ? PaymentMatch.Contradicts
            : PaymentMatch.Unknown;
        if (open is not null && Match != PaymentMatch.Known) Repay(book, open.Transfer);
    }

    private void Repay(LaneBook book, Transfer transfer)
    {
        Sheet(transfer.Id.Lane, transfer.Asset).Refunded += transfer.Amount;
        Flow(transfer.Id.Lane.Source, transfer.Asset).Out += transfer.Amount;
        book.End(transfer.Id.Sequence);
    }

    private void Sign(TransferId id)
    {
        if (!Book(id.Lane).Open.TryGetValue(id.Sequence, out var open) || open.IsSigned || open.IsHeld || open.IsVoid) return;
        open.IsSigned = true;
        Sheet(id.Lane, open.Transfer.Asset).Pending += open.Transfer.Amount;
    }

    private static Transfer? SeenLock(LaneBook book, ulong sequence) => book.Seen.GetValueOrDefault(sequence) ?? book.SeenBefore.GetValueOrDefault(sequence);

    // Addresses are 32 bytes on both sides: an EVM address is padded.
    internal static bool Says(Transfer transfer, ReleaseSeen release) =>
        transfer.Asset == release.Asset && transfer.Amount == release.Amount && transfer.Recipient == release.Recipient;
}
