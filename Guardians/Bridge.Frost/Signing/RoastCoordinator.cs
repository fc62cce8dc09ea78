namespace Bridge.Frost.Signing;

/// <summary>What a coordinator has to do next. A closed set.</summary>
public abstract record RoastAction
{
    private RoastAction() { }

    /// <summary>Ask this signer for fresh commitments, under a session of its own that it never had.</summary>
    /// <param name="Signer">Whom.</param>
    public sealed record Ask(ParticipantId Signer) : RoastAction;

    /// <summary>Ask every signer of the package for its share, and call <see cref="RoastCoordinator.Overtake"/> when it takes too long.</summary>
    /// <param name="Session">1, 2, …</param>
    /// <param name="Package">What to send.</param>
    public sealed record Sign(int Session, SigningPackage Package) : RoastAction;

    /// <summary>The end: signed, and verified against the group key.</summary>
    /// <param name="Signature">Rx ‖ Ry ‖ z.</param>
    public sealed record Completed(GroupSignature Signature) : RoastAction;

    /// <summary>The end: fewer than the threshold can still take part.</summary>
    public sealed record Hopeless : RoastAction;
}

/// <summary>What a signer was caught at, by its own answer.</summary>
public enum RoastFault
{
    /// <summary>Its share does not verify against its commitments and verifying share (RFC 9591, section 5.4).</summary>
    InvalidShare = 1,

    /// <summary>It answered in another signer's name.</summary>
    OtherSigner = 2,
}

/// <summary>A signer and its fault.</summary>
/// <param name="Signer">Who.</param>
/// <param name="Fault">What.</param>
public sealed record RoastCulprit(ParticipantId Signer, RoastFault Fault);

/// <summary>
/// Gets one message signed by t of n signers of whom up to n - t may lie, stay silent or be slow: ROAST (Ruffing and others 2022) over RFC 9591. A state machine:
/// the caller tells it what came in, over channels that show who speaks, and does what it answers. It does no I/O, has no clock and holds no secret.
/// </summary>
/// <remarks>
/// Each share is verified as it comes; a wrong one excludes its sender and sets the others of its session free. While t signers answer properly at
/// most n - t + 1 sessions are opened (<see cref="Sessions"/>). Not safe for use by several threads; any number of coordinators may run side by side. To
/// cancel, stop calling it.
/// </remarks>
public sealed class RoastCoordinator
{
    private readonly GroupPublicKey _group;
    private readonly byte[] _message;
    private readonly RoastMachine<NonceCommitment> _machine;
    private readonly Dictionary<int, (SigningPackage Package, Dictionary<ParticipantId, SignatureShare> Shares)> _open = [];
    private readonly List<RoastCulprit> _culprits = [];
    private bool _isOver;

    private RoastCoordinator(GroupPublicKey group, byte[] message, RoastMachine<NonceCommitment> machine) =>
        (_group, _message, _machine) = (group, message, machine);

    /// <summary>How many sessions were opened.</summary>
    public int Sessions => _machine.Sessions;

    /// <summary>Who was caught, in order.</summary>
    public IReadOnlyList<RoastCulprit> Culprits => _culprits;

    /// <summary>A coordinator for a digest of this bridge.</summary>
    /// <exception cref="ProtocolException">A zero digest, a signer twice or not of the group, or a negative spare.</exception>
    public static RoastCoordinator From(GroupPublicKey group, MessageDigest digest, IReadOnlyCollection<ParticipantId> signers, int spare = 1) =>
        // SECURITY: default(MessageDigest) is all zeros and never a message (W9).
        From(group, MessageDigest.From(digest.Value).Value.ToArray(), signers, spare);

    /// <summary>A coordinator for one message.</summary>
    /// <param name="group">The key.</param>
    /// <param name="message">What the coordinator wants signed; signers decide on their own.</param>
    /// <param name="signers">Whom to ask, those first that are likely to answer; not necessarily all.</param>
    /// <param name="spare">How many more than t to ask at once.</param>
    /// <exception cref="ProtocolException">A signer twice or not of the group, or a negative spare.</exception>
    public static RoastCoordinator From(GroupPublicKey group, ReadOnlySpan<byte> message, IReadOnlyCollection<ParticipantId> signers, int spare = 1)
    {
        if (spare < 0) throw new ProtocolException($"spare signers should be 0 or more and are {spare}");
        if (signers.Distinct().Count() != signers.Count) throw new ProtocolException("a signer should be listed once");
        foreach (var signer in signers)
        {
            if (!group.VerifyingShares.ContainsKey(signer)) throw new ProtocolException($"participant {signer} is not of this group");
        }

        return new(group, message.ToArray(), new(group.Threshold, signers, spare));
    }

