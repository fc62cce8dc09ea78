using System.Buffers.Binary;
using System.Security.Cryptography;
using Bridge.Frost.Curve;
using Bridge.Protocol.Deployments;

namespace Bridge.Frost;

/// <summary>
/// The public half of a shared key: threshold, group key and each participant's verifying share (RFC 9591, section 5: PK and PK_i). It exists
/// only when all of it agrees: the group key and all shares lie on one polynomial of degree threshold - 1 at most.
/// </summary>
public sealed class GroupPublicKey
{
    /// <summary>Most participants that one key may have.</summary>
    public const int MaximumParticipants = 1000;

    private readonly SortedDictionary<ParticipantId, Point> _shares;
    private readonly ParticipantId[] _participants;
    private readonly Scalar[] _weights;

    private GroupPublicKey(int threshold, Point key, SortedDictionary<ParticipantId, Point> shares, ParticipantId[] participants, Scalar[] weights) =>
        (Threshold, Key, _shares, _participants, _weights) = (threshold, key, shares, participants, weights);

    /// <summary>How many must sign, at least 2.</summary>
    public int Threshold { get; }

    /// <summary>How many hold a share.</summary>
    public int Count => _shares.Count;

    /// <summary>The key that signatures verify against.</summary>
    public Point Key { get; }

    /// <summary>The same as the protocol carries it.</summary>
    public GroupKey GroupKey => Key.ToGroupKey();

    /// <summary>Who holds a share, ascending.</summary>
    public IReadOnlyCollection<ParticipantId> Participants => _shares.Keys;

    /// <summary>Each participant's share times G.</summary>
    public IReadOnlyDictionary<ParticipantId, Point> VerifyingShares => _shares;

    /// <summary>Takes the parts and checks that they agree.</summary>
    /// <exception cref="ProtocolException">Threshold not between 2 and the number of shares, or the shares do not belong to the key.</exception>
    public static GroupPublicKey From(int threshold, Point key, IEnumerable<KeyValuePair<ParticipantId, Point>> verifyingShares)
    {
        var shares = new SortedDictionary<ParticipantId, Point>();
        foreach (var (participant, share) in verifyingShares)
        {
            if (!shares.TryAdd(participant.EnsureValid(), share)) throw new ProtocolException($"participant {participant} has two verifying shares");
        }

        if (shares.Count > MaximumParticipants)
            throw new ProtocolException($"a group should have at most {MaximumParticipants} participants and has {shares.Count}");
        // SECURITY: a threshold of zero or one would let nobody or anybody sign (W9).
        if (threshold < 2 || threshold > shares.Count)
            throw new ProtocolException($"threshold should be 2 to {shares.Count} and is {threshold}");
        // SECURITY: the chains' verifier recovers with r = Px, which needs Px below the group order; shares are checked the same way.
        foreach (var point in shares.Values.Prepend(key)) _ = Scalar.From(point.X.ToArray());

        // SECURITY: shares that are not the key's would blame honest signers, and a longer polynomial would raise the threshold (M37).
        ParticipantId[] participants = [.. shares.Keys];
        var weights = Interpolation.Weights(participants);
        return AreOnePolynomial(threshold, [key, .. shares.Values], participants, weights)
            ? new(threshold, key, shares, participants, weights)
            : throw new ProtocolException("verifying shares should belong to the group key and the threshold");
    }

    /// <summary>The key of the guardians in force, from the deployment's public facts.</summary>
    /// <exception cref="ProtocolException">Key generation has not finished, or the facts contradict each other.</exception>
    public static GroupPublicKey From(GuardianSetDeployment guardians) => From(
        guardians.Threshold,
        Point.Parse(guardians.GroupKey),
        guardians.Members.Select(member => KeyValuePair.Create(ParticipantId.From(member.Index), Point.Parse(member.VerifyingShare))));

