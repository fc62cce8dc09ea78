using System.Numerics;
using Bridge.Protocol.Cryptography;

namespace Bridge.Protocol.Risk;

/// <summary>A signature under a risk action as wallets make it and chains read it: r ‖ s ‖ v, 65 bytes, v 27 or 28, low s.</summary>
public sealed record RiskSignature
{
    /// <summary>Length in bytes.</summary>
    public const int Size = 65;

    // SEC 2, version 2.0, section 2.4.1.
    private static readonly BigInteger Order = BigInteger.Parse("0FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141",
        System.Globalization.NumberStyles.AllowHexSpecifier, System.Globalization.CultureInfo.InvariantCulture);

    private readonly EcdsaSignature _signature;

    private RiskSignature(EcdsaSignature signature) => _signature = signature;

    /// <summary>Reads 65 bytes; every other form of the same signature is refused.</summary>
    /// <exception cref="ProtocolException">Other length, v, a high s, or r or s out of range.</exception>
    public static RiskSignature From(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size) throw new ProtocolException($"a risk signature should be {Size} bytes and is {bytes.Length}");
        // SECURITY: one signature, one form: v 27 or 28, low s; r or s of zero is no signature (W9).
        if (bytes[64] is not (27 or 28)) throw new ProtocolException($"v should be 27 or 28 and is {bytes[64]}");
        var (r, s) = (Number(bytes[..32]), Number(bytes[32..64]));
        if (r.IsZero || r >= Order) throw new ProtocolException("r should be between 1 and the group order minus 1");
        if (s.IsZero || s > Order / 2) throw new ProtocolException("s should be between 1 and half the group order");
        return new RiskSignature(new EcdsaSignature(Bytes32.From(bytes[..32]), Bytes32.From(bytes[32..64]), (byte)(bytes[64] - 27)));
    }

    /// <summary>Reads hexadecimal.</summary>
    /// <exception cref="ProtocolException">As <see cref="From"/>.</exception>
    public static RiskSignature Parse(string hex) => From(Hex.Decode(hex));

    /// <summary>Signs the action of the deployment.</summary>
    public static RiskSignature Make(RiskAction action, BridgeId bridge, EcdsaKey key)
    {
        var signature = key.Sign(action.Digest(bridge));
        return From([.. signature.R.ToArray(), .. signature.S.ToArray(), (byte)(27 + signature.RecoveryId)]);
    }

    /// <summary>Whose signature it is over <paramref name="digest"/>. A signature over anything else gives a stranger's address.</summary>
    /// <exception cref="ProtocolException">Nobody's.</exception>
    public SignerAddress Signer(Bytes32 digest) =>
        SignerAddress.From(EcdsaKey.RecoverEvmAddress(digest, _signature) ?? throw new ProtocolException("no key can have made this signature"));

    /// <summary>The 65 bytes.</summary>
    public byte[] ToArray()
    {
        var bytes = _signature.ToArray();
        bytes[64] += 27;
        return bytes;
    }

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(ToArray());

    private static BigInteger Number(ReadOnlySpan<byte> bytes) => new(bytes, isUnsigned: true, isBigEndian: true);
}
