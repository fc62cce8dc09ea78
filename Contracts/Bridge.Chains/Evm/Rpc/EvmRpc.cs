using System.Numerics;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Chains.Evm.Contracts;
using Bridge.Chains.Evm.Transactions;
using Bridge.Chains.Rpc;
using Bridge.Protocol;

namespace Bridge.Chains.Evm.Rpc;

/// <summary>A call that is simulated, not sent. Without <paramref name="To"/> it creates a contract.</summary>
internal sealed record EvmCall(EvmAddress? To, byte[] Data, EvmAddress? From = null);

/// <summary>The methods of Ethereum's JSON-RPC (execution-apis) that the bridge uses, typed. What a node answers is checked for form here, for truth by the readers.</summary>
internal sealed class EvmRpc(JsonRpcClient client)
{
    // Most views in one exchange: what hosted nodes allow at least.
    private const int MaxBatch = 100;

    internal string Endpoint => client.Endpoint;

    /// <summary>The block that <paramref name="tag"/> ("latest", "finalized") means now; null when there is none.</summary>
    internal async Task<EvmBlock?> BlockAsync(string tag, CancellationToken cancellationToken) =>
        EvmBlock.Read(await client.CallAsync("eth_getBlockByNumber", [tag, false], cancellationToken));

    /// <summary>The newest block now.</summary>
    /// <exception cref="ChainReadException">The node cannot say, or shows none.</exception>
    internal async Task<BlockReference> NewestBlockAsync(CancellationToken cancellationToken) =>
        (await BlockAsync("latest", cancellationToken))?.Reference ?? throw new ChainReadException(ChainReadFailure.Invalid, $"{Endpoint} shows no latest block");

    /// <summary>The canonical block at <paramref name="height"/>; null above the head.</summary>
    internal async Task<EvmBlock?> BlockAsync(ulong height, CancellationToken cancellationToken)
    {
        var block = await BlockAsync(EvmFields.Quantity(height), cancellationToken);
        return block is null || block.Reference.Height == height
            ? block
            : throw new ChainReadException(ChainReadFailure.Invalid, $"{Endpoint} answered block {block.Reference.Height} when asked for {height}");
    }

    /// <summary>Receipts of all transactions of a block, in order; null when the node does not know the block.</summary>
    internal async Task<IReadOnlyList<EvmReceipt>?> BlockReceiptsAsync(Bytes32 hash, CancellationToken cancellationToken)
    {
        var receipts = await client.CallAsync("eth_getBlockReceipts", [hash.ToString()], cancellationToken);
        return receipts.ValueKind == JsonValueKind.Null ? null : [.. receipts.Items().Select(receipt => EvmReceipt.Read(receipt)!)];
    }

    internal async Task<EvmReceipt?> ReceiptAsync(string transaction, CancellationToken cancellationToken) =>
        EvmReceipt.Read(await client.CallAsync("eth_getTransactionReceipt", [transaction], cancellationToken));