    /// <summary>Reads what <see cref="Encode"/> wrote.</summary>
    /// <exception cref="ProtocolException">Other form, or the parts do not agree.</exception>
    public static GroupPublicKey Decode(ReadOnlySpan<byte> bytes)
    {
        const int entry = 2 + Point.Size;
        if (bytes.Length < 4 + Point.Size) throw new ProtocolException($"group public key should be at least {4 + Point.Size} bytes and is {bytes.Length}");
        var count = BinaryPrimitives.ReadUInt16BigEndian(bytes[2..]);
        if (bytes.Length != 4 + Point.Size + (entry * count))
            throw new ProtocolException($"group public key of {count} should be {4 + Point.Size + (entry * count)} bytes and is {bytes.Length}");
        if (count > MaximumParticipants) throw new ProtocolException($"a group should have at most {MaximumParticipants} participants and has {count}");
        var shares = new List<KeyValuePair<ParticipantId, Point>>(count);
        var rest = bytes[(4 + Point.Size)..];
        for (; !rest.IsEmpty; rest = rest[entry..])
        {
            var participant = ParticipantId.From(BinaryPrimitives.ReadUInt16BigEndian(rest));
            if (shares.Count > 0 && shares[^1].Key.CompareTo(participant) >= 0) throw new ProtocolException("verifying shares should be in ascending order");
            shares.Add(KeyValuePair.Create(participant, Point.From(rest[2..entry])));
        }

        return From(BinaryPrimitives.ReadUInt16BigEndian(bytes), Point.From(bytes[4..(4 + Point.Size)]), shares);
    }

    /// <summary>
    /// <code>
    /// offset  size  field
    /// 0       2     threshold
    /// 2       2     number of participants n
    /// 4       33    group key
    /// 37      35·n  ascending: participant 2 ‖ verifying share 33
    /// </code>
    /// </summary>
    public byte[] Encode()
    {
        var bytes = new byte[4 + Point.Size + (_shares.Count * (2 + Point.Size))];
        BinaryPrimitives.WriteUInt16BigEndian(bytes, checked((ushort)Threshold));
        BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(2), checked((ushort)Count));
        Key.Encoded.CopyTo(bytes.AsSpan(4));
        var rest = bytes.AsSpan(4 + Point.Size);
        foreach (var (participant, share) in _shares)
        {
            BinaryPrimitives.WriteUInt16BigEndian(rest, participant.Value);
            share.Encoded.CopyTo(rest[2..]);
            rest = rest[(2 + Point.Size)..];
        }

        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Threshold} of {Count}, {Key}";

    /// <summary>λ_i of each of these members, distinct and ascending, which their owner has checked (RFC 9591, section 4.2).</summary>
    internal Scalar[] CoefficientsOf(ReadOnlySpan<ParticipantId> signers) => Interpolation.Coefficients(signers, _participants, _weights);

    // Values at distinct x_0..x_n lie on a polynomial of degree < t exactly when Σ v_i·p(x_i)·Y_i = 0 for every p of degree ≤ n - t, with
    // v_i = Π_{j≠i} 1/(x_i - x_j) (the dual of a Reed-Solomon code; SCRAPE, Cascudo and David 2017, section 2.1). One random p misses a
    // wrong set with a chance of 1/n. x_0 = 0 carries the group key.
    private static bool AreOnePolynomial(int threshold, Point[] points, ParticipantId[] participants, Scalar[] weights)
    {
        var test = new Scalar[participants.Length - threshold + 1];
        for (var i = 0; i < test.Length; i++) test[i] = Scalar.Reduce(RandomNumberGenerator.GetBytes(48));

        var scalars = new Scalar[points.Length];
        for (var i = 0; i < points.Length; i++)
        {
            var (at, value) = (i == 0 ? Scalar.Zero : participants[i - 1].ToScalar(), Scalar.Zero);
            for (var k = test.Length - 1; k >= 0; k--) value = (value * at) + test[k];
            scalars[i] = weights[i] * value;
        }

        return Point.Combine(scalars, points) is null;
    }
}
