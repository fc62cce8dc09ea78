using System.Security.Cryptography;

namespace Bridge.Frost.Curve;

/// <summary>
/// The hashes of FROST(secp256k1, SHA-256), RFC 9591 section 6.5: H1, H2, H3 and the key generation's hash map to scalars by
/// expand_message_xmd (RFC 9380, section 5.3.1) with 48 bytes; H4 and H5 are SHA-256 of prefixed bytes.
/// </summary>
public static class Ciphersuite
{
    /// <summary>Domain separator of the suite.</summary>
    public const string ContextString = "FROST-secp256k1-SHA256-v1";

    internal const int ExpandedSize = 48;
    private const int BlockSize = 64;

    private static readonly byte[] Rho = Separator("rho"), Challenge = Separator("chal"), Nonce = Separator("nonce"),
        Message = Separator("msg"), Commitments = Separator("com"), KeyGeneration = Separator("dkg");

    /// <summary>H1: binding factors.</summary>
    public static Scalar H1(ReadOnlySpan<byte> input) => HashToScalar(Rho, input);

    /// <summary>H2: the challenge.</summary>
    public static Scalar H2(ReadOnlySpan<byte> input) => HashToScalar(Challenge, input);

    /// <summary>H4: the message.</summary>
    public static Bytes32 H4(ReadOnlySpan<byte> input) => Hash(Message, input);

    /// <summary>H5: the list of commitments.</summary>
    public static Bytes32 H5(ReadOnlySpan<byte> input) => Hash(Commitments, input);

    /// <summary>The challenge of a proof of knowledge in key generation (not in RFC 9591; as the Zcash Foundation's suite has it).</summary>
    public static Scalar HashKeyGeneration(ReadOnlySpan<byte> input) => HashToScalar(KeyGeneration, input);

    /// <summary>H3 before its reduction, for the signer, which reduces secrets in constant time.</summary>
    internal static void ExpandNonce(ReadOnlySpan<byte> secretInput, Span<byte> output) => Expand(Nonce, secretInput, output);

    private static Scalar HashToScalar(byte[] separator, ReadOnlySpan<byte> input)
    {
        Span<byte> expanded = stackalloc byte[ExpandedSize];
        Expand(separator, input, expanded);
        return Scalar.Reduce(expanded);
    }

    private static Bytes32 Hash(byte[] separator, ReadOnlySpan<byte> input)
    {
        var bytes = new byte[separator.Length + input.Length];
        separator.CopyTo(bytes, 0);
        input.CopyTo(bytes.AsSpan(separator.Length));
        return Bytes32.From(SHA256.HashData(bytes));
    }

    // RFC 9380, section 5.3.1, for SHA-256 and 48 bytes: two blocks.
    private static void Expand(byte[] separator, ReadOnlySpan<byte> input, Span<byte> output)
    {
        var length = BlockSize + input.Length + 3 + separator.Length + 1;
        Span<byte> buffer = length <= 512 ? stackalloc byte[512] : new byte[length];
        Span<byte> seed = stackalloc byte[32], blocks = stackalloc byte[64];
        try
        {
            buffer[..BlockSize].Clear();
            input.CopyTo(buffer[BlockSize..]);
            var tail = buffer[(BlockSize + input.Length)..];
            (tail[0], tail[1], tail[2]) = (0, ExpandedSize, 0);
            separator.CopyTo(tail[3..]);
            tail[3 + separator.Length] = (byte)separator.Length;
            SHA256.HashData(buffer[..length], seed);

            var block = buffer[..(33 + separator.Length + 1)];
            seed.CopyTo(block);
            block[32] = 1;
            separator.CopyTo(block[33..]);
            block[^1] = (byte)separator.Length;
            SHA256.HashData(block, blocks[..32]);

            for (var i = 0; i < 32; i++) block[i] = (byte)(seed[i] ^ blocks[i]);
            block[32] = 2;
            SHA256.HashData(block, blocks[32..]);
            blocks[..ExpandedSize].CopyTo(output);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(buffer);
            CryptographicOperations.ZeroMemory(seed);
            CryptographicOperations.ZeroMemory(blocks);
        }
    }

    private static byte[] Separator(string name) => System.Text.Encoding.ASCII.GetBytes(ContextString + name);
}
