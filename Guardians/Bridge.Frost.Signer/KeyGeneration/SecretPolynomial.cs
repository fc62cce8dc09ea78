using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>
/// f(x) = Σ a_k·x^k with secret coefficients; f(0) = a_0 is this participant's part of the group's secret. In a refresh k begins at 1 and f(0) = 0.
/// </summary>
internal sealed class SecretPolynomial : IDisposable
{
    private readonly SecretScalar[] _coefficients;

    private readonly int _lowestDegree;

    internal SecretPolynomial(SecretScalar[] coefficients, int lowestDegree = 0) => (_coefficients, _lowestDegree) = (coefficients, lowestDegree);

    internal static SecretPolynomial Random(int count, int lowestDegree = 0)
    {
        var coefficients = new SecretScalar[count];
        for (var k = 0; k < count; k++) coefficients[k] = SecretScalar.Random();
        return new(coefficients, lowestDegree);
    }

    /// <summary>φ_k = a_k·G, from the lowest degree.</summary>
    internal Point[] Commit() => Array.ConvertAll(_coefficients, coefficient => coefficient.ToPoint());

    /// <summary>f(x) by Horner's rule. x is public, everything else stays in constant time.</summary>
    internal SecretScalar Evaluate(ParticipantId at)
    {
        var x = at.ToScalar();
        var value = _coefficients[^1].Copy();
        for (var k = _coefficients.Length - 2; k >= 0; k--)
        {
            value.Multiply(x);
            value.Add(_coefficients[k]);
        }

        if (_lowestDegree == 1) value.Multiply(x);

        return value;
    }

    internal ProofOfKnowledge Prove(ParticipantId participant, ReadOnlySpan<byte> context)
    {
        using var nonce = SecretScalar.Random();
        return Prove(participant, context, nonce);
    }

    internal ProofOfKnowledge Prove(ParticipantId participant, ReadOnlySpan<byte> context, SecretScalar nonce)
    {
        var commitment = nonce.ToPoint();
        using var response = _coefficients[0].Copy();
        response.Multiply(ProofOfKnowledge.Challenge(participant, response.ToPoint(), commitment, context));
        response.Add(nonce);
        return new(commitment, response.Publish());
    }

    public override string ToString() => "<redacted>";

    public void Dispose()
    {
        foreach (var coefficient in _coefficients) coefficient.Dispose();
    }
}
