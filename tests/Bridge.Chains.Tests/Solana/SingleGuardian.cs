using System.Numerics;
using System.Security.Cryptography;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Chains.Tests.Solana;

/// <summary>A group of one: signs as FROST(secp256k1, SHA-256) does when all shares are in one hand (RFC 9591, section 6.5). Tests only.</summary>
internal sealed class SingleGuardian
{
    private static readonly BigInteger Order = BigInteger.Parse("0fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", System.Globalization.NumberStyles.HexNumber);

    private readonly BigInteger _secret;

    public SingleGuardian(string name)
    {
        _secret = Number(Keccak256.Hash(name).ToArray()) % Order;
        Key = GroupKey.From(Compressed(Point(_secret)));
    }

    public GroupKey Key { get; }

    public Attestation Attest(TransferBatch batch, uint epoch = 1)
    {
        var guardianEpoch = GuardianEpoch.From(epoch);
        return new(batch, guardianEpoch, Sign(batch.Digest(guardianEpoch)));
    }

    public GroupSignature Sign(MessageDigest digest)
    {
        var message = digest.Value.ToArray();
        var nonce = Number(SHA256.HashData([.. Bytes(_secret), .. message])) % Order;
        var commitment = Point(nonce);
        // H2: hash_to_field with expand_message_xmd(SHA-256), 48 bytes.
        var challenge = Number(Expand([.. Compressed(commitment), .. Key.ToArray(), .. message])) % Order;
        return GroupSignature.From([.. commitment, .. Bytes((nonce + (challenge * _secret)) % Order)]);
    }

    // RFC 9380, section 5.3.1.
    private static byte[] Expand(byte[] message)
    {
        byte[] tag = [.. "FROST-secp256k1-SHA256-v1chal"u8, 29];
        var first = SHA256.HashData([.. new byte[64], .. message, 0, 48, 0, .. tag]);
        var one = SHA256.HashData([.. first, 1, .. tag]);
        var two = SHA256.HashData([.. first.Zip(one, (a, b) => (byte)(a ^ b)), 2, .. tag]);
        return [.. one, .. two[..16]];
    }

    private static byte[] Point(BigInteger scalar)
    {
        using var key = EcdsaKey.From(Bytes(scalar));
        return key.PublicKey.ToArray();
    }

    private static byte[] Compressed(byte[] point) => [(byte)(2 + (point[63] & 1)), .. point[..32]];

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static byte[] Bytes(BigInteger number)
    {
        var bytes = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        return [.. new byte[32 - bytes.Length], .. bytes];
    }
}
