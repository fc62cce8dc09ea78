using Bridge.Frost.Curve;

namespace Bridge.Frost.Signing;

/// <summary>
/// What one signing session is about: the group, the commitments of its signers in ascending order, and the message (RFC 9591, section 5.2).
/// From it follow, the same for everybody: the binding factors (section 4.4), the group commitment R (4.5) and the challenge (4.6).
/// </summary>
/// <remarks>
/// Whoever has a <see cref="SigningPackage"/> may rely on: between threshold and n distinct signers, all of the group, none of the points
/// the identity. A signer builds its own from the coordinator's commitments and from the message it decided on itself.
/// </remarks>
public sealed class SigningPackage
{
    private readonly NonceCommitment[] _commitments;
    private readonly ParticipantId[] _signers;
    private readonly Scalar[] _bindingFactors;
    private readonly Point[] _boundNonces;
    private readonly Scalar[] _coefficients;
    private readonly byte[] _message;

    private SigningPackage(GroupPublicKey group, NonceCommitment[] commitments, byte[] message)
    {
        (Group, _commitments, _message) = (group, commitments, message);
        _signers = Array.ConvertAll(commitments, static commitment => commitment.Participant);
        _bindingFactors = ComputeBindingFactors();
        _boundNonces = Bind(commitments, _bindingFactors);
        GroupCommitment = ComputeGroupCommitment(commitments, _boundNonces);
        Challenge = FrostVerifier.Challenge(GroupCommitment, group.Key, message);
        _coefficients = group.CoefficientsOf(_signers);
    }

    /// <summary>The key that signs.</summary>
    public GroupPublicKey Group { get; }

    /// <summary>The signers' commitments, ascending.</summary>
    public IReadOnlyList<NonceCommitment> Commitments => _commitments;

    /// <summary>The signers, ascending.</summary>
    public IReadOnlyList<ParticipantId> Signers => _signers;

    /// <summary>What is signed.</summary>
    public ReadOnlyMemory<byte> Message => _message;

    /// <summary>R = Σ D_i + ρ_i·E_i.</summary>
    public Point GroupCommitment { get; }

    /// <summary>c = H2(R ‖ P ‖ message).</summary>
    public Scalar Challenge { get; }

    /// <summary>A session over a digest of this bridge.</summary>
    /// <exception cref="ProtocolException">The commitments are no valid set; the message says why.</exception>
    public static SigningPackage From(GroupPublicKey group, IEnumerable<NonceCommitment> commitments, MessageDigest digest) =>
        // SECURITY: default(MessageDigest) is all zeros and never a message (W9).
        From(group, commitments, MessageDigest.From(digest.Value).Value.ToArray());

    /// <summary>A session over any message.</summary>
    /// <exception cref="ProtocolException">The commitments are no valid set; the message says why.</exception>
    public static SigningPackage From(GroupPublicKey group, IEnumerable<NonceCommitment> commitments, ReadOnlySpan<byte> message)
    {
        var sorted = commitments.ToArray();
        Array.Sort(sorted, static (left, right) => left.Participant.CompareTo(right.Participant));
        // SECURITY: fewer than the threshold cannot sign, and a share given to them would help a later forgery.
        if (sorted.Length < group.Threshold || sorted.Length > group.Count)
            throw new ProtocolException($"a session should have {group.Threshold} to {group.Count} commitments and has {sorted.Length}");
        for (var i = 0; i < sorted.Length; i++)
        {
            // SECURITY: the Lagrange coefficients exist only for distinct identifiers, and mean something only within the group.
            if (i > 0 && sorted[i].Participant == sorted[i - 1].Participant)
                throw new ProtocolException($"participant {sorted[i].Participant} has two commitments in one session");
            if (!group.VerifyingShares.ContainsKey(sorted[i].Participant))
                throw new ProtocolException($"participant {sorted[i].Participant} is not of this group");
        }

        return new(group, sorted, message.ToArray());
    }

    /// <summary>This signer's commitment, or null when it is not in the session.</summary>
    public NonceCommitment? CommitmentOf(ParticipantId participant) => IndexOf(participant) is var index and >= 0 ? _commitments[index] : null;

    /// <summary>ρ_i.</summary>
    /// <exception cref="ProtocolException">Not a signer of this session.</exception>
    public Scalar BindingFactorOf(ParticipantId participant) => _bindingFactors[RequiredIndexOf(participant)];

