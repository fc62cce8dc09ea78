using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace Bridge.Protocol.Cryptography;

/// <summary>
/// The calls of Debian's libsecp256k1 (0.2.0) that the bridge uses. Constant time: <c>ec_pubkey_create</c>, <c>ec_seckey_*</c>, <c>ecdh</c>,
/// <c>ecdsa_sign_recoverable</c>. Variable time, for public values only: <c>ec_pubkey_tweak_*</c>, <c>ecdsa_recover</c>, <c>ec_pubkey_parse</c>.
/// Every call returns 1 for success; zero scalars and the identity cannot be represented and give 0.
/// </summary>
internal static unsafe partial class NativeSecp256k1
{
    private const string Library = "libsecp256k1.so.1";

    internal const int PublicKeySize = 64;
    internal const int RecoverableSignatureSize = 65;
    internal const uint Compressed = 258;
    internal const uint Uncompressed = 2;

    private const uint ContextNone = 1;

    /// <summary>The shared context, blinded once with fresh randomness against side channels. Calls only read it, so threads may share it.</summary>
    internal static nint Context { get; } = CreateContext();

    private static nint CreateContext()
    {
        var context = secp256k1_context_create(ContextNone);
        Span<byte> seed = stackalloc byte[32];
        RandomNumberGenerator.Fill(seed);
        fixed (byte* pointer = seed)
        {
            if (secp256k1_context_randomize(context, pointer) != 1) throw new CryptographicException("libsecp256k1 refused to randomise its context");
        }

        CryptographicOperations.ZeroMemory(seed);
        return context;
    }

    [LibraryImport(Library)] private static partial nint secp256k1_context_create(uint flags);
    [LibraryImport(Library)] private static partial int secp256k1_context_randomize(nint context, byte* seed32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_parse(nint context, byte* publicKey, byte* input, nuint length);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_serialize(nint context, byte* output, nuint* length, byte* publicKey, uint flags);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_create(nint context, byte* publicKey, byte* secret32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_negate(nint context, byte* publicKey);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_tweak_add(nint context, byte* publicKey, byte* tweak32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_tweak_mul(nint context, byte* publicKey, byte* tweak32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_pubkey_combine(nint context, byte* output, byte** inputs, nuint count);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_verify(nint context, byte* secret32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_negate(nint context, byte* secret32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_tweak_add(nint context, byte* secret32, byte* tweak32);
    [LibraryImport(Library)] internal static partial int secp256k1_ec_seckey_tweak_mul(nint context, byte* secret32, byte* tweak32);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdh(nint context, byte* output, byte* publicKey, byte* secret32, nint hash, nint data);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_sign_recoverable(nint context, byte* signature, byte* digest32, byte* secret32, nint nonce, nint data);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_recoverable_signature_serialize_compact(nint context, byte* output64, int* recoveryId, byte* signature);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_recoverable_signature_parse_compact(nint context, byte* signature, byte* input64, int recoveryId);
    [LibraryImport(Library)] internal static partial int secp256k1_ecdsa_recover(nint context, byte* publicKey, byte* signature, byte* digest32);
}
