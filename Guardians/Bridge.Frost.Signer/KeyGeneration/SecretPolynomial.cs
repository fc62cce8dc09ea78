using Bridge.Frost.Curve;
using Bridge.Frost.KeyGeneration;
using Bridge.Frost.Signer.Secrets;

namespace Bridge.Frost.Signer.KeyGeneration;

/// <summary>f(x) = Σ a_k·x^k with secret coefficients; f(0) = a_0 is this participant's part of the group's secret.</summary>
internal sealed class SecretPolynomial : IDisposable
{
    private readonly SecretScalar[] _coefficients;

    internal SecretPolynomial(SecretScalar[] coefficients) => _coefficients = coefficients;

    internal static SecretPolynomial Random(int threshold)
    {
        var coefficients = new SecretScalar[threshold];
        for (var k = 0; k < threshold; k++) coefficients[k] = SecretScalar.Random();
        return new(coefficients);
    }

    /// <summary>φ_k = a_k·G.</summary>
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
