namespace Bridge.Frost.Signing;

/// <summary>What the machine wants done.</summary>
/// <typeparam name="TCommitment">A signer's commitments, opaque here.</typeparam>
internal abstract record RoastStep<TCommitment>
{
    private RoastStep() { }

    /// <summary>Ask this signer for fresh commitments.</summary>
    internal sealed record Ask(ParticipantId Signer) : RoastStep<TCommitment>;

    /// <summary>Ask these for shares over these commitments, which are spent with it.</summary>
    internal sealed record Open(int Session, IReadOnlyList<KeyValuePair<ParticipantId, TCommitment>> Signers) : RoastStep<TCommitment>;

    /// <summary>Every share of this session is there.</summary>
    internal sealed record Complete(int Session) : RoastStep<TCommitment>;

    /// <summary>Fewer than the threshold can still take part.</summary>
    internal sealed record Hopeless : RoastStep<TCommitment>;
}

/// <summary>
/// ROAST without the cryptography (Ruffing, Ronge, Jin, Schneider-Bensch, Schröder 2022, section 4): who is asked, when t stand ready, which session dies
/// of whom. Events in, steps out; no clock, no network, no randomness.
/// </summary>
/// <remarks>
/// <para>
/// A signer is in one session at a time and takes part in the next only with fresh commitments after it has answered. So every session that did
/// not complete is held up by a signer of its own, and while t signers answer properly at most n - t + 1 sessions are opened. A signer that let a
/// session die without proof of a fault is on probation: it is used again only when there are not t others left.
/// </para>
/// <para>
/// What nobody waits for (late, unsolicited, repeated, of an excluded signer) changes nothing and is not kept: memory is one seat per signer, at most
/// one session per seat, and the commitments that were spent.
/// </para>
/// </remarks>
internal sealed class RoastMachine<TCommitment>
    where TCommitment : notnull
{
    private readonly int _threshold;
    private readonly int _spare;
    private readonly Dictionary<ParticipantId, Seat> _seats;
    private readonly Queue<Seat> _reserve;
    private readonly List<Seat> _ready = [];
    private readonly HashSet<TCommitment> _spent = [];

    internal RoastMachine(int threshold, IEnumerable<ParticipantId> signers, int spare)
    {
        (_threshold, _spare) = (threshold, spare);
        _reserve = new(signers.Select(signer => new Seat(signer)));
        _seats = _reserve.ToDictionary(seat => seat.Signer);
    }

    private enum SeatState
    {
        Idle = 0,
        Asked = 1,
        Ready = 2,
        Signing = 3,
        Answered = 4,
        Excluded = 5,
    }

    /// <summary>How many sessions were opened.</summary>
    internal int Sessions { get; private set; }

    /// <summary>Asks the first t and some to spare; the rest follow when something goes wrong or takes long.</summary>
    internal List<RoastStep<TCommitment>> Start()
    {
        List<RoastStep<TCommitment>> steps = [];
        AskReserve(steps, _threshold + _spare);
        return CheckHope(steps);
    }

    /// <summary>True while this signer's commitments are waited for.</summary>
    internal bool Expects(ParticipantId signer) => _seats.TryGetValue(signer, out var seat) && seat.State == SeatState.Asked;

    /// <summary>True while this signer's share in this session is waited for.</summary>
    internal bool Expects(ParticipantId signer, int session) =>
        _seats.TryGetValue(signer, out var seat) && seat.State == SeatState.Signing && seat.Session!.Number == session;

    internal List<RoastStep<TCommitment>> OnCommitment(ParticipantId signer, TCommitment commitment)
    {
        // SECURITY: commitments that were not asked for could put a signer into two sessions at once, and those that come twice one nonce pair into two packages.
        if (!Expects(signer) || _spent.Contains(commitment)) return [];
        var seat = _seats[signer];
        (seat.State, seat.Commitment) = (SeatState.Ready, commitment);
        _ready.Add(seat);
        List<RoastStep<TCommitment>> steps = [];
        TryOpen(steps);
        return steps;
    }

    /// <summary>A share that verifies. One that does not is <see cref="Exclude"/>.</summary>
    internal List<RoastStep<TCommitment>> OnShare(ParticipantId signer, int session)
    {
        if (!Expects(signer, session)) return [];
        var seat = _seats[signer];
        seat.State = SeatState.Answered;
        List<RoastStep<TCommitment>> steps = [];
        if (--seat.Session!.Missing == 0 && !seat.Session.IsDead) steps.Add(new RoastStep<TCommitment>.Complete(session));
        else if (seat.Session.IsDead || seat.Session.IsOverdue) Ask(steps, seat);
        return steps;
    }

    /// <summary>No answer, or a no that may pass: it can be asked again with <see cref="Retry"/>.</summary>
    internal List<RoastStep<TCommitment>> Decline(ParticipantId signer)
    {
        if (!_seats.TryGetValue(signer, out var seat) || seat.State is not (SeatState.Asked or SeatState.Signing)) return [];
        List<RoastStep<TCommitment>> steps = [];
        var wasSigning = seat.State == SeatState.Signing;
        seat.State = SeatState.Idle;
        if (wasSigning)
        {
            seat.IsOnProbation = true;
            Kill(steps, seat.Session!);
        }

        AskReserve(steps, int.MaxValue);
        TryOpen(steps);
        return steps;
    }

    /// <summary>Asks a signer again that declined.</summary>
    internal List<RoastStep<TCommitment>> Retry(ParticipantId signer)
    {
        List<RoastStep<TCommitment>> steps = [];
        if (_seats.TryGetValue(signer, out var seat) && seat.State == SeatState.Idle) Ask(steps, seat);
        return steps;
    }

    /// <summary>This signer takes no further part.</summary>
    internal List<RoastStep<TCommitment>> Exclude(ParticipantId signer)
    {
        if (!_seats.TryGetValue(signer, out var seat) || seat.State == SeatState.Excluded) return [];
        List<RoastStep<TCommitment>> steps = [];
        var session = seat.State == SeatState.Signing ? seat.Session : null;
        _ready.Remove(seat);
        seat.State = SeatState.Excluded;
        if (session is not null) Kill(steps, session);
        AskReserve(steps, int.MaxValue);
        TryOpen(steps);
        return CheckHope(steps);
    }

    /// <summary>A session that cannot end in a signature though nobody is to blame: all its signers are asked again.</summary>
    internal List<RoastStep<TCommitment>> Abandon(int session)
    {
        List<RoastStep<TCommitment>> steps = [];
        foreach (var seat in _seats.Values.Where(seat => seat.State is SeatState.Signing or SeatState.Answered && seat.Session!.Number == session).ToArray())
        {
            seat.Session!.IsDead = true;
            Ask(steps, seat);
        }

        return steps;
    }

    /// <summary>Time is up for a session (0: for the first commitments): who has answered is asked for the next one, and the reserve too.</summary>
    internal List<RoastStep<TCommitment>> Overtake(int session)
    {
        List<RoastStep<TCommitment>> steps = [];
        foreach (var seat in _seats.Values.Where(seat => seat.Session?.Number == session && seat.State is SeatState.Signing or SeatState.Answered).ToArray())
        {
            seat.Session!.IsOverdue = true;
            if (seat.State == SeatState.Answered) Ask(steps, seat);
        }

        AskReserve(steps, int.MaxValue);
        return steps;
    }

    private void Kill(List<RoastStep<TCommitment>> steps, Session session)
    {
        session.IsDead = true;
        foreach (var seat in _seats.Values.Where(seat => seat.Session == session && seat.State == SeatState.Answered).ToArray()) Ask(steps, seat);
    }

    private void TryOpen(List<RoastStep<TCommitment>> steps)
    {
        while (TryOpenOne(steps)) { }
    }

    private bool TryOpenOne(List<RoastStep<TCommitment>> steps)
    {
        var trusted = _seats.Values.Count(seat => seat.State != SeatState.Excluded && !seat.IsOnProbation);
        var signers = _ready.Where(seat => !seat.IsOnProbation || trusted < _threshold).Take(_threshold).ToList();
        if (signers.Count < _threshold) return false;
        var session = new Session(++Sessions, _threshold);
        foreach (var seat in signers)
        {
            _ready.Remove(seat);
            _spent.Add(seat.Commitment!);
            (seat.State, seat.Session) = (SeatState.Signing, session);
        }

        steps.Add(new RoastStep<TCommitment>.Open(session.Number, [.. signers.Select(seat => KeyValuePair.Create(seat.Signer, seat.Take()))]));
        return true;
    }

    private void AskReserve(List<RoastStep<TCommitment>> steps, int count)
    {
        for (; count > 0 && _reserve.TryDequeue(out var seat); count--)
        {
            if (seat.State == SeatState.Idle) Ask(steps, seat);
        }
    }

    private static void Ask(List<RoastStep<TCommitment>> steps, Seat seat)
    {
        seat.State = SeatState.Asked;
        steps.Add(new RoastStep<TCommitment>.Ask(seat.Signer));
    }

    private List<RoastStep<TCommitment>> CheckHope(List<RoastStep<TCommitment>> steps)
    {
        if (_seats.Values.Count(seat => seat.State != SeatState.Excluded) < _threshold) steps.Add(new RoastStep<TCommitment>.Hopeless());
        return steps;
    }

    private sealed class Session(int number, int missing)
    {
        internal int Number => number;

        internal int Missing { get; set; } = missing;

        internal bool IsDead { get; set; }

        internal bool IsOverdue { get; set; }
    }

    private sealed class Seat(ParticipantId signer)
    {
        internal ParticipantId Signer => signer;

        internal SeatState State { get; set; }

        internal TCommitment? Commitment { get; set; }

        internal Session? Session { get; set; }

        internal bool IsOnProbation { get; set; }

        internal TCommitment Take()
        {
            var commitment = Commitment!;
            Commitment = default;
            return commitment;
        }
    }
}
