using System.Runtime.InteropServices;

namespace Bridge.Benchmarks;

/// <summary>
/// What one call of libsecp256k1 costs here and now, without anything around it: the floor that no code on top of it can go below. Microseconds.
/// </summary>
internal sealed unsafe partial class CurveFloor
{
    private const string Library = "libsecp256k1.so.1";
    private const int PointSize = 64;

    private readonly nint _context = secp256k1_context_create(1);

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
        var curve = new CurveFloor();
        byte[] full = [0x7f, .. Enumerable.Range(1, 31).Select(i => (byte)(i * 37))], small = [.. new byte[30], 0x9b, 0x35];
        var points = new byte[32 * PointSize];
        var encoded = new byte[33];
        var pointers = new nint[32];
        var signature = new byte[65];
        var output = new byte[PointSize];
        fixed (byte* p = points, f = full, s = small, e = encoded, g = signature, o = output)
        fixed (nint* inputs = pointers)
        {
            for (var i = 0; i < 32; i++)
            {
                full[31] = (byte)(i + 1);
                Require(secp256k1_ec_pubkey_create(curve._context, p + (i * PointSize), f));
                inputs[i] = (nint)(p + (i * PointSize));
            }

            nuint length = 33;
            Require(secp256k1_ec_pubkey_serialize(curve._context, e, &length, p, 258));
            var compact = stackalloc byte[64];
            new Span<byte>(e + 1, 32).CopyTo(new Span<byte>(compact, 32));
            full.CopyTo(new Span<byte>(compact + 32, 32));
            Require(secp256k1_ecdsa_recoverable_signature_parse_compact(curve._context, g, compact, 0));
            nint c = curve._context, pp = (nint)p, ff = (nint)f, ss = (nint)s, ee = (nint)e, gg = (nint)g, oo = (nint)o, ii = (nint)inputs;
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

    private static void Require(int result)
    {
        if (result != 1) throw new InvalidOperationException("libsecp256k1 refused a call of the benchmark");
    }

    [LibraryImport(Library)] private static partial nint secp256k1_context_create(uint flags);
    [LibraryImport(Library)] private static partial int secp256k1_ec_pubkey_create(nint context, byte* point, byte* secret);
    [LibraryImport(Library)] private static partial int secp256k1_ec_pubkey_parse(nint context, byte* point, byte* input, nuint length);
    [LibraryImport(Library)] private static partial int secp256k1_ec_pubkey_serialize(nint context, byte* output, nuint* length, byte* point, uint flags);
    [LibraryImport(Library)] private static partial int secp256k1_ec_pubkey_tweak_mul(nint context, byte* point, byte* tweak);
    [LibraryImport(Library)] private static partial int secp256k1_ec_pubkey_combine(nint context, byte* output, byte** inputs, nuint count);
    [LibraryImport(Library)] private static partial int secp256k1_ecdh(nint context, byte* output, byte* point, byte* secret, nint hash, nint data);
    [LibraryImport(Library)] private static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(nint context, byte* signature, byte* input, int id);
    [LibraryImport(Library)] private static partial int secp256k1_ecdsa_recover(nint context, byte* point, byte* signature, byte* digest);
}
