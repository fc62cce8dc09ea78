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

/// <summary>What a release did with a transfer; the numbers are the contract's.</summary>
internal enum PaymentOutcome : byte
{
    /// <summary>Pushed to its recipient.</summary>
    Paid = 1,

    /// <summary>Credited to a claimable balance.</summary>
    Claimable = 2,

    /// <summary>Written down for two officers.</summary>
    Held = 3,
}

/// <summary>One transfer that a release consumed.</summary>
internal sealed record ReleasedPayment(ulong Sequence, AssetId Asset, PaymentOutcome Outcome, TransferKind Kind, ulong Amount, Bytes32 Recipient);

/// <summary>The vault consumed transfers of one batch: see Contracts/README.md, "EVM interface". <c>Released(uint16 indexed source, uint64 indexed first, bytes32[] assets, uint256[] payments)</c></summary>
internal sealed record ReleasedEvent(ushort Source, IReadOnlyList<ReleasedPayment> Payments)
{
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

    // offset in the batch 1 ‖ outcome 1 ‖ kind 1 ‖ index into assets 1 ‖ amount 8 ‖ recipient 20
    private static ReleasedPayment Payment(EvmLog log, ulong first, Bytes32[] assets, byte[] word)
    {
        if (!Enum.IsDefined((PaymentOutcome)word[1])) throw Invalid(log, $"outcome should be 1 to 3 and is {word[1]}");
        if (!Enum.IsDefined((TransferKind)word[2])) throw Invalid(log, $"kind should be 1 or 2 and is {word[2]}");
        if (word[3] >= assets.Length || assets[word[3]].IsZero) throw Invalid(log, $"asset {word[3]} is not among its {assets.Length}");
        var amount = System.Buffers.Binary.BinaryPrimitives.ReadUInt64BigEndian(word.AsSpan(4));
        return first <= ulong.MaxValue - word[0]
            ? new(first + word[0], AssetId.From(assets[word[3]]), (PaymentOutcome)word[1], (TransferKind)word[2], amount, Bytes32.From([.. new byte[12], .. word.AsSpan(12)]))
            : throw Invalid(log, "a sequence is above 2^64-1");
    }

    private static ChainReadException Invalid(EvmLog log, string why) => new(ChainReadFailure.Invalid, $"Released in {log.Transaction} cannot be used: {why}");
}

/// <summary>A claimable balance was paid out, or the margin contract fetched what it was owed. <c>Claimed(address indexed token, address indexed owner, address to, uint256 amount)</c></summary>
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

/// <summary>A lock was given back. <c>Refunded(uint16 indexed destination, uint64 indexed sequence, bytes32 indexed asset, uint64 amount, bytes32 leaf, bool paid)</c></summary>
internal sealed record RefundedEvent(ushort Destination, ulong Sequence, AssetId Asset, ulong Amount, bool Paid)
{
    internal static Bytes32 Topic { get; } = Keccak256.Hash("Refunded(uint16,uint64,bytes32,uint64,bytes32,bool)");

    internal static RefundedEvent Read(EvmLog log)
    {
        if (log.Topics.Count != 4) throw new ChainReadException(ChainReadFailure.Invalid, $"Refunded in {log.Transaction} should have 4 topics and has {log.Topics.Count}");
        var indexed = new AbiReader([.. log.Topics.Skip(1).SelectMany(topic => topic.ToArray())], $"Refunded in {log.Transaction}");
        var data = new AbiReader(log.Data, $"Refunded in {log.Transaction}");
        try
        {
            var (destination, sequence, asset, amount) = (indexed.UInt16(), indexed.UInt64(), AssetId.From(indexed.Word()), data.UInt64());
            _ = data.Word(); // the leaf
            var paid = data.UInt8();
            data.End();
            return new(destination, sequence, asset, amount, paid == 1);
        }
        catch (ProtocolException e)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"Refunded in {log.Transaction} cannot be used: {e.Message}", e);
        }
    }
}
