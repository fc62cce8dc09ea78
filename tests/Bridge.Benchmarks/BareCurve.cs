using System.Runtime.InteropServices;

namespace Bridge.Benchmarks;

/// <summary>libsecp256k1 with nothing around it: imports of its own, so that no line of the measured code is in the floor.</summary>
internal static unsafe partial class BareCurve
{
    public const int PointSize = 64;
    public const int SignatureSize = 65;
    public const uint Compressed = 258;
    public const uint Uncompressed = 2;

    private const string Library = "libsecp256k1.so.1";

    public static readonly nint Context = secp256k1_context_create(1);

    public static void Require(int result)
    {
        if (result != 1) throw new InvalidOperationException("libsecp256k1 refused a call of the benchmark");
    }

    [LibraryImport(Library)] private static partial nint secp256k1_context_create(uint flags);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_create(nint context, byte* point, byte* secret);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_parse(nint context, byte* point, byte* input, nuint length);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_serialize(nint context, byte* output, nuint* length, byte* point, uint flags);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_tweak_mul(nint context, byte* point, byte* tweak);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_combine(nint context, byte* output, byte** inputs, nuint count);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_tweak_mul(nint context, byte* secret, byte* tweak);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_tweak_add(nint context, byte* secret, byte* tweak);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdh(nint context, byte* output, byte* point, byte* secret, nint hash, nint data);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(nint context, byte* signature, byte* input, int id);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_recover(nint context, byte* point, byte* signature, byte* digest);
}
