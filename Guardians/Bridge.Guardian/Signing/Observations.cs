using System.Buffers.Binary;
using Bridge.Guardian.Journal;
using Bridge.Protocol;
using Bridge.Protocol.Cryptography;
using Bridge.Protocol.GuardianApi;

namespace Bridge.Guardian.Signing;

/// <summary>This guardian's own word for each lock it saw as final: a FROST signature does not show who signed.</summary>
public sealed class Observations(ushort index, EcdsaKey identity, LockJournal locks)
{
    private static readonly Bytes32 Tag = Keccak256.Hash("bridge/observation/v1");

    /// <summary>The signed observation, null when the lock is not final here.</summary>
    public ObservationMessage? Find(TransferId id)
    {
        if (locks.Find(id) is not { } found) return null;
        var (block, transaction) = found.Location;
        var transfer = found.Transfer.Encode();
        var signature = identity.Sign(Digest(transfer, block.Height, block.Hash));
        return new ObservationMessage(index, Hex.Encode(transfer), transaction, block.Height, block.Hash.ToString(), Hex.Encode(signature.ToArray()));
    }

    /// <summary>What is signed: keccak256(tag 32 ‖ transfer 150 ‖ height 8 ‖ block hash 32).</summary>
    public static Bytes32 Digest(ReadOnlySpan<byte> transfer, ulong height, Bytes32 blockHash)
    {
        Span<byte> bytes = stackalloc byte[32 + Transfer.Size + 40];
        Tag.CopyTo(bytes);
        transfer.CopyTo(bytes[32..]);
        BinaryPrimitives.WriteUInt64BigEndian(bytes[(32 + Transfer.Size)..], height);
        blockHash.CopyTo(bytes[(40 + Transfer.Size)..]);
        return Keccak256.Hash(bytes);
    }
}
