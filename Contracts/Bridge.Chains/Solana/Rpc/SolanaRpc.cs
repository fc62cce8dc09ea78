using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Protocol;

namespace Bridge.Chains.Solana.Rpc;

/// <summary>
/// The methods of Solana's JSON-RPC that the bridge uses. Every answer is parsed strictly: a malformed one is
/// <see cref="ChainReadFailure.Invalid"/>, never a default.
/// </summary>
internal sealed class SolanaRpc(JsonRpcClient node)
{
    /// <summary>Most signatures or accounts in one question.</summary>
    public const int MaxAddresses = 100;

    private const int MaxSignatures = 256;
    private const int SlotSkipped = -32007;
    private const int SlotSkippedInStorage = -32009;

    /// <summary>getSlot.</summary>
    public Task<ulong> GetSlotAsync(Commitment commitment, CancellationToken cancellationToken) =>
        AskAsync("getSlot", [With(commitment)], answer => answer.GetUInt64(), cancellationToken);

    /// <summary>getGenesisHash: which network it is.</summary>
    public Task<string> GetGenesisHashAsync(CancellationToken cancellationToken) =>
        AskAsync("getGenesisHash", [], answer => answer.GetString() ?? throw new FormatException("it is no text"), cancellationToken);

    /// <summary>getAccountInfo: the account, or null, and the slot of the state it was read from.</summary>
    public async Task<(ulong ContextSlot, SolanaAccount? Account)> GetAccountAsync(SolanaAddress address, Commitment commitment, CancellationToken cancellationToken) =>
        await AskAsync(
            "getAccountInfo",
            [address.ToString(), new { encoding = "base64", commitment = commitment.Name }],
            answer => (ContextSlot(answer), Account(answer.GetProperty("value"))),
            cancellationToken);

    /// <summary>getMultipleAccounts, all of one state.</summary>
    public Task<AccountsRead> GetAccountsAsync(IReadOnlyList<SolanaAddress> addresses, Commitment commitment, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(addresses.Count, MaxAddresses);
        return AskAsync(
            "getMultipleAccounts",
            [addresses.Select(address => address.ToString()).ToArray(), new { encoding = "base64", commitment = commitment.Name }],
            answer =>
            {
                var accounts = answer.GetProperty("value").EnumerateArray().Select(Account).ToList();
                return accounts.Count == addresses.Count
                    ? new AccountsRead(ContextSlot(answer), accounts)
                    : throw new FormatException($"{addresses.Count} accounts were asked for and {accounts.Count} came");
            },
            cancellationToken);
    }

    /// <summary>getProgramAccounts: every account of <paramref name="program"/> that has this size and begins with <paramref name="prefix"/> (with anything when it is empty), and the slot of the state they were read from.</summary>
    public Task<(ulong ContextSlot, IReadOnlyList<(SolanaAddress Address, SolanaAccount Account)> Accounts)> GetProgramAccountsAsync(
        SolanaAddress program, int size, byte[] prefix, Commitment commitment, CancellationToken cancellationToken) => AskAsync(
        "getProgramAccounts",
        [
            program.ToString(),
            new
            {
                encoding = "base64", commitment = commitment.Name, withContext = true,
                filters = prefix.Length == 0
                    ? new object[] { new { dataSize = size } }
                    : [new { dataSize = size }, new { memcmp = new { offset = 0, encoding = "base58", bytes = Base58.Encode(prefix) } }],
            },
        ],
        answer => (ContextSlot(answer), (IReadOnlyList<(SolanaAddress, SolanaAccount)>)[.. answer.GetProperty("value").EnumerateArray()
            .Select(item => (SolanaAddress.Parse(item.GetProperty("pubkey").GetString()!), Account(item.GetProperty("account")) ?? throw new FormatException("an account is null")))]),
        cancellationToken);

    /// <summary>getLatestBlockhash and the slot it was read at: a transaction with it is refused 150 blocks later.</summary>
    public Task<(ulong ContextSlot, Bytes32 Hash)> GetLatestBlockhashAsync(CancellationToken cancellationToken) => AskAsync(
        "getLatestBlockhash",
        [With(Commitment.Confirmed)],
        answer => (ContextSlot(answer), Hash(answer.GetProperty("value").GetProperty("blockhash"))),
        cancellationToken);

    /// <summary>
    /// sendTransaction, once. Null when the node took it or refused it without a verdict on the transaction itself; only
    /// <see cref="GetSignatureStatusesAsync"/> tells whether it landed.
    /// </summary>
    /// <exception cref="ChainReadException">No answer: it may have been sent.</exception>
    public async Task<TransactionError?> SendTransactionAsync(byte[] transaction, bool preflight, CancellationToken cancellationToken)
    {
        var parameters = Parameters(
            Convert.ToBase64String(transaction), new { encoding = "base64", skipPreflight = !preflight, preflightCommitment = "processed", maxRetries = 0 });
        var reply = await node.SendOnceAsync("sendTransaction", parameters, cancellationToken);
        return reply.Error?.Data is { ValueKind: JsonValueKind.Object } data && data.TryGetProperty("err", out var err) ? TransactionError.From(err) : null;
    }

    /// <summary>getSignatureStatuses, also of old transactions; null for one that no block holds.</summary>
    public Task<IReadOnlyList<SignatureStatus?>> GetSignatureStatusesAsync(IReadOnlyList<string> signatures, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(signatures.Count, MaxSignatures);
        return AskAsync<IReadOnlyList<SignatureStatus?>>(
            "getSignatureStatuses",
            [signatures, new { searchTransactionHistory = true }],
            answer =>
            {
                var statuses = answer.GetProperty("value").EnumerateArray().Select(Status).ToList();
                return statuses.Count == signatures.Count
                    ? statuses
                    : throw new FormatException($"{signatures.Count} statuses were asked for and {statuses.Count} came");
            },
            cancellationToken);
    }

