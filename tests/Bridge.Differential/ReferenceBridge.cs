namespace Bridge.Differential;

/// <summary>
/// The rules of one chain's side of the bridge, as short as they can be written: what a vault and a program on two very different machines have to agree with.
/// One asset at home, one lane, time as a number. No signatures, no encodings: those are tested elsewhere.
/// </summary>
public sealed class ReferenceBridge
{
    private readonly Dictionary<ulong, Held> _holds = [];
    private readonly Dictionary<ulong, Locked> _locks = [];
    private readonly int[] _levels = new int[4];
    private ulong _bucket;
    private ulong _bucketAt;

    /// <summary>Opens the asset; the first bucket is full.</summary>
    public ReferenceBridge(ulong now, Limits limits, IReadOnlyList<ulong> incoming)
    {
        (Now, Limits, Incoming) = (now, limits, incoming);
        (_bucket, _bucketAt) = (limits.Capacity, now);
        States = new int[incoming.Count + 1];
    }

    /// <summary>Seconds: between two signatures and their effect; youngest hold that is paid; age of a lock that may be asked back.</summary>
    public const ulong LoosenDelay = 100, HoldMinAge = 50, RefundDelay = 600;

    /// <summary>Unix seconds.</summary>
    public ulong Now { get; private set; }

    /// <summary>In force but for levels.</summary>
    public Limits Limits { get; private set; }

    /// <summary>Amounts of the transfers that the other chain has locked, sequence 1 first.</summary>
    public IReadOnlyList<ulong> Incoming { get; }

    /// <summary>Per incoming sequence: 0 open, 1 released, 2 held, 3 voided.</summary>
    public int[] States { get; }

    /// <summary>What left to recipients, and what went back to senders.</summary>
    public (ulong Paid, ulong Refunded) Out { get; private set; }

    private int Strictest => Math.Max(_levels[1], Math.Max(_levels[2], _levels[3]));