    internal async Task<bool> KnowsTransactionAsync(string transaction, CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_getTransactionByHash", [transaction], cancellationToken)).ValueKind != JsonValueKind.Null;

    /// <summary>Whom a transaction called and with what; null when the node does not know it.</summary>
    internal async Task<EvmCall?> TransactionCallAsync(string transaction, CancellationToken cancellationToken)
    {
        var found = await client.CallAsync("eth_getTransactionByHash", [transaction], cancellationToken);
        if (found.ValueKind == JsonValueKind.Null) return null;
        var to = found.Field("to");
        return new(to.ValueKind == JsonValueKind.Null ? null : to.AsAddress(), found.Field("input").AsData());
    }

    /// <summary>Logs of one contract whose topics match; each position gives alternatives.</summary>
    internal async Task<IReadOnlyList<EvmLog>> LogsAsync(EvmAddress emitter, ulong from, ulong to, IReadOnlyList<IReadOnlyList<Bytes32>> topics, CancellationToken cancellationToken)
    {
        var filter = new JsonObject
        {
            ["address"] = emitter.ToString(),
            ["fromBlock"] = EvmFields.Quantity(from),
            ["toBlock"] = EvmFields.Quantity(to),
            ["topics"] = new JsonArray([.. topics.Select(position => (JsonNode)new JsonArray([.. position.Select(topic => (JsonNode)topic.ToString())]))]),
        };
        return [.. (await client.CallAsync("eth_getLogs", [filter], cancellationToken)).Items().Select(EvmLog.Read)];
    }

    /// <summary>A view's return data. A revert is an error here.</summary>
    internal async Task<byte[]> CallAsync(EvmCall call, BlockTag at, CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_call", [Json(call), Json(at)], cancellationToken)).AsData();

    /// <summary>Several views in as few exchanges as nodes allow.</summary>
    internal async Task<IReadOnlyList<byte[]>> CallAsync(IReadOnlyList<(EvmCall Call, BlockTag At)> calls, CancellationToken cancellationToken) =>
        [.. (await AskAsync(calls, cancellationToken)).Select(reply => reply.Result.AsData())];

    /// <summary>Several views; null for each that the node answers with an error, as for a block whose state it does not keep.</summary>
    internal async Task<IReadOnlyList<byte[]?>> TryCallAsync(IReadOnlyList<(EvmCall Call, BlockTag At)> calls, CancellationToken cancellationToken) =>
        [.. (await AskAsync(calls, cancellationToken)).Select(reply => reply.Error is null ? reply.Result.AsData() : null)];

    /// <summary>Gas that a transaction would use now, or why it would revert.</summary>
    internal async Task<Simulation> SimulateAsync(EvmCall call, CancellationToken cancellationToken)
    {
        // On the newest block, as all that is asked beside it: some nodes would take what is only pending for done.
        var reply = await client.TryCallAsync("eth_estimateGas", [Json(call), Json(BlockTag.Latest)], cancellationToken);
        if (reply.Error is null) return new Simulation.Succeeds(reply.Result.AsUInt64());
        // Some nodes give the contract's own data only in answer to a call; without it a revert cannot be told from the node's trouble.
        var revert = Revert.Read(reply.Error) ?? Revert.Read((await client.TryCallAsync("eth_call", [Json(call), Json(BlockTag.Latest)], cancellationToken)).Error);
        return revert is not null ? new Simulation.Reverts(revert)
            : throw new ChainReadException(ChainReadFailure.Unavailable, $"{Endpoint} cannot estimate: {reply.Error.Message}", new JsonRpcErrorException("eth_estimateGas", reply.Error));
    }

    internal async Task<BigInteger> BalanceAsync(EvmAddress account, CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_getBalance", [account.ToString(), "latest"], cancellationToken)).AsQuantity();

    /// <summary>Number of transactions of an account, with ("pending") or without ("latest") those that wait.</summary>
    internal async Task<ulong> TransactionCountAsync(EvmAddress account, string tag, CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_getTransactionCount", [account.ToString(), tag], cancellationToken)).AsUInt64();

    /// <summary>Code at an address in the newest state; empty when there is none.</summary>
    internal async Task<byte[]> CodeAsync(EvmAddress address, CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_getCode", [address.ToString(), "latest"], cancellationToken)).AsData();

    /// <summary>EIP-155 chain id.</summary>
    internal async Task<ulong> ChainIdAsync(CancellationToken cancellationToken) => (await client.CallAsync("eth_chainId", [], cancellationToken)).AsUInt64();

    internal async Task<BigInteger> PriorityFeeAsync(CancellationToken cancellationToken) =>
        (await client.CallAsync("eth_maxPriorityFeePerGas", [], cancellationToken)).AsQuantity();

    /// <summary>Broadcasts. Repeating it is harmless: a signed transaction is the same transaction however often it is sent. The node's refusal, if any.</summary>
    internal async Task<JsonRpcError?> SendRawAsync(SignedTransaction transaction, CancellationToken cancellationToken) =>
        (await client.TryCallAsync("eth_sendRawTransaction", [transaction.Raw], cancellationToken)).Error;

    private async Task<IReadOnlyList<JsonRpcReply>> AskAsync(IReadOnlyList<(EvmCall Call, BlockTag At)> calls, CancellationToken cancellationToken)
    {
        var replies = new List<JsonRpcReply>(calls.Count);
        foreach (var part in calls.Chunk(MaxBatch))
            replies.AddRange(await client.BatchAsync([.. part.Select(call => new JsonRpcRequest("eth_call", [Json(call.Call), Json(call.At)]))], cancellationToken));
        return replies;
    }

    private static JsonObject Json(EvmCall call)
    {
        var json = new JsonObject { ["data"] = Hex.Encode(call.Data) };
        if (call.To is { } to) json["to"] = to.ToString();
        if (call.From is { } from) json["from"] = from.ToString();
        return json;
    }

    private static JsonNode Json(BlockTag at) => at switch
    {
        BlockTag.Named(var name) => name,
        BlockTag.Hash(var hash) => new JsonObject { ["blockHash"] = hash.ToString() },
        _ => throw new ArgumentException($"{at} is no block tag", nameof(at)),
    };
}
