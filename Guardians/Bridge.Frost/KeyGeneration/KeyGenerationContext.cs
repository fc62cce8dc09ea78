namespace Bridge.Frost.KeyGeneration;

/// <summary>
/// The agreement of a key generation (label <c>bridge/frost/keygen/v1</c>), or of a refresh (label <c>bridge/frost/refresh/v1</c>, which adds the
/// hash of the <see cref="KeyState"/> to be refreshed).
/// </summary>
/// <remarks>
/// A refresh is a key generation whose polynomials have no constant term: everyone's share changes, the group key does not, and shares from before
/// and after it do not fit together (Herzberg and others 1995, section 3.2). Its stages, packages and blame are those of a key generation.
/// </remarks>
public sealed class KeyGenerationContext : CeremonyContext
{
    private KeyGenerationContext(
        string label, BridgeId bridge, GuardianEpoch epoch, Bytes32 session, int threshold, IReadOnlyCollection<KeyGenerationMember> members, KeyState? current)
        : base(label, bridge, epoch, session, threshold, members, current is null ? [] : current.Hash.ToArray()) => Current = current;

    /// <summary>The key that is refreshed, or null when a new one is made.</summary>
    public KeyState? Current { get; }

    /// <summary>How many commitments each participant's polynomial has: t, or t - 1 when it has no constant term.</summary>
    public int CommitmentCount => Threshold - LowestDegree;

    internal int LowestDegree => Current is null ? 0 : 1;

    /// <summary>A new key.</summary>
    /// <exception cref="ProtocolException">Zero ids, a member or an identity twice, or a threshold that is not 2 to n.</exception>
    public static KeyGenerationContext From(
        BridgeId bridge, GuardianEpoch epoch, Bytes32 session, int threshold, IEnumerable<KeyGenerationMember> members) =>
        new("bridge/frost/keygen/v1", bridge, epoch, session, threshold, [.. members], null);

    /// <summary>New shares for the same key, epoch and threshold. All holders take part.</summary>
    /// <exception cref="ProtocolException">Zero ids, an identity twice, or the members are not exactly the holders of <paramref name="current"/>.</exception>
    public static KeyGenerationContext ForRefresh(BridgeId bridge, Bytes32 session, KeyState current, IEnumerable<KeyGenerationMember> members)
    {
        KeyGenerationMember[] all = [.. members];
        // SECURITY: a holder left out would keep a share that signs nothing, a stranger let in would get one that counts.
        if (!AreParticipantsOf(current.Group, all)) throw new ProtocolException("the members of a refresh should be exactly the holders of the key");
        return new("bridge/frost/refresh/v1", bridge, current.Version.Epoch, session, current.Group.Threshold, all, current);
    }

    /// <summary>What the shares that come out are called.</summary>
    public KeyVersion VersionOf(Bytes32 transcript) => new(Epoch, Current is null ? 0 : checked(Current.Version.Generation + 1), transcript);

    /// <inheritdoc/>
    public override string ToString() => $"{(Current is null ? "key generation" : "refresh")} {Hash}, {Threshold} of {Members.Count}, epoch {Epoch}";
}