    /// <summary>Does one step.</summary>
    public Outcome Do(Operation step) => step.Kind switch
    {
        OperationKind.Deliver => Deliver(step.A),
        OperationKind.Lock => Lock(step.A),
        OperationKind.RequestRefund => Of(RequestRefund(step.A)),
        OperationKind.Refund => Of(Refund(step.A)),
        OperationKind.Void => Of(Void(step.A)),
        OperationKind.Approve => Of(Approve(step.A, step.B)),
        OperationKind.Reject => Of(Reject(step.A)),
        OperationKind.ExecuteHold => Of(ExecuteHold(step.A)),
        OperationKind.Raise => Of(SetLevel(step.A, (int)step.B, (int)step.B > _levels[step.A])),
        OperationKind.Lower => Of(After(LoosenDelay) && SetLevel(step.A, (int)step.B, (int)step.B < _levels[step.A])),
        OperationKind.LowerLimits => Of(LowerLimits(new(step.A, step.B, step.C, step.D))),
        OperationKind.SetLimits => Of(After(LoosenDelay) && SetLimits(new(step.A, step.B, step.C, step.D))),
        OperationKind.Wait => Of(After(step.A)),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step, "unknown step"),
    };

    /// <summary>
    /// Everything that can be seen at the end: states of incoming transfers; of locks 1 waits, 2 asked back, 3 refunded; what the bucket would let out; three levels; four
    /// limits; paid; refunded; time.
    /// </summary>
    public IReadOnlyList<ulong> Final() =>
    [
        .. States.Skip(1).Select(state => (ulong)state),
        .. Enumerable.Range(1, _locks.Count).Select(sequence => _locks[(ulong)sequence] is { Refunded: true } ? 3ul : _locks[(ulong)sequence].Requested ? 2ul : 1ul),
        Level(Limits.At(Math.Max(_levels[1], _levels[3]))),
        (ulong)_levels[1], (ulong)_levels[2], (ulong)_levels[3],
        Limits.MaxRelease, Limits.Capacity, Limits.RefillPerSecond, Limits.HoldThreshold,
        Out.Paid, Out.Refunded, Now,
    ];

    private static Outcome Of(bool done) => done ? Outcome.Done : Outcome.Refused;

    private Outcome Deliver(ulong sequence)
    {
        if (States[sequence] != 0 || Strictest >= 5) return Outcome.Refused;
        var amount = Incoming[(int)sequence - 1];
        if (amount >= Limits.At(Strictest).HoldThreshold)
        {
            // What is closed is not even written down.
            if (Limits.MaxRelease == 0) return Outcome.Refused;
            _holds[sequence] = new(Now);
            States[sequence] = 2;
            return Outcome.Held;
        }

        if (!Charge(amount)) return Outcome.Refused;
        States[sequence] = 1;
        Out = (Out.Paid + amount, Out.Refunded);
        return Outcome.Done;
    }

    private Outcome Lock(ulong amount)
    {
        // What is more than one release may be would never come out on either side; of a closed asset that is everything.
        if (Strictest >= 4 || amount > Limits.MaxRelease) return Outcome.Refused;
        _locks[(ulong)_locks.Count + 1] = new(amount, Now);
        return Outcome.Done;
    }

    private bool RequestRefund(ulong sequence)
    {
        if (Strictest >= 5 || !_locks.TryGetValue(sequence, out var locked) || locked.Requested || locked.Refunded || Now < locked.At + RefundDelay) return false;
        _locks[sequence] = locked with { Requested = true };
        return true;
    }

    private bool Refund(ulong sequence)
    {
        if (Strictest >= 3 || !_locks.TryGetValue(sequence, out var locked) || locked.Refunded || !Charge(locked.Amount)) return false;
        _locks[sequence] = locked with { Refunded = true };
        Out = (Out.Paid, Out.Refunded + locked.Amount);
        return true;
    }

    private bool Void(ulong sequence)
    {
        if (Strictest >= 5 || States[sequence] is 1 or 3) return false;
        States[sequence] = 3;
        return true;
    }

    private bool Approve(ulong sequence, ulong officer)
    {
        if (Strictest >= 5 || States[sequence] != 2 || _holds[sequence].Approvals.Count == 2) return false;
        return _holds[sequence].Approvals.Add(officer);
    }

    private bool Reject(ulong sequence)
    {
        if (States[sequence] != 2) return false;
        States[sequence] = 3;
        return true;
    }

    private bool ExecuteHold(ulong sequence)
    {
        if (Strictest >= 5 || States[sequence] != 2) return false;
        var hold = _holds[sequence];
        if (hold.Approvals.Count < 2 || Now < hold.At + HoldMinAge || !Charge(Incoming[(int)sequence - 1])) return false;
        States[sequence] = 1;
        Out = (Out.Paid + Incoming[(int)sequence - 1], Out.Refunded);
        return true;
    }

    private bool SetLevel(ulong scope, int level, bool allowed)
    {
        if (allowed) _levels[scope] = level;
        return allowed;
    }

    private bool LowerLimits(Limits to)
    {
        var lower = to.MaxRelease <= Limits.MaxRelease && to.Capacity <= Limits.Capacity && to.RefillPerSecond <= Limits.RefillPerSecond && to.HoldThreshold <= Limits.HoldThreshold;
        return lower && to != Limits && SetLimits(to);
    }

    private bool SetLimits(Limits to)
    {
        if (!to.AreValid) return false;
        // No change of limits is a refill.
        (_bucket, _bucketAt) = (Math.Min(Level(Limits), to.Capacity), Now);
        Limits = to;
        return true;
    }

    private bool After(ulong seconds)
    {
        Now += seconds;
        return true;
    }

    private bool Charge(ulong amount)
    {
        var level = Level(Limits.At(Strictest));
        if (amount > Limits.MaxRelease || amount > level) return false;
        (_bucket, _bucketAt) = (level - amount, Now);
        return true;
    }

    private ulong Level(Limits flow) => Math.Min(flow.Capacity, _bucket + ((Now - _bucketAt) * flow.RefillPerSecond));

    private sealed record Held(ulong At)
    {
        public HashSet<ulong> Approvals { get; } = [];
    }

    private sealed record Locked(ulong Amount, ulong At, bool Requested = false, bool Refunded = false);
}
