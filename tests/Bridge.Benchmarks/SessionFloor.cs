using System.Security.Cryptography;
using Bridge.Frost;
using Bridge.Frost.Curve;
using Bridge.Frost.Signing;
using Bridge.Protocol;
using static Bridge.Benchmarks.BareCurve;

namespace Bridge.Benchmarks;

/// <summary>
/// The libsecp256k1 calls that signing cannot avoid, made one after the other on the very numbers of a session, with nothing between them: no hash, no scalar
/// arithmetic on public numbers, no check, no object. Signing is measured against this.
/// </summary>
/// <remarks>
/// <code>
/// round 1    2 ec_pubkey_create                                    D = d·G, E = e·G, constant time
/// derive     t ec_pubkey_tweak_mul                                 ρ_i·E_i; version 0.2.0 has no multiplication of several points at once
///            1 ec_pubkey_combine of 2t points                      R = Σ D_i + ρ_i·E_i
///            1 ec_pubkey_serialize                                 R, which the challenge hashes
/// round 2    derive, 2 ec_seckey_tweak_mul, 2 ec_seckey_tweak_add  z_i = d + ρ·e + λ·c·s, constant time
/// verify     ec_pubkey_parse of the key, then as the next line     a verifier gets the key as 33 bytes
/// aggregate  derive, recoverable_signature_parse_compact,          z·G - c·P, the one call that adds two multiples;
///            ecdsa_recover, ec_pubkey_serialize                    points are compared by their bytes
/// </code>
/// Decoding the commitments is in neither side: 2t <c>ec_pubkey_parse</c>, whose time is printed as <c>frost.curve.parse_us</c>. A signer could make one of the t
/// bound nonces, its own, from its secret by <c>ec_pubkey_create</c>, a third cheaper; the session's public part is built without secrets, by everyone alike.
/// </remarks>
internal sealed unsafe class SessionFloor
{
    private readonly int _threshold;
    private readonly byte[] _points, _bound, _factors, _secrets, _key, _compact, _hash;
    private readonly nint[] _summands;
    private readonly byte[] _sum = Pinned(PointSize), _recovered = Pinned(PointSize), _encoded = new byte[65], _signature = new byte[SignatureSize];
    private readonly int _parity;

    public SessionFloor(SigningPackage package, GroupSignature signature)
    {
        _threshold = package.Commitments.Count;
        (_points, _bound, _factors) = (Pinned(2 * _threshold * PointSize), Pinned(_threshold * PointSize), Pinned(_threshold * Scalar.Size));
        // The secrets of round two: share, d, e, and a working copy of two.
        _secrets = Pinned(5 * Scalar.Size);
        for (var i = 0; i < 3; i++) Scalar.Reduce(RandomNumberGenerator.GetBytes(48)).CopyTo(_secrets.AsSpan(i * Scalar.Size));
        _summands = GC.AllocateArray<nint>(2 * _threshold, pinned: true);
        for (var i = 0; i < _threshold; i++)
        {
            var commitment = package.Commitments[i];
            Parse(commitment.Hiding, 2 * i);
            Parse(commitment.Binding, (2 * i) + 1);
            package.BindingFactorOf(commitment.Participant).CopyTo(_factors.AsSpan(i * Scalar.Size));
            fixed (byte* points = _points, bound = _bound)
                (_summands[2 * i], _summands[(2 * i) + 1]) = ((nint)(points + (2 * i * PointSize)), (nint)(bound + (i * PointSize)));
        }

        var key = package.Group.Key;
        (_key, _parity) = (key.ToArray(), key.YIsOdd ? 1 : 0);
        var r = Scalar.From(key.X.ToArray());
        _compact = [.. r.ToArray(), .. (-(package.Challenge * r)).ToArray()];
        _hash = (-(Scalar.From(signature.Z.ToArray()) * r)).ToArray();

        // It is the session's own work, or it is no floor of it.
        Aggregate();
        var expected = package.GroupCommitment.ToCoordinates();
        if (!_encoded.AsSpan(1).SequenceEqual(expected)) throw new InvalidOperationException("the floor should recover R");
        Derive();
        if (!_encoded.AsSpan(1).SequenceEqual(expected)) throw new InvalidOperationException("the floor should add up to R");
    }

    public void Round1()
    {
        fixed (byte* output = _recovered, secrets = _secrets)
        {
            Require(secp256k1_ec_pubkey_create(Context, output, secrets + Scalar.Size));
            Require(secp256k1_ec_pubkey_create(Context, output, secrets + (2 * Scalar.Size)));
        }
    }

    public void Round2()
    {
        Derive();
        _secrets.AsSpan(0, Scalar.Size).CopyTo(_secrets.AsSpan(3 * Scalar.Size));
        _secrets.AsSpan(2 * Scalar.Size, Scalar.Size).CopyTo(_secrets.AsSpan(4 * Scalar.Size));
        fixed (byte* secrets = _secrets, factors = _factors)
        {
            byte* share = secrets + (3 * Scalar.Size), binding = secrets + (4 * Scalar.Size);
            Require(secp256k1_ec_seckey_tweak_mul(Context, share, factors + Scalar.Size));
            Require(secp256k1_ec_seckey_tweak_mul(Context, binding, factors));
            Require(secp256k1_ec_seckey_tweak_add(Context, share, binding));
            Require(secp256k1_ec_seckey_tweak_add(Context, share, secrets + Scalar.Size));
        }
    }

    public void Aggregate()
    {
        Derive();
        Recover();
    }

    public void Verify()
    {
        fixed (byte* output = _recovered, key = _key) Require(secp256k1_ec_pubkey_parse(Context, output, key, (nuint)_key.Length));
        Recover();
    }

    private void Derive()
    {
        fixed (byte* points = _points, bound = _bound, factors = _factors, sum = _sum)
        fixed (nint* summands = _summands)
        {
            for (var i = 0; i < _threshold; i++)
            {
                Buffer.MemoryCopy(points + (((2 * i) + 1) * PointSize), bound + (i * PointSize), PointSize, PointSize);
                Require(secp256k1_ec_pubkey_tweak_mul(Context, bound + (i * PointSize), factors + (i * Scalar.Size)));
            }

            Require(secp256k1_ec_pubkey_combine(Context, sum, (byte**)summands, (nuint)_summands.Length));
            Serialize(sum);
        }
    }

    private void Recover()
    {
        fixed (byte* output = _recovered, signature = _signature, compact = _compact, hash = _hash)
        {
            Require(secp256k1_ecdsa_recoverable_signature_parse_compact(Context, signature, compact, _parity));
            Require(secp256k1_ecdsa_recover(Context, output, signature, hash));
            Serialize(output);
        }
    }

    private void Serialize(byte* point)
    {
        nuint length = 65;
        fixed (byte* output = _encoded) Require(secp256k1_ec_pubkey_serialize(Context, output, &length, point, Uncompressed));
    }

    private void Parse(Point point, int slot)
    {
        fixed (byte* points = _points, encoded = point.Encoded)
            Require(secp256k1_ec_pubkey_parse(Context, points + (slot * PointSize), encoded, Point.Size));
    }

    private static byte[] Pinned(int size) => GC.AllocateArray<byte>(size, pinned: true);
}