    /// <summary>getSignaturesForAddress: newest first, older than <paramref name="before"/>, failed ones included.</summary>
    public Task<IReadOnlyList<SignatureEntry>> GetSignaturesForAddressAsync(SolanaAddress address, string? before, int limit, Commitment commitment, CancellationToken cancellationToken)
    {
        var options = new Dictionary<string, object> { ["limit"] = limit, ["commitment"] = commitment.Name };
        if (before is not null) options["before"] = before;
        return AskAsync<IReadOnlyList<SignatureEntry>>(
            "getSignaturesForAddress",
            [address.ToString(), options],
            answer => [.. answer.EnumerateArray().Select(entry => new SignatureEntry(
                entry.GetProperty("signature").GetString()!,
                entry.GetProperty("slot").GetUInt64(),
                TransactionError.From(entry.GetProperty("err")) is not null))],
            cancellationToken);
    }

    /// <summary>getTransaction; null when the node has none of that name.</summary>
    public Task<TransactionRecord?> GetTransactionAsync(string signature, Commitment commitment, CancellationToken cancellationToken) => AskAsync(
        "getTransaction",
        [signature, new { encoding = "json", commitment = commitment.Name, maxSupportedTransactionVersion = 0 }],
        answer => answer.ValueKind == JsonValueKind.Null ? null : TransactionRecord.From(signature, answer),
        cancellationToken);

    /// <summary>getBlock, its blockhash only; null for a slot without a block.</summary>
    public async Task<Bytes32?> GetBlockhashAsync(ulong slot, Commitment commitment, CancellationToken cancellationToken)
    {
        try
        {
            return await AskAsync(
                "getBlock",
                [slot, new { commitment = commitment.Name, transactionDetails = "none", rewards = false, maxSupportedTransactionVersion = 0 }],
                answer => answer.ValueKind == JsonValueKind.Null ? (Bytes32?)null : Hash(answer.GetProperty("blockhash")),
                cancellationToken);
        }
        catch (ChainReadException e) when (e.InnerException is JsonRpcErrorException { Error.Code: SlotSkipped or SlotSkippedInStorage })
        {
            return null;
        }
    }

    /// <summary>getTokenAccountBalance in the token's own units.</summary>
    public Task<ulong> GetTokenAccountBalanceAsync(SolanaAddress account, Commitment commitment, CancellationToken cancellationToken) => AskAsync(
        "getTokenAccountBalance",
        [account.ToString(), With(commitment)],
        answer => ulong.Parse(answer.GetProperty("value").GetProperty("amount").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture),
        cancellationToken);

    /// <summary>getBalance in lamports.</summary>
    public Task<ulong> GetBalanceAsync(SolanaAddress address, Commitment commitment, CancellationToken cancellationToken) =>
        AskAsync("getBalance", [address.ToString(), With(commitment)], answer => answer.GetProperty("value").GetUInt64(), cancellationToken);

    /// <summary>getMinimumBalanceForRentExemption: lamports that keep an account of <paramref name="size"/> bytes.</summary>
    public Task<ulong> GetRentAsync(int size, CancellationToken cancellationToken) =>
        AskAsync("getMinimumBalanceForRentExemption", [size], answer => answer.GetUInt64(), cancellationToken);

    /// <summary>requestAirdrop, for test networks.</summary>
    public Task<string> RequestAirdropAsync(SolanaAddress address, ulong lamports, CancellationToken cancellationToken) =>
        AskAsync("requestAirdrop", [address.ToString(), lamports], answer => answer.GetString()!, cancellationToken);

    /// <summary>The bytes of a <c>returnData</c> field; empty when there is none.</summary>
    internal static byte[] ReturnDataOf(JsonElement holder) =>
        holder.TryGetProperty("returnData", out var returned) && returned.ValueKind == JsonValueKind.Object
            ? Convert.FromBase64String(returned.GetProperty("data")[0].GetString()!)
            : [];

    private static object With(Commitment commitment) => new { commitment = commitment.Name };

    private static ulong ContextSlot(JsonElement answer) => answer.GetProperty("context").GetProperty("slot").GetUInt64();

    private static Bytes32 Hash(JsonElement text) => Bytes32.From(Base58.Decode(text.GetString()!, Bytes32.Size));

    private static SolanaAccount? Account(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : new(
        SolanaAddress.Parse(value.GetProperty("owner").GetString()!),
        value.GetProperty("lamports").GetUInt64(),
        Convert.FromBase64String(value.GetProperty("data")[0].GetString()!));

    private static SignatureStatus? Status(JsonElement value) => value.ValueKind == JsonValueKind.Null ? null : new(
        value.GetProperty("slot").GetUInt64(),
        value.GetProperty("confirmationStatus").GetString() is "confirmed" or "finalized",
        TransactionError.From(value.GetProperty("err")));

    private static JsonArray Parameters(params object?[] parameters) => (JsonArray)JsonSerializer.SerializeToNode(parameters)!;

    private async Task<T> AskAsync<T>(string method, object?[] parameters, Func<JsonElement, T> read, CancellationToken cancellationToken)
    {
        var answer = await node.CallAsync(method, Parameters(parameters), cancellationToken);
        try
        {
            return read(answer);
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or OverflowException
            or ArgumentException or IndexOutOfRangeException or NullReferenceException or ProtocolException)
        {
            throw new ChainReadException(ChainReadFailure.Invalid, $"the node's answer to {method} is malformed: {e.Message}", e);
        }
    }
}
