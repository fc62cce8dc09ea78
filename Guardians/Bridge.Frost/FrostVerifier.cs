using Bridge.Frost.Curve;
using Bridge.Protocol.Cryptography;

namespace Bridge.Frost;

/// <summary>
/// Says whether a signature is the group's: z·G = R + c·P with c = H2(R ‖ P ‖ message) (RFC 9591, section 5.3 and appendix B). It takes the
/// same road as the chains (design section 4): one public key recovery with r = Px, v = parity of Py, hash = -z·Px, s = -c·Px must give R.
/// </summary>
public static class FrostVerifier
{
    /// <summary>Verifies a signature over a digest of this bridge.</summary>
    public static bool Verify(GroupKey key, MessageDigest digest, GroupSignature signature) => Verify(key, digest.Value.ToArray(), signature);

    /// <summary>Verifies a signature over any message. False for whatever is not a point, not below the group order, or zero.</summary>
    public static bool Verify(GroupKey key, ReadOnlySpan<byte> message, GroupSignature signature)
    {
        Span<byte> claimed = stackalloc byte[2 * Bytes32.Size], z = stackalloc byte[Scalar.Size];
        signature.Rx.CopyTo(claimed);
        signature.Ry.CopyTo(claimed[Bytes32.Size..]);
        signature.Z.CopyTo(z);
        // SECURITY: z < n: one encoding per signature. A group signature cannot hold z = 0, and an R of its own for it nobody can make.
        if (!TryPoint(key, out var point) || !TryScalar(z, out var response) || response.IsZero) return false;
        Span<byte> compressed = stackalloc byte[Point.Size];
        compressed[0] = (byte)(2 | (claimed[^1] & 1));
        signature.Rx.CopyTo(compressed[1..]);
        // SECURITY: what is recovered is a point of the curve with coordinates below the field's prime; R must be all 64 bytes of it. Nothing else about R
        // needs a check.
        return Recover(point, response, Challenge(compressed, point, message)) is { } recovered && recovered.ToCoordinates().AsSpan().SequenceEqual(claimed);
    }

    /// <summary>Verifies z for an R whose challenge is known, as that of a package is.</summary>
    internal static bool Verify(Point key, Scalar challenge, Point commitment, Scalar z) =>
        Recover(key, z, challenge) is { } recovered && recovered.Equals(commitment);

    // RFC 9591, section 4.6.
    internal static Scalar Challenge(Point commitment, Point key, ReadOnlySpan<byte> message) => Challenge(commitment.Encoded, key, message);

    private static Scalar Challenge(ReadOnlySpan<byte> commitment, Point key, ReadOnlySpan<byte> message)
    {
        var input = new byte[(2 * Point.Size) + message.Length];
        commitment.CopyTo(input);
        key.Encoded.CopyTo(input.AsSpan(Point.Size));
        message.CopyTo(input.AsSpan(2 * Point.Size));
        return Ciphersuite.H2(input);
    }

    /// <summary>z·G - c·P by ECDSA recovery: r⁻¹·(s·P - hash·G) with r = Px, s = -c·Px, hash = -z·Px. Null for zero scalars or the identity.</summary>
    internal static unsafe Point? Recover(Point key, Scalar z, Scalar challenge)
    {
        Span<byte> compact = stackalloc byte[64];
        key.X.CopyTo(compact);
        if (!TryScalar(compact[..32], out var r) || challenge.IsZero) return null;
        (-(challenge * r)).CopyTo(compact[32..]);
        Span<byte> hash = stackalloc byte[32];
        (-(z * r)).CopyTo(hash);
        var signature = stackalloc byte[NativeSecp256k1.RecoverableSignatureSize];
        NativePoint recovered;
        fixed (byte* input = compact, message = hash)
        {
            return NativeSecp256k1.secp256k1_ecdsa_recoverable_signature_parse_compact(
                       NativeSecp256k1.Context, signature, input, key.YIsOdd ? 1 : 0) == 1
                   && NativeSecp256k1.secp256k1_ecdsa_recover(NativeSecp256k1.Context, (byte*)&recovered, signature, message) == 1
                ? new(recovered)
                : null;
        }
    }

    private static bool TryScalar(ReadOnlySpan<byte> bytes, out Scalar scalar)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        Limbs.Read(bytes, limbs);
        var canonical = Limbs.IsBelowOrder(limbs);
        scalar = canonical ? new(limbs) : Scalar.Zero;
        return canonical;
    }

    private static bool TryPoint(GroupKey key, out Point point)
    {
        // default(GroupKey) has x = 0, which is not on the curve: y² = 7 has no root.
        point = Point.TryFrom(key.ToArray())!;
        return point is not null;
    }
}
