using System.Buffers.Binary;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Program;

/// <summary>Addresses of the accounts that hold one thing about one transfer or paper (<c>Contracts/solana/README.md</c>, Addresses).</summary>
internal static class RecordAddresses
{
    /// <summary>The hold of a transfer toward this chain.</summary>
    public static SolanaAddress Hold(this BridgeAddresses addresses, TransferId id) => Of(addresses, "hold", id.Lane.Source, id.Sequence);

    /// <summary>The record that a transfer toward this chain is void.</summary>
    public static SolanaAddress Void(this BridgeAddresses addresses, TransferId id) => Of(addresses, "void", id.Lane.Source, id.Sequence);

    /// <summary>The record of a refund of a lock on this chain.</summary>
    public static SolanaAddress Refund(this BridgeAddresses addresses, TransferId id) => Of(addresses, "refund", id.Lane.Destination, id.Sequence);

    /// <summary>What waits for its time: a paper that loosens, or a key rotation.</summary>
    public static SolanaAddress Proposal(this BridgeAddresses addresses, Bytes32 digest) =>
        ProgramAddress.Find(addresses.Program, "proposal"u8.ToArray(), digest.ToArray()).Address;

    /// <summary>What an owner may claim of an asset.</summary>
    public static SolanaAddress Claim(this BridgeAddresses addresses, AssetId asset, PartyAddress owner) =>
        ProgramAddress.Find(addresses.Program, "claim"u8.ToArray(), asset.Value.ToArray(), owner.Value.ToArray()).Address;

    private static SolanaAddress Of(BridgeAddresses addresses, string kind, ChainId other, ulong sequence)
    {
        var (chain, number) = (new byte[2], new byte[8]);
        BinaryPrimitives.WriteUInt16BigEndian(chain, other.Value);
        BinaryPrimitives.WriteUInt64BigEndian(number, sequence);
        return ProgramAddress.Find(addresses.Program, ProgramAddress.Text(kind), chain, number).Address;
    }
}
