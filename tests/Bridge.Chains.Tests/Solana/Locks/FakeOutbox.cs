using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Programs;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Bridge.Testing;
using Bridge.Testing.Rpc;

namespace Bridge.Chains.Tests.Solana.Locks;

/// <summary>A node that shows a bridge with honest locks; each test makes it lie about one thing.</summary>
internal sealed class FakeOutbox : IDisposable
{
    public const ulong Scale = 1_000;

    private static readonly Lane Lane = TransferBuilder.SolanaToEvm;

    private readonly ScriptedRpcHandler _handler = new();
    private readonly JsonRpcClient _client;
    private readonly List<FakeTransaction> _transactions = [];

    public FakeOutbox()
    {
        Put(Addresses.Lane(Lane.Destination), Account("lane", 24, lane => BinaryPrimitives.WriteUInt16BigEndian(lane[8..], Lane.Destination.Value)));
        Put(Addresses.Asset(TransferBuilder.Asset), Account("asset", 232, asset =>
        {
            TransferBuilder.Asset.Value.CopyTo(asset[8..]);
            Mint.Value.CopyTo(asset[40..]);
            Addresses.Custody(Mint).Value.CopyTo(asset[72..]);
            asset[104] = (byte)AssetMode.Custody;
            BinaryPrimitives.WriteUInt64BigEndian(asset[184..], Scale);
        }));
        _handler.On("getSlot", _ => FinalizedSlot)
            .On("getBlock", block => SkippedSlots.Contains((ulong)block[0]!) ? null : new JsonObject { ["blockhash"] = Base58.Encode(HashOf((ulong)block[0]!).ToArray()) })
            .On("getMultipleAccounts", asked => new JsonObject
            {
                ["context"] = new JsonObject { ["slot"] = ContextSlot ?? FinalizedSlot + 31 },
                ["value"] = new JsonArray([.. ((JsonArray)asked[0]!).Select(address => SolanaAddress.Parse((string)address!))
                    .Select(address => HidesFromFinalized && (string)asked[1]!["commitment"]! == "finalized" && address == Addresses.Lane(Lane.Destination) ? null : Show(address))]),
            })
            .On("getSignaturesForAddress", asked => new JsonArray([.. History(SolanaAddress.Parse((string)asked[0]!), (string?)asked[1]!["before"], (int)asked[1]!["limit"]!)]))
            .On("getTransaction", asked => _transactions.Single(transaction => transaction.Signature == (string)asked[0]!).ToJson());
        _client = new("http://fake", TimeProvider.System, new JsonRpcOptions { Retries = 0 }, _handler);
    }

    public static SolanaAddress Program { get; } = SolanaAddress.From(Keccak256.Hash("program").ToArray());

    public static BridgeAddresses Addresses { get; } = new(Program);

    public static SolanaAddress Mint { get; } = SolanaAddress.From(Keccak256.Hash("mint").ToArray());

    public ulong FinalizedSlot { get; set; } = 1_000;

    /// <summary>Of which slot the accounts are that it shows; null: of its newest.</summary>
    public ulong? ContextSlot { get; set; }

    /// <summary>Its finalised state holds no lane.</summary>
    public bool HidesFromFinalized { get; set; }

    public HashSet<ulong> SkippedSlots { get; } = [];

    public Dictionary<SolanaAddress, (SolanaAddress Owner, byte[] Data)> Accounts { get; } = [];

    public IReadOnlyList<FakeTransaction> Transactions => _transactions;

    public SolanaLockReader Reader => new(new SolanaRpc(_client), Addresses, TransferBuilder.Bridge, TransferBuilder.Solana, [TransferBuilder.Evm]);

    public static Bytes32 HashOf(ulong slot) => Keccak256.Hash($"block {slot}");

    public static SolanaAddress Page(ulong page) => Addresses.OutboxPage(Lane.Destination, page);

    public byte[] LaneData => Accounts[Addresses.Lane(Lane.Destination)].Data;

    public byte[] AssetData => Accounts[Addresses.Asset(TransferBuilder.Asset)].Data;

