using Bridge.Frost.Curve;

namespace Bridge.Frost;

/// <summary>Between the 96 bytes Rx ‖ Ry ‖ z that the chains read and the 65 bytes R ‖ z of RFC 9591.</summary>
public static class GroupSignatureEncoding
{
    /// <summary>Length of the RFC's encoding: compressed R ‖ z.</summary>
    public const int Rfc9591Size = Point.Size + Scalar.Size;

    /// <summary>Compressed R ‖ z, 65 bytes.</summary>
    public static byte[] ToRfc9591(this GroupSignature signature)
    {
        var bytes = new byte[Rfc9591Size];
        bytes[0] = (signature.Ry.ToArray()[31] & 1) == 1 ? (byte)3 : (byte)2;
        signature.Rx.CopyTo(bytes.AsSpan(1));
        signature.Z.CopyTo(bytes.AsSpan(Point.Size));
        return bytes;
    }

    /// <summary>Reads compressed R ‖ z.</summary>
    /// <exception cref="ProtocolException">Other length, R not a point, z zero or not below the group order.</exception>
    public static GroupSignature FromRfc9591(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Rfc9591Size) throw new ProtocolException($"RFC 9591 signature should be {Rfc9591Size} bytes and is {bytes.Length}");
        return From(Point.From(bytes[..Point.Size]), Scalar.From(bytes[Point.Size..]));
    }

    internal static GroupSignature From(Point commitment, Scalar z) => GroupSignature.From([.. commitment.ToCoordinates(), .. z.ToArray()]);
}
