using Bridge.Frost.Curve;

namespace Bridge.Frost.KeyGeneration;

/// <summary>Polynomials in the exponent: their coefficients are known as points only.</summary>
internal static class Polynomials
{
    /// <summary>Σ x^k·φ_k, or null when it is the identity.</summary>
    internal static Point? Evaluate(ReadOnlySpan<Point> coefficients, ParticipantId at)
    {
        var x = at.ToScalar();
        var powers = new Scalar[coefficients.Length];
        var power = Scalar.One;
        for (var k = 0; k < powers.Length; k++)
        {
            powers[k] = power;
            power *= x;
        }

        return Point.Combine(powers, coefficients);
    }

    /// <summary>The group's public key: the sum of everyone's polynomials, evaluated at each identifier. Null when a sum is the identity.</summary>
    internal static GroupPublicKey? Sum(KeyGenerationContext context, IReadOnlyCollection<Round1Package> packages)
    {
        var total = new Point[context.Threshold];
        for (var k = 0; k < total.Length; k++)
        {
            if (Point.Sum([.. packages.Select(package => package.Commitments[k])]) is not { } sum) return null;
            total[k] = sum;
        }

        var shares = new Dictionary<ParticipantId, Point>();
        foreach (var participant in context.Members.Keys)
        {
            if (Evaluate(total, participant) is not { } share) return null;
            shares.Add(participant, share);
        }

        return GroupPublicKey.From(context.Threshold, total[0], shares);
    }
}