    /// <summary>λ_i over the signers of this session (RFC 9591, section 4.2).</summary>
    /// <exception cref="ProtocolException">Not a signer of this session.</exception>
    public Scalar LagrangeCoefficientOf(ParticipantId participant) => _coefficients[RequiredIndexOf(participant)];

    /// <summary>
    /// z_i·G = D_i + ρ_i·E_i + λ_i·c·PK_i: the share is what its owner should have sent (RFC 9591, section 5.4). Computed as
    /// z_i·G - λ_i·c·PK_i = D_i + ρ_i·E_i, whose left side is one recovery and whose right side is known from the group commitment.
    /// </summary>
    public bool Verify(SignatureShare share)
    {
        var index = IndexOf(share.Participant);
        if (index < 0) return false;
        var left = FrostVerifier.Recover(Group.VerifyingShares[share.Participant], share.Value, _coefficients[index] * Challenge);
        return left is not null && left.Equals(Point.Sum(_commitments[index].Hiding, _boundNonces[index]));
    }

    /// <summary>The place of a signer among the commitments, negative for anybody else.</summary>
    internal int IndexOf(ParticipantId participant) => Array.BinarySearch(_signers, participant);

    /// <summary>What binding factor ρ_i is the hash of: P ‖ H4(message) ‖ H5(all commitments) ‖ i (RFC 9591, section 4.4).</summary>
    internal byte[] BindingFactorInput(ParticipantId participant)
    {
        var input = BindingFactorPrefix();
        participant.ToScalar().CopyTo(input.AsSpan(input.Length - Scalar.Size));
        return input;
    }

    /// <summary>R from D_i and ρ_i·E_i (RFC 9591, section 4.5).</summary>
    /// <exception cref="ProtocolException">R is the identity.</exception>
    internal static Point ComputeGroupCommitment(NonceCommitment[] commitments, Point[] boundNonces)
    {
        var points = new Point[2 * commitments.Length];
        for (var i = 0; i < commitments.Length; i++) (points[2 * i], points[(2 * i) + 1]) = (commitments[i].Hiding, boundNonces[i]);

        // SECURITY: with R at infinity z is a multiple of the key itself.
        return Point.Sum(points) ?? throw new ProtocolException("group commitment should not be the identity");
    }

    private static Point[] Bind(NonceCommitment[] commitments, Scalar[] bindingFactors)
    {
        var bound = new Point[commitments.Length];
        for (var i = 0; i < bound.Length; i++)
            bound[i] = commitments[i].Binding.Multiply(bindingFactors[i]) ?? throw new ProtocolException("binding factor should not be zero");
        return bound;
    }

    private byte[] BindingFactorPrefix()
    {
        // RFC 9591, section 4.3: encode_group_commitment_list.
        const int entry = Scalar.Size + (2 * Point.Size);
        var list = new byte[_commitments.Length * entry];
        for (var i = 0; i < _commitments.Length; i++)
        {
            var slot = list.AsSpan(i * entry);
            _commitments[i].Participant.ToScalar().CopyTo(slot);
            _commitments[i].Hiding.Encoded.CopyTo(slot[Scalar.Size..]);
            _commitments[i].Binding.Encoded.CopyTo(slot[(Scalar.Size + Point.Size)..]);
        }

        var input = new byte[Point.Size + (3 * 32)];
        Group.Key.Encoded.CopyTo(input);
        Ciphersuite.H4(_message).CopyTo(input.AsSpan(Point.Size));
        Ciphersuite.H5(list).CopyTo(input.AsSpan(Point.Size + 32));
        return input;
    }

    private Scalar[] ComputeBindingFactors()
    {
        // SECURITY: ρ covers the key, the message and every commitment; one constant ρ would let parallel sessions be combined (ROS).
        var input = BindingFactorPrefix();
        var factors = new Scalar[_commitments.Length];
        for (var i = 0; i < factors.Length; i++)
        {
            _commitments[i].Participant.ToScalar().CopyTo(input.AsSpan(input.Length - Scalar.Size));
            factors[i] = Ciphersuite.H1(input);
        }

        return factors;
    }

    private int RequiredIndexOf(ParticipantId participant) => IndexOf(participant) is var index and >= 0
        ? index
        : throw new ProtocolException($"participant {participant} is not in this session");
}
