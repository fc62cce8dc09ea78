using System.Text.Json.Nodes;
using Bridge.Chains.Solana.Keys;

namespace Bridge.Chains.Tests.Solana.Locks;

/// <summary>A transaction as a node shows it, put together by a test.</summary>
internal sealed class FakeTransaction(ulong slot, string signature)
{
    private readonly List<SolanaAddress> _addresses = [];
    private readonly JsonArray _instructions = [];
    private readonly JsonArray _inner = [];
    private readonly JsonArray _before = [];
    private readonly JsonArray _after = [];

    public string Signature => signature;

    public ulong Slot => slot;

    public JsonNode? Error { get; set; }

    public bool Touches(SolanaAddress address) => _addresses.Contains(address);

    /// <summary>An instruction of the transaction itself.</summary>
    public FakeTransaction Run(SolanaAddress program, IEnumerable<SolanaAddress> accounts, byte[] data)
    {
        _instructions.Add(Instruction(program, accounts, data));
        return this;
    }

    /// <summary>An instruction that the last one called.</summary>
    public FakeTransaction Call(SolanaAddress program, IEnumerable<SolanaAddress> accounts, byte[] data)
    {
        _inner.Add(new JsonObject { ["index"] = _instructions.Count - 1, ["instructions"] = new JsonArray(Instruction(program, accounts, data)) });
        return this;
    }

    /// <summary>A token balance that changed, from 10^15.</summary>
    public FakeTransaction Move(SolanaAddress account, SolanaAddress mint, long change)
    {
        const long start = 1_000_000_000_000_000;
        var before = Balance(account, mint, start);
        var after = _after.FirstOrDefault(entry => (int)entry!["accountIndex"]! == Index(account));
        if (after is not null)
        {
            after["uiTokenAmount"]!["amount"] = $"{long.Parse((string)after["uiTokenAmount"]!["amount"]!) + change}";
            return this;
        }

        _before.Add(before);
        _after.Add(Balance(account, mint, start + change));
        return this;
    }

    public JsonObject ToJson() => new()
    {
        ["slot"] = slot,
        ["transaction"] = new JsonObject
        {
            ["message"] = new JsonObject
            {
                ["accountKeys"] = new JsonArray([.. _addresses.Select(address => (JsonNode)address.ToString())]),
                ["instructions"] = _instructions.DeepClone(),
            },
        },
        ["meta"] = new JsonObject
        {
            ["err"] = Error?.DeepClone(),
            ["innerInstructions"] = _inner.DeepClone(),
            ["preTokenBalances"] = _before.DeepClone(),
            ["postTokenBalances"] = _after.DeepClone(),
            ["loadedAddresses"] = new JsonObject { ["writable"] = new JsonArray(), ["readonly"] = new JsonArray() },
        },
    };

    private JsonObject Instruction(SolanaAddress program, IEnumerable<SolanaAddress> accounts, byte[] data) => new()
    {
        ["programIdIndex"] = Index(program),
        ["accounts"] = new JsonArray([.. accounts.Select(account => (JsonNode)Index(account))]),
        ["data"] = Base58.Encode(data),
    };

    private JsonObject Balance(SolanaAddress account, SolanaAddress mint, long amount) => new()
    {
        ["accountIndex"] = Index(account),
        ["mint"] = mint.ToString(),
        ["uiTokenAmount"] = new JsonObject { ["amount"] = $"{amount}" },
    };

    private int Index(SolanaAddress address)
    {
        if (!_addresses.Contains(address)) _addresses.Add(address);
        return _addresses.IndexOf(address);
    }
}
