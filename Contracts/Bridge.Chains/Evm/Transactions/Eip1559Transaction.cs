using System.Numerics;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;

namespace Bridge.Chains.Evm.Transactions;

/// <summary>What a unit of gas may cost, in wei.</summary>
/// <param name="MaxFee">All together, at most.</param>
/// <param name="MaxPriority">To the block's proposer, at most.</param>
internal readonly record struct GasPrice(BigInteger MaxFee, BigInteger MaxPriority);

/// <summary>A transaction as it is sent, and its name.</summary>
internal sealed record SignedTransaction(string Raw, string Hash);

/// <summary>
/// A transaction of type 2 (EIP-1559): 0x02 ‖ rlp([chain id, nonce, max priority fee, max fee, gas limit, to, value, data, access list, y parity, r, s]),
/// signed over the keccak256 of the same without the last three. No value and no access list are ever sent by the bridge.
/// </summary>
internal sealed record Eip1559Transaction(ulong EvmChainId, ulong Nonce, GasPrice Price, ulong GasLimit, EvmAddress? To, ReadOnlyMemory<byte> Data)
{
    private const byte Type = 2;

    /// <summary>In wei; zero but for funding accounts of a local network.</summary>
    internal BigInteger Value { get; init; }

    internal SignedTransaction Sign(EcdsaKey key)
    {
        var signature = key.Sign(Keccak256.Hash(Encode([])));
        var raw = Encode([Rlp.Number(signature.RecoveryId), Number(signature.R), Number(signature.S)]);
        return new(Hex.Encode(raw), Keccak256.Hash(raw).ToString());
    }

    private byte[] Encode(byte[][] signature) =>
    [
        Type,
        .. Rlp.List(
        [
            Rlp.Number(EvmChainId), Rlp.Number(Nonce), Rlp.Number(Price.MaxPriority), Rlp.Number(Price.MaxFee), Rlp.Number(GasLimit),
            Rlp.Bytes(To?.ToArray()), Rlp.Number(Value), Rlp.Bytes(Data.Span), Rlp.List([]), .. signature,
        ]),
    ];

    private static byte[] Number(Bytes32 value) => Rlp.Number(new BigInteger(value.ToArray(), isUnsigned: true, isBigEndian: true));
}