    public byte[] PageData(ulong page = 0) => Accounts[Page(page)].Data;

    public static Span<byte> Record(byte[] page, int index) => page.AsSpan(24 + (166 * index), 166);

    /// <summary>Records a lock, in a transaction of its own or in a given one.</summary>
    public (Transfer Transfer, FakeTransaction Transaction) Lock(ulong slot, ulong amount = 1_000_000, FakeTransaction? transaction = null)
    {
        var sequence = BinaryPrimitives.ReadUInt64BigEndian(LaneData.AsSpan(16)) + 1;
        var transfer = TransferBuilder.Transfer(sequence, Lane, amount);
        var page = BridgeAddresses.OutboxPageOf(sequence);
        Accounts.TryAdd(Page(page), (Program, Account("outbox", 5_336, data =>
        {
            BinaryPrimitives.WriteUInt16BigEndian(data[8..], Lane.Destination.Value);
            BinaryPrimitives.WriteUInt64BigEndian(data[16..], page);
        })));
        var record = Record(PageData(page), (int)((sequence - 1) % 32));
        transfer.Encode().CopyTo(record);
        BinaryPrimitives.WriteUInt64BigEndian(record[150..], slot);
        BinaryPrimitives.WriteUInt64BigEndian(LaneData.AsSpan(16), sequence);
        if (transaction is null)
        {
            transaction = new(slot, $"lock {sequence}");
            _transactions.Add(transaction);
        }

        transaction.Run(Program, LockAccounts(transfer, page), LockData(transfer));
        transaction.Move(Addresses.Custody(Mint), Mint, (long)(amount * Scale));
        transaction.Move(SolanaAddress.From(transfer.Sender), Mint, -(long)(amount * Scale));
        return (transfer, transaction);
    }

    public FakeTransaction Add(FakeTransaction transaction)
    {
        _transactions.Add(transaction);
        return transaction;
    }

    public void Remove(FakeTransaction transaction) => _transactions.Remove(transaction);

    public static SolanaAddress[] LockAccounts(Transfer transfer, ulong page) =>
    [
        SolanaAddress.From(transfer.Sender), Addresses.Config, Addresses.Asset(transfer.Asset), Addresses.Lane(transfer.Id.Lane.Destination), Page(page),
        SolanaAddress.From(Keccak256.Hash("tokens").ToArray()), Mint, Addresses.Custody(Mint), TokenProgram.Id,
    ];

    public static byte[] LockData(Transfer transfer)
    {
        var data = new byte[44];
        data[0] = 7;
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(1), transfer.Id.Lane.Destination.Value);
        data[3] = (byte)transfer.Kind;
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(4), transfer.Amount * Scale);
        transfer.Recipient.Value.CopyTo(data.AsSpan(12));
        return data;
    }

    /// <summary>How often a method was called.</summary>
    public int Asked(string method) => _handler.Calls.Count(call => call == method);

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    private delegate void Fill(Span<byte> data);

    private static byte[] Account(string kind, int size, Fill fill)
    {
        var data = new byte[size];
        System.Text.Encoding.ASCII.GetBytes(kind).CopyTo(data, 0);
        fill(data);
        return data;
    }

    private void Put(SolanaAddress address, byte[] data) => Accounts[address] = (Program, data);

    private JsonObject? Show(SolanaAddress address) => !Accounts.TryGetValue(address, out var account) ? null : new()
    {
        ["owner"] = account.Owner.ToString(),
        ["lamports"] = 1,
        ["data"] = new JsonArray(Convert.ToBase64String(account.Data), "base64"),
    };

    private IEnumerable<JsonNode> History(SolanaAddress address, string? before, int limit) => _transactions
        .Where(transaction => transaction.Touches(address))
        .OrderBy(transaction => transaction.Slot)
        .Reverse()
        .SkipWhile(transaction => before is not null && transaction.Signature != before)
        .Skip(before is null ? 0 : 1)
        .Take(limit)
        .Select(transaction => new JsonObject { ["signature"] = transaction.Signature, ["slot"] = transaction.Slot, ["err"] = transaction.Error?.DeepClone() });
}
