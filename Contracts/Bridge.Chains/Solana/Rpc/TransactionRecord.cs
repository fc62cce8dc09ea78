using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Bridge.Chains.Solana.Keys;

namespace Bridge.Chains.Solana.Rpc;

/// <summary>An instruction that ran, outer or inner.</summary>
/// <param name="Program">The program.</param>
/// <param name="Accounts">Its accounts, in order.</param>
/// <param name="Data">Base58, as the node gives it: decoded only where it is short enough to be of interest.</param>
internal sealed record ExecutedInstruction(SolanaAddress Program, IReadOnlyList<SolanaAddress> Accounts, string Data);

/// <summary>What a transaction did to one token account.</summary>
/// <param name="Account">The token account.</param>
/// <param name="Mint">Its mint.</param>
/// <param name="Change">After minus before, in the token's own units.</param>
internal sealed record TokenChange(SolanaAddress Account, SolanaAddress Mint, BigInteger Change);

/// <summary>A transaction in a block: what ran, in order of execution, and what it did to token balances.</summary>
internal sealed record TransactionRecord(
    string Signature,
    ulong Slot,
    bool Failed,
    IReadOnlyList<ExecutedInstruction> Instructions,
    IReadOnlyList<TokenChange> TokenChanges,
    byte[] ReturnData)
{
    // 2020-03-16: what a node shows from before the chain began is no time.
    private const long Genesis = 1_584_316_800;

    /// <summary>When its block was made, where the node says so.</summary>
    public DateTimeOffset? At { get; private init; }

    /// <summary>Reads the answer of <c>getTransaction</c> in encoding <c>json</c>.</summary>
    /// <exception cref="ChainReadException">Malformed.</exception>
    public static TransactionRecord From(string signature, JsonElement answer)
    {
        var message = answer.GetProperty("transaction").GetProperty("message");
        var meta = answer.GetProperty("meta");
        var addresses = Addresses(message, meta);
        return new(
            signature,
            answer.GetProperty("slot").GetUInt64(),
            TransactionError.From(meta.GetProperty("err")) is not null,
            InOrder(message, meta, addresses),
            Changes(meta, addresses),
            SolanaRpc.ReturnDataOf(meta))
        {
            At = answer.TryGetProperty("blockTime", out var time) && time.ValueKind == JsonValueKind.Number && time.TryGetInt64(out var seconds)
                && seconds >= Genesis && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds() ? DateTimeOffset.FromUnixTimeSeconds(seconds) : null,
        };
    }

    private static List<SolanaAddress> Addresses(JsonElement message, JsonElement meta)
    {
        var addresses = message.GetProperty("accountKeys").EnumerateArray().Select(key => SolanaAddress.Parse(key.GetString()!)).ToList();
        // Addresses from lookup tables follow the message's own: writable, then read-only.
        if (meta.TryGetProperty("loadedAddresses", out var loaded) && loaded.ValueKind == JsonValueKind.Object)
        {
            foreach (var part in (ReadOnlySpan<string>)["writable", "readonly"])
                addresses.AddRange(loaded.GetProperty(part).EnumerateArray().Select(key => SolanaAddress.Parse(key.GetString()!)));
        }

        return addresses;
    }

    /// <summary>Each outer instruction, followed by everything it called.</summary>
    private static List<ExecutedInstruction> InOrder(JsonElement message, JsonElement meta, List<SolanaAddress> addresses)
    {
        var inner = meta.TryGetProperty("innerInstructions", out var groups) && groups.ValueKind == JsonValueKind.Array
            ? groups.EnumerateArray().ToLookup(group => group.GetProperty("index").GetInt32(), group => group.GetProperty("instructions"))
            : Array.Empty<JsonElement>().ToLookup(_ => 0);
        var instructions = new List<ExecutedInstruction>();
        var index = 0;
        foreach (var outer in message.GetProperty("instructions").EnumerateArray())
        {
            instructions.Add(Read(outer, addresses));
            instructions.AddRange(inner[index++].SelectMany(called => called.EnumerateArray()).Select(called => Read(called, addresses)));
        }

        return instructions;
    }

    private static ExecutedInstruction Read(JsonElement instruction, List<SolanaAddress> addresses) => new(
        addresses[instruction.GetProperty("programIdIndex").GetInt32()],
        [.. instruction.GetProperty("accounts").EnumerateArray().Select(account => addresses[account.GetInt32()])],
        instruction.GetProperty("data").GetString()!);

    private static List<TokenChange> Changes(JsonElement meta, List<SolanaAddress> addresses)
    {
        var changes = new Dictionary<(SolanaAddress Account, SolanaAddress Mint), BigInteger>();
        Add("preTokenBalances", -1);
        Add("postTokenBalances", 1);
        return [.. changes.Select(change => new TokenChange(change.Key.Account, change.Key.Mint, change.Value))];

        void Add(string side, int sign)
        {
            if (!meta.TryGetProperty(side, out var balances) || balances.ValueKind != JsonValueKind.Array) return;
            foreach (var balance in balances.EnumerateArray())
            {
                var key = (addresses[balance.GetProperty("accountIndex").GetInt32()], SolanaAddress.Parse(balance.GetProperty("mint").GetString()!));
                var amount = BigInteger.Parse(balance.GetProperty("uiTokenAmount").GetProperty("amount").GetString()!, NumberStyles.None, CultureInfo.InvariantCulture);
                changes[key] = changes.GetValueOrDefault(key) + (sign * amount);
            }
        }
    }
}
