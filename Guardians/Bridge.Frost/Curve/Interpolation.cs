namespace Bridge.Frost.Curve;

/// <summary>Lagrange interpolation over the scalar field (RFC 9591, section 4.2). All identifiers are public.</summary>
internal static class Interpolation
{
    /// <summary>
    /// The coefficients that give f(<paramref name="at"/>) from f at <paramref name="identifiers"/>, in their order:
    /// λ_i = Π_{j≠i} (x_j - at) / (x_j - x_i). The identifiers are distinct, which their owner has checked.
    /// </summary>
    internal static Scalar[] Coefficients(ReadOnlySpan<ParticipantId> identifiers, ushort at)
    {
        var numerators = new Scalar[identifiers.Length];
        var denominators = new Scalar[identifiers.Length];

        // Numerators are products of all but one: those before times those after.
        var (before, after) = (Scalar.One, Scalar.One);
        for (var i = 0; i < identifiers.Length; i++)
        {
            numerators[i] = before;
            before *= Difference(identifiers[i].Value, at);
        }

        for (var i = identifiers.Length - 1; i >= 0; i--)
        {
            numerators[i] *= after;
            after *= Difference(identifiers[i].Value, at);
            denominators[i] = Differences(identifiers, i);
        }

        Invert(denominators);
        for (var i = 0; i < identifiers.Length; i++) numerators[i] *= denominators[i];
        return numerators;
    }

    /// <summary>Replaces each number by its inverse with one inversion for all (Montgomery's trick).</summary>
    internal static void Invert(Span<Scalar> values)
    {
        var prefixes = new Scalar[values.Length];
        var product = Scalar.One;
        for (var i = 0; i < values.Length; i++)
        {
            prefixes[i] = product;
            product *= values[i];
        }

        var inverse = product.Inverse();
        for (var i = values.Length - 1; i >= 0; i--)
        {
            var value = values[i];
            values[i] = inverse * prefixes[i];
            inverse *= value;
        }
    }

    // Π_{j≠i} (x_j - x_i). Differences of identifiers have 16 bits and a sign: three fit into one limb before there is anything to reduce.
    private static Scalar Differences(ReadOnlySpan<ParticipantId> identifiers, int i)
    {
        var (product, part, isNegative) = (Scalar.One, 1UL, false);
        for (var j = 0; j < identifiers.Length; j++)
        {
            if (i == j) continue;
            var difference = identifiers[j].Value - identifiers[i].Value;
            isNegative ^= difference < 0;
            part *= (ulong)Math.Abs(difference);
            if (part >> 48 == 0) continue;
            product *= Scalar.From(part);
            part = 1;
        }

        product *= Scalar.From(part);
        return isNegative ? -product : product;
    }

    private static Scalar Difference(ushort left, ushort right) =>
        left >= right ? Scalar.From((ulong)(left - right)) : -Scalar.From((ulong)(right - left));
}
