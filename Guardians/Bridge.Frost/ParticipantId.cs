using System.Globalization;

namespace Bridge.Frost;

/// <summary>A signer's identifier (RFC 9591, section 4: NonZeroScalar). Here 1 to 65,535; on the guardian API it is the guardian's index.</summary>
public readonly record struct ParticipantId : IComparable<ParticipantId>
{
    private ParticipantId(ushort value) => Value = value;

    /// <summary>1 to 65,535.</summary>
    public ushort Value { get; }

    /// <summary>Makes the identifier.</summary>
    /// <exception cref="ProtocolException">Zero: the polynomial at 0 is the group's secret.</exception>
    public static ParticipantId From(ushort value) =>
        // SECURITY: a share for identifier 0 would be the whole key.
        value == 0 ? throw new ProtocolException("participant identifier should be at least 1 and is 0") : new(value);

    /// <summary>The identifier as an element of the scalar field.</summary>
    public Curve.Scalar ToScalar() => Curve.Scalar.From((ulong)Value);

    /// <inheritdoc/>
    public int CompareTo(ParticipantId other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => Value.ToString(CultureInfo.InvariantCulture);

    // SECURITY: default(ParticipantId) never passed From; whatever collects identifiers asks this first (W9).
    internal ParticipantId EnsureValid() => From(Value);
}
