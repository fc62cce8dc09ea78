using Bridge.Frost.Curve;

namespace Bridge.Frost.Tests;

/// <summary>The verification equation as RFC 9591 writes it, z·G = R + c·P, without recovery: a second opinion for the verifier.</summary>
internal static class PlainSchnorr
{
    internal static bool Verify(Point key, ReadOnlySpan<byte> message, GroupSignature signature)
    {
        if (Point.FromCoordinates(signature.Rx, signature.Ry) is not { } commitment) return false;
        var challenge = Ciphersuite.H2([.. commitment.ToArray(), .. key.ToArray(), .. message]);
        Scalar z;
        try
        {
            z = Scalar.From(signature.Z.ToArray());
        }
        catch (ProtocolException)
        {
            return false;
        }

        return Point.FromScalar(z) is { } left && left.Equals(Point.Combine([Scalar.One, challenge], [commitment, key]));
    }
}
