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
            var differences = Product.Empty;
            for (var j = 0; j < identifiers.Length; j++)
            {
                if (i != j) differences.Multiply(identifiers[j].Value - identifiers[i].Value);
            }

            denominators[i] = differences.Value;
        }

        Invert(denominators);
        for (var i = 0; i < identifiers.Length; i++) numerators[i] *= denominators[i];
        return numerators;
    }

    /// <summary>The weight of each participant when 0 carries a value too: v_i = 1/x_i · Π_{j≠i} 1/(x_i - x_j); that of 0 comes first.</summary>
    internal static Scalar[] Weights(ReadOnlySpan<ParticipantId> participants)
    {
        var at = new int[participants.Length + 1];
        for (var i = 0; i < participants.Length; i++) at[i + 1] = participants[i].Value;
        var weights = new Scalar[at.Length];
        for (var i = 0; i < at.Length; i++)
        {
            var differences = Product.Empty;
            for (var j = 0; j < at.Length; j++)
            {
                if (i != j) differences.Multiply(at[i] - at[j]);
            }

            weights[i] = differences.Value;
        }

        Invert(weights);
        return weights;
    }

    /// <summary>
    /// The coefficients that give f(0) from f at <paramref name="signers"/>, some of <paramref name="participants"/>, both ascending, by the
    /// <see cref="Weights"/> of all: whoever does not sign is multiplied away again, λ_i = (-1)^(t-1) · Π_{j signs} x_j · v_i · Π_{j does not} (x_i - x_j).
    /// No inversion is left, which for few signers would cost as much as half a point multiplication.
    /// </summary>
    internal static Scalar[] Coefficients(ReadOnlySpan<ParticipantId> signers, ReadOnlySpan<ParticipantId> participants, ReadOnlySpan<Scalar> weights)
    {
        var absent = new int[participants.Length - signers.Length];
        var at = new int[signers.Length];
        var common = Product.Empty;
        var (signer, other) = (0, 0);
        for (var i = 0; i < participants.Length; i++)
        {
            if (signer < signers.Length && signers[signer] == participants[i])
            {
                common.Multiply(signer == 0 ? participants[i].Value : -participants[i].Value);
                at[signer++] = i;
            }
            else
            {
                absent[other++] = participants[i].Value;
            }
        }

        var coefficients = new Scalar[signers.Length];
        var factor = common.Value;
        for (var i = 0; i < coefficients.Length; i++)
        {
            var differences = Product.Empty;
            foreach (var value in absent) differences.Multiply(signers[i].Value - value);
            coefficients[i] = differences.Value * (factor * weights[at[i] + 1]);
        }

        return coefficients;
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

    private static Scalar Difference(ushort left, ushort right) =>
        left >= right ? Scalar.From((ulong)(left - right)) : -Scalar.From((ulong)(right - left));

    // Differences of identifiers have 16 bits and a sign: three or more fit into one limb before there is anything to reduce.
    private struct Product
    {
        private Scalar _product;
        private ulong _part;
        private bool _isNegative;

        internal static Product Empty => new() { _product = Scalar.One, _part = 1 };

        internal readonly Scalar Value
        {
            get
            {
                var value = _product * Scalar.From(_part);
                return _isNegative ? -value : value;
            }
        }

        internal void Multiply(int factor)
        {
            _isNegative ^= factor < 0;
            _part *= (ulong)Math.Abs(factor);
            if (_part >> 48 == 0) return;
            _product *= Scalar.From(_part);
            _part = 1;
        }
    }
}
