using System.Numerics;
using System.Text.Json;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Rpc;

/// <summary>A block's header, as far as it is used.</summary>
internal sealed record EvmBlock(BlockReference Reference, Bytes32 Parent, BigInteger BaseFee)
{
    /// <summary>The block's own clock; null when the node does not show it or it is no time.</summary>
    internal DateTimeOffset? Time { get; private init; }

    internal static EvmBlock? Read(JsonElement block) => block.ValueKind == JsonValueKind.Null ? null : new(
        new(block.Field("number").AsUInt64(), block.Field("hash").AsHash()),
        block.Field("parentHash").AsHash(),
        block.TryGetProperty("baseFeePerGas", out var fee) && fee.ValueKind != JsonValueKind.Null ? fee.AsQuantity() : 0)
    {
        Time = block.TryGetProperty("timestamp", out var time) && time.AsQuantity() is var seconds && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds((long)seconds) : null,
    };
}

/// <summary>An event's log. Two are equal when all of it is equal.</summary>
internal sealed record EvmLog(EvmAddress Emitter, IReadOnlyList<Bytes32> Topics, byte[] Data, BlockReference Block, string Transaction, ulong Index, bool Removed)
{
    internal static EvmLog Read(JsonElement log) => new(
        log.Field("address").AsAddress(),
        [.. log.Field("topics").Items().Select(topic => topic.AsHash())],
        log.Field("data").AsData(),
        new(log.Field("blockNumber").AsUInt64(), log.Field("blockHash").AsHash()),
        log.Field("transactionHash").AsHash().ToString(),
        log.Field("logIndex").AsUInt64(),
        log.TryGetProperty("removed", out var removed) && removed.ValueKind == JsonValueKind.True);

    /// <summary>Whether <paramref name="contract"/> emitted the event whose signature hashes to <paramref name="topic"/>.</summary>
    internal bool Is(EvmAddress contract, Bytes32 topic) => Emitter == contract && Topics.Count > 0 && Topics[0] == topic;

    public bool Equals(EvmLog? other) => other is not null && Emitter == other.Emitter && Topics.SequenceEqual(other.Topics) && Data.AsSpan().SequenceEqual(other.Data)
        && Block == other.Block && Transaction == other.Transaction && Index == other.Index && Removed == other.Removed;

    public override int GetHashCode() => HashCode.Combine(Transaction, Index);
}

/// <summary>What became of a transaction in a block.</summary>
internal sealed record EvmReceipt(string Transaction, BlockReference Block, bool Succeeded, EvmAddress? CreatedContract, ulong GasUsed, IReadOnlyList<EvmLog> Logs)
{
    internal static EvmReceipt? Read(JsonElement receipt) => receipt.ValueKind == JsonValueKind.Null ? null : new(
        receipt.Field("transactionHash").AsHash().ToString(),
        new(receipt.Field("blockNumber").AsUInt64(), receipt.Field("blockHash").AsHash()),
        receipt.Field("status").AsUInt64() == 1,
        receipt.TryGetProperty("contractAddress", out var created) && created.ValueKind != JsonValueKind.Null ? created.AsAddress() : null,
        receipt.Field("gasUsed").AsUInt64(),
        [.. receipt.Field("logs").Items().Select(EvmLog.Read)]);
}

/// <summary>Which state a call reads.</summary>
internal abstract record BlockTag
{
    private BlockTag() { }

    internal static BlockTag Latest { get; } = new Named("latest");

    internal sealed record Named(string Name) : BlockTag;

    /// <summary>Exactly the block with this hash (EIP-1898): never another one at the same height.</summary>
    internal sealed record Hash(Bytes32 Value) : BlockTag;
}
