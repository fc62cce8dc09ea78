using Bridge.Chains.Evm.Abi;
using Bridge.Chains.Evm.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Contracts;

/// <summary>The vault took tokens in. <c>Locked(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed assetId, uint8 kind, uint64 amount, bytes32 sender, bytes32 recipient)</c></summary>
internal static class LockedEvent
{
    internal static Bytes32 Topic { get; } = Keccak256.Hash("Locked(uint16,uint64,bytes32,uint8,uint64,bytes32,bytes32)");

    /// <summary>The transfer that the log tells of. Amounts in the event are canonical units already.</summary>
    internal static Transfer Read(EvmLog log, BridgeId bridge, ChainId source)
    {
        if (log.Topics.Count != 4) throw new ChainReadException(ChainReadFailure.Invalid, $"Locked in {log.Transaction} should have 4 topics and has {log.Topics.Count}");
        var indexed = new AbiReader([.. log.Topics.Skip(1).SelectMany(topic => topic.ToArray())], $"Locked in {log.Transaction}");
        var data = new AbiReader(log.Data, $"Locked in {log.Transaction}");
        try
        {
            var transfer = new Transfer
            {
                Bridge = bridge,
                Id = TransferId.From(Lane.From(source, ChainId.From(indexed.UInt16())), indexed.UInt64()),
                Asset = AssetId.From(indexed.Word()),
                Kind = (TransferKind)data.UInt8(),
                Amount = data.UInt64(),
                Sender = PartyAddress.From(data.Word()),
                Recipient = PartyAddress.From(data.Word()),
            };
            data.End();
            // Checks kind and amount too.
            _ = transfer.Encode();
            return transfer;
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"Locked in {log.Transaction} is no valid transfer: {e.Message}", e);
        }
    }
}

/// <summary>One transfer that a release consumed.</summary>
internal sealed record ReleasedPayment(ulong Sequence, AssetId Asset, bool Paid, ulong Amount);

/// <summary>The vault consumed transfers of one batch: see Contracts/README.md, "EVM interface". <c>Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, uint256[] payments)</c></summary>
internal sealed record ReleasedEvent(ushort Source, IReadOnlyList<ReleasedPayment> Payments)
{
    private const byte Paid = 1;
    private const byte Claimable = 2;

    internal static Bytes32 Topic { get; } = Keccak256.Hash("Released(uint16,uint64,bytes32[],uint256[])");

    internal static ReleasedEvent Read(EvmLog log)
    {
        if (log.Topics.Count != 3) throw Invalid(log, $"it should have 3 topics and has {log.Topics.Count}");
        var indexed = new AbiReader([.. log.Topics.Skip(1).SelectMany(topic => topic.ToArray())], $"Released in {log.Transaction}");
        var (source, first) = (indexed.UInt16(), indexed.UInt64());
        var data = new AbiReader(log.Data, $"Released in {log.Transaction}");
        var assets = data.Words();
        return new(source, [.. data.Words().Select(word => Payment(log, first, assets, word.ToArray()))]);
    }

    // offset in the batch 1 ‖ outcome 1 ‖ index into assets 1 ‖ kind 1 ‖ amount 8 ‖ recipient 20
    private static ReleasedPayment Payment(EvmLog log, ulong first, Bytes32[] assets, byte[] word)
    {
        if (word[1] is not (Paid or Claimable)) throw Invalid(log, $"outcome should be 1 or 2 and is {word[1]}");
        if (word[2] >= assets.Length || assets[word[2]].IsZero) throw Invalid(log, $"asset {word[2]} is not among its {assets.Length}");
        var amount = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(word.AsSpan(4));
        return first <= ulong.MaxValue - word[0]
            ? new(first + word[0], AssetId.From(assets[word[2]]), word[1] == Paid, amount)
            : throw Invalid(log, "a sequence is above 2^64-1");
    }

    private static ChainReadException Invalid(EvmLog log, string why) => new(ChainReadFailure.Invalid, $"Released in {log.Transaction} cannot be used: {why}");
}

/// <summary>A claimable balance was paid out. <c>Claimed(address indexed token, address indexed owner, address to, uint256 amount)</c></summary>
internal sealed record ClaimedEvent(EvmAddress Token, System.Numerics.BigInteger Amount)
{
    internal static Bytes32 Topic { get; } = Keccak256.Hash("Claimed(address,address,address,uint256)");

    internal static ClaimedEvent Read(EvmLog log)
    {
        var data = new AbiReader(log.Data, $"Claimed in {log.Transaction}");
        _ = data.Word();
        var amount = data.UInt256();
        data.End();
        try
        {
            return log.Topics.Count == 3
                ? new(EvmAddress.From(PartyAddress.From(log.Topics[1])), amount)
                : throw new ProtocolException($"it should have 3 topics and has {log.Topics.Count}");
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"Claimed in {log.Transaction} cannot be used: {e.Message}", e);
        }
    }
}
