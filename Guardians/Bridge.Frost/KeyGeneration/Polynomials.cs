using Bridge.Frost.Curve;

namespace Bridge.Frost.KeyGeneration;

/// <summary>Polynomials in the exponent: their coefficients are known as points only.</summary>
internal static class Polynomials
{
    /// <summary>Σ x^k·φ_k with k from <paramref name="lowestDegree"/>, 0 or 1; null when it is the identity.</summary>
    internal static Point? Evaluate(ReadOnlySpan<Point> coefficients, ParticipantId at, int lowestDegree)
    {
        var value = Point.Horner(coefficients, at.ToScalar());
        return lowestDegree == 0 ? value : value?.Multiply(at.ToScalar());
    }

    /// <summary>
    /// The group's public key: the sum of everyone's polynomials, evaluated at each identifier; in a refresh added to what was there. Null when a sum is
    /// the identity.
    /// </summary>
    internal static GroupPublicKey? Sum(KeyGenerationContext context, IReadOnlyCollection<Round1Package> packages)
    {
        var total = new Point[context.CommitmentCount];
        for (var k = 0; k < total.Length; k++)
        {
            if (Point.Sum([.. packages.Select(package => package.Commitments[k])]) is not { } sum) return null;
            total[k] = sum;
        }

        var shares = new Dictionary<ParticipantId, Point>();
        foreach (var participant in context.Members.Keys)
        {
            if (Evaluate(total, participant, context.LowestDegree) is not { } share) return null;
            if (context.Current is { } current)
            {
                if (Point.Sum(current.Group.VerifyingShares[participant], share) is not { } refreshed) return null;
                share = refreshed;
            }

            shares.Add(participant, share);
        }

        return GroupPublicKey.From(context.Threshold, context.Current?.Group.Key ?? total[0], shares);
    }
}