    /// <summary>Begins.</summary>
    public IReadOnlyList<RoastAction> Start() => Act(_machine.Start());

    /// <summary>Commitments came from <paramref name="from"/>.</summary>
    public IReadOnlyList<RoastAction> Receive(ParticipantId from, NonceCommitment commitment)
    {
        if (_isOver || !_machine.Expects(from)) return [];
        // SECURITY: commitments in another's name would make the other the culprit of a session it knows nothing of.
        return commitment.Participant == from ? Act(_machine.OnCommitment(from, commitment)) : Blame(from, RoastFault.OtherSigner);
    }

    /// <summary>A share for a session came from <paramref name="from"/>.</summary>
    public IReadOnlyList<RoastAction> Receive(ParticipantId from, int session, SignatureShare share)
    {
        if (_isOver || !_machine.Expects(from, session)) return [];
        if (share.Participant != from) return Blame(from, RoastFault.OtherSigner);
        var (package, shares) = _open[session];
        // SECURITY: one wrong share spoils the sum; it is caught here, where its sender is known (RFC 9591, section 5.4).
        if (!package.Verify(share)) return Blame(from, RoastFault.InvalidShare);
        shares[from] = share;
        return Act(_machine.OnShare(from, session));
    }

    /// <summary>This signer gave no answer, or a no that may pass. Its session is lost; nobody is blamed.</summary>
    public IReadOnlyList<RoastAction> Decline(ParticipantId signer) => _isOver ? [] : Act(_machine.Decline(signer));

    /// <summary>Asks a signer again that declined, after whatever pause the caller thinks right.</summary>
    public IReadOnlyList<RoastAction> Retry(ParticipantId signer) => _isOver ? [] : Act(_machine.Retry(signer));

    /// <summary>The caller wants no more of this signer: it said no for good, or did something that only the caller can see.</summary>
    public IReadOnlyList<RoastAction> Exclude(ParticipantId signer) => _isOver ? [] : Act(_machine.Exclude(signer));

    /// <summary>Waiting for a session has taken too long: its signers that have answered go on without the others. 0 for the first commitments.</summary>
    public IReadOnlyList<RoastAction> Overtake(int session) => _isOver ? [] : Act(_machine.Overtake(session));

    private List<RoastAction> Blame(ParticipantId signer, RoastFault fault)
    {
        _culprits.Add(new(signer, fault));
        return Act(_machine.Exclude(signer));
    }

    private List<RoastAction> Act(List<RoastStep<NonceCommitment>> steps)
    {
        List<RoastAction> actions = [];
        for (var i = 0; i < steps.Count && !_isOver; i++)
        {
            switch (steps[i])
            {
                case RoastStep<NonceCommitment>.Ask ask:
                    actions.Add(new RoastAction.Ask(ask.Signer));
                    break;
                case RoastStep<NonceCommitment>.Open open:
                    if (TryOpen(open) is { } sign) actions.Add(sign);
                    else steps.AddRange(_machine.Abandon(open.Session));
                    break;
                case RoastStep<NonceCommitment>.Complete complete:
                    var (package, shares) = _open[complete.Session];
                    if (SignatureAggregator.Aggregate(package, shares.Values) is AggregationResult.Completed completed)
                        actions.Add(End(new RoastAction.Completed(completed.Signature)));
                    else steps.AddRange(_machine.Abandon(complete.Session));
                    break;
                case RoastStep<NonceCommitment>.Hopeless:
                    actions.Add(End(new RoastAction.Hopeless()));
                    break;
            }
        }

        Forget();
        return actions;
    }

    private RoastAction.Sign? TryOpen(RoastStep<NonceCommitment>.Open open)
    {
        try
        {
            var package = SigningPackage.From(_group, open.Signers.Select(signer => signer.Value), _message);
            _open.Add(open.Session, (package, []));
            return new(open.Session, package);
        }
        catch (ProtocolException)
        {
            // Commitments that cancel each other out: nobody can be named, all are asked again.
            return null;
        }
    }

    private RoastAction End(RoastAction end)
    {
        _isOver = true;
        return end;
    }

    // A session whose every signer has answered or is gone is over, whatever came of it.
    private void Forget()
    {
        if (_isOver) _open.Clear();
        foreach (var (session, open) in _open.ToArray())
        {
            if (!open.Package.Signers.Any(signer => _machine.Expects(signer, session))) _open.Remove(session);
        }
    }
}
