using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;

namespace Bridge.Frost.Repair;

/// <summary>
/// The agreement of a repair: t or more holders (the helpers) give one that lost its share (the recipient) the very same share again. Label
/// <c>bridge/frost/repair/v1</c>, to which the hash adds: hash of the <see cref="KeyState"/> 32 ‖ recipient 2.
/// </summary>
public sealed class RepairContext : CeremonyContext
{
    private readonly Dictionary<ParticipantId, Scalar> _coefficients;

    private RepairContext(BridgeId bridge, Bytes32 session, KeyState current, ParticipantId recipient, IReadOnlyCollection<KeyGenerationMember> members)
        : base(
            "bridge/frost/repair/v1", bridge, current.Version.Epoch, session, current.Group.Threshold, members,
            [.. current.Hash.ToArray(), (byte)(recipient.Value >> 8), (byte)recipient.Value])
    {
        (Current, Recipient) = (current, recipient);
        Helpers = [.. Members.Keys.Where(member => member != recipient)];
        var coefficients = Interpolation.Coefficients([.. Helpers], recipient.Value);
        _coefficients = Helpers.Zip(coefficients).ToDictionary();
    }

    /// <summary>The key and the state of its shares.</summary>
    public KeyState Current { get; }

    /// <summary>Who lost its share.</summary>
    public ParticipantId Recipient { get; }

    /// <summary>Who helps, ascending.</summary>
    public IReadOnlyList<ParticipantId> Helpers { get; }

    /// <summary>Makes the agreement. <paramref name="members"/> are the recipient and the helpers.</summary>
    /// <exception cref="ProtocolException">Zero ids, a member or identity twice, a stranger, no recipient, or fewer helpers than the threshold.</exception>
    public static RepairContext From(
        BridgeId bridge, Bytes32 session, KeyState current, ParticipantId recipient, IEnumerable<KeyGenerationMember> members)
    {
        KeyGenerationMember[] all = [.. members];
        if (all.FirstOrDefault(member => !current.Group.VerifyingShares.ContainsKey(member.Participant)) is { Participant: var stranger } && stranger != default)
            throw new ProtocolException($"participant {stranger} is not of this group");
        if (all.All(member => member.Participant != recipient.EnsureValid())) throw new ProtocolException("the recipient of a repair should be among its members");
        // SECURITY: fewer than t shares do not determine the lost one; what came out would not be a share.
        if (all.Length - 1 < current.Group.Threshold)
            throw new ProtocolException($"a repair should have at least {current.Group.Threshold} helpers and has {all.Length - 1}");
        return new(bridge, session, current, recipient, all);
    }

    /// <inheritdoc/>
    public override string ToString() => $"repair {Hash} of share {Recipient} by {string.Join(", ", Helpers)}, {Current.Version}";

    /// <summary>λ_i: what helper i's share counts in the recipient's.</summary>
    internal Scalar CoefficientOf(ParticipantId helper) => _coefficients[helper];
}
