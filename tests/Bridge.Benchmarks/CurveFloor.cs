using static Bridge.Benchmarks.BareCurve;

namespace Bridge.Benchmarks;

/// <summary>
/// What one call of libsecp256k1 costs here and now, without anything around it, microseconds. Key generation's floor is a sum of these; signing has its
/// own (<see cref="SessionFloor"/>).
/// </summary>
internal sealed unsafe class CurveFloor
{
    private CurveFloor() { }

    /// <summary>scalar · G, constant time.</summary>
    public double Create { get; private init; }

    /// <summary>scalar · P with a full scalar.</summary>
    public double Multiply { get; private init; }

    /// <summary>scalar · P with a 16-bit scalar.</summary>
    public double MultiplySmall { get; private init; }

    /// <summary>a·P + b·G by recovery.</summary>
    public double Recover { get; private init; }

    /// <summary>secret · P, constant time.</summary>
    public double Ecdh { get; private init; }

    /// <summary>A point from its 33 bytes.</summary>
    public double Parse { get; private init; }

    /// <summary>Sum of two points.</summary>
    public double Add { get; private init; }

    /// <summary>What one more point in a sum costs.</summary>
    public double Combine { get; private init; }

    public static CurveFloor Measure()
    {
        byte[] full = [0x7f, .. Enumerable.Range(1, 31).Select(i => (byte)(i * 37))], small = [.. new byte[30], 0x9b, 0x35];
        var points = new byte[32 * PointSize];
        var encoded = new byte[33];
        var pointers = new nint[32];
        var signature = new byte[SignatureSize];
        var output = new byte[PointSize];
        fixed (byte* p = points, f = full, s = small, e = encoded, g = signature, o = output)
        fixed (nint* inputs = pointers)
        {
            for (var i = 0; i < 32; i++)
            {
                full[31] = (byte)(i + 1);
                Require(secp256k1_ec_pubkey_create(Context, p + (i * PointSize), f));
                inputs[i] = (nint)(p + (i * PointSize));
            }

            nuint length = 33;
            Require(secp256k1_ec_pubkey_serialize(Context, e, &length, p, Compressed));
            var compact = stackalloc byte[64];
            new Span<byte>(e + 1, 32).CopyTo(new Span<byte>(compact, 32));
            full.CopyTo(new Span<byte>(compact + 32, 32));
            Require(secp256k1_ecdsa_recoverable_signature_parse_compact(Context, g, compact, 0));
            nint c = Context, pp = (nint)p, ff = (nint)f, ss = (nint)s, ee = (nint)e, gg = (nint)g, oo = (nint)o, ii = (nint)inputs;
            var add = Time(() => secp256k1_ec_pubkey_combine(c, (byte*)oo, (byte**)ii, 2));
            return new()
            {
                Create = Time(() => secp256k1_ec_pubkey_create(c, (byte*)oo, (byte*)ff)),
                Multiply = Time(() => secp256k1_ec_pubkey_tweak_mul(c, (byte*)pp, (byte*)ff)),
                MultiplySmall = Time(() => secp256k1_ec_pubkey_tweak_mul(c, (byte*)pp, (byte*)ss)),
                Recover = Time(() => secp256k1_ecdsa_recover(c, (byte*)oo, (byte*)gg, (byte*)ff)),
                Ecdh = Time(() => secp256k1_ecdh(c, (byte*)oo, (byte*)pp, (byte*)ff, 0, 0)),
                Parse = Time(() => secp256k1_ec_pubkey_parse(c, (byte*)oo, (byte*)ee, 33)),
                Add = add,
                Combine = (Time(() => secp256k1_ec_pubkey_combine(c, (byte*)oo, (byte**)ii, 32)) - add) / 30,
            };
        }
    }

    private static double Time(Func<int> call) => Stopclock.Microseconds(() => Require(call()), 400);
}
