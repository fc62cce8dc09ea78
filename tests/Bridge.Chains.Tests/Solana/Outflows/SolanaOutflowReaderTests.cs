using System.Buffers.Binary;
using System.Text;
using System.Text.Json.Nodes;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Outflows;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Outflows;

/// <summary>What a node must not be able to pass off as "nothing left".</summary>
public sealed class SolanaOutflowReaderTests : IDisposable
{
    private const ulong Slot = 500;

    private static readonly SolanaAddress Program = SolanaAddress.From(Keccak256.Hash("program").ToArray());
    private static readonly Lane Lane = TransferBuilder.EvmToSolana;
    private static readonly TransferId Seventh = TransferId.From(Lane, 7);

    private readonly BridgeAddresses _addresses = new(Program);
    private readonly Dictionary<SolanaAddress, byte[]> _accounts = [];
    private readonly ScriptedRpcHandler _handler = new();
    private readonly JsonRpcClient _client;
    private readonly SolanaOutflowReader _reader;
    private string? _failing;

    public SolanaOutflowReaderTests()
    {
        _handler.On("getSlot", _ => Slot).On("getSignaturesForAddress", _ => new JsonArray())
            .On("getProgramAccounts", asked => InContext(new JsonArray([.. Kind(asked)])))
            .On("getMultipleAccounts", asked => InContext(new JsonArray([.. ((JsonArray)asked[0]!).Select(address => Show(SolanaAddress.Parse((string)address!)))])));
        _client = new("http://fake", TimeProvider.System, new JsonRpcOptions { Retries = 0 }, _handler);
        _reader = new(new SolanaRpc(_client), _addresses, TransferBuilder.Solana);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Theory]
    [InlineData("consumed")]
    [InlineData("hold")]
    [InlineData("void")]
    [InlineData("refund")]
    public async Task Read_WhenOneKindOfAccountCannotBeRead_Fails(string kind)
    {
        _failing = kind;
        await Should.ThrowAsync<ChainReadException>(ReadAsync);
        _failing = null;
        var read = await ReadAsync();
        (read.Facts.Count, read.ReadThrough).ShouldBe((0, Slot));
    }

    [Theory]
    [InlineData("getSlot")]
    [InlineData("getProgramAccounts")]
    public async Task Read_AMalformedAnswer_IsInvalid(string method)
    {
        _handler.On(method, _ => new JsonObject { ["x"] = 1 });
        (await Should.ThrowAsync<ChainReadException>(ReadAsync)).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Museum_M74_Read_ABitThatNothingExplains_FailsUntilItIsExplained()
    {
        await ReadAsync();
        Consume(7);
        for (var i = 0; i < 2; i++) (await Should.ThrowAsync<ChainReadException>(ReadAsync)).Failure.ShouldBe(ChainReadFailure.Unavailable);
        Record("void", _addresses.Void(Seventh), TransferBuilder.Evm, 7);
        var fact = (await ReadAsync()).Facts.ShouldHaveSingleItem();
        (fact.Kind, fact.Id).ShouldBe((OutflowKind.Voided, Seventh));
    }

    [Fact]
    public async Task Museum_M74_Read_WhenTheHistoryCannotBeRead_Fails()
    {
        await ReadAsync();
        Consume(7);
        Record("void", _addresses.Void(Seventh), TransferBuilder.Evm, 7);
        _handler.On("getSignaturesForAddress", _ => throw new ScriptedRpcException(-32011, "no history here"));
        await Should.ThrowAsync<ChainReadException>(ReadAsync);
    }

    [Fact]
    public async Task Museum_M74_Read_ATransactionThatIsListedAndNotShown_Fails()
    {
        await ReadAsync();
        Consume(7);
        Record("void", _addresses.Void(Seventh), TransferBuilder.Evm, 7);
        _handler.On("getSignaturesForAddress", _ => new JsonArray(new JsonObject { ["signature"] = new string('2', 88), ["slot"] = Slot, ["err"] = null }))
            .On("getTransaction", _ => null);
        await Should.ThrowAsync<ChainReadException>(ReadAsync);
    }

    [Fact]
    public async Task Museum_M02_Read_AConsumedPageAtAnotherAddress_IsInvalid()
    {
        Consume(7, at: _addresses.Config);
        (await Should.ThrowAsync<ChainReadException>(ReadAsync)).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Theory]
    [InlineData("void")]
    [InlineData("refund")]
    public async Task Museum_M02_Read_ARecordAtAnotherAddress_IsInvalid(string kind)
    {
        Record(kind, _addresses.Config, TransferBuilder.Evm, 7);
        (await Should.ThrowAsync<ChainReadException>(ReadAsync)).Failure.ShouldBe(ChainReadFailure.Invalid);
    }

    [Fact]
    public async Task Read_ARefund_CountsOnceItIsPaid()
    {
        var id = TransferId.From(TransferBuilder.SolanaToEvm, 3);
        Record("refund", _addresses.Refund(id), TransferBuilder.Evm, 3);
        (await ReadAsync()).Facts.ShouldBeEmpty();
        _accounts[_addresses.Refund(id)][42] = 2;
        var fact = (await ReadAsync()).Facts.ShouldHaveSingleItem();
        (fact.Kind, fact.Id).ShouldBe((OutflowKind.Refunded, id));
    }

    private Task<OutflowFacts> ReadAsync() => _reader.ReadAsync(1, default);

    private void Consume(ulong sequence, SolanaAddress? at = null)
    {
        var data = new byte[1_048];
        "consumed"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(8), Lane.Source.Value);
        data[24 + (int)(sequence / 8)] |= (byte)(0x80 >> (int)(sequence % 8));
        _accounts[at ?? _addresses.ConsumedPage(Lane.Source, 0)] = data;
    }

    private void Record(string kind, SolanaAddress at, ChainId other, ulong sequence)
    {
        var data = new byte[64];
        Encoding.ASCII.GetBytes(kind).CopyTo(data, 0);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(40), other.Value);
        data[42] = 1;
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(48), sequence);
        _accounts[at] = data;
    }

    // As a node does: by size and first bytes.
    private IEnumerable<JsonNode> Kind(JsonArray asked)
    {
        var filters = (JsonArray)asked[1]!["filters"]!;
        var (size, prefix) = ((int)filters[0]!["dataSize"]!, Base58.Decode((string)filters[1]!["memcmp"]!["bytes"]!, 8));
        if (_failing is { } kind && prefix.AsSpan().StartsWith(Encoding.ASCII.GetBytes(kind))) throw new ScriptedRpcException(-32005, "the node is behind");
        return _accounts.Where(account => account.Value.Length == size && account.Value.AsSpan().StartsWith(prefix))
            .Select(account => new JsonObject { ["pubkey"] = account.Key.ToString(), ["account"] = Show(account.Key) });
    }

    private JsonObject? Show(SolanaAddress address) => !_accounts.TryGetValue(address, out var data) ? null : new()
    {
        ["owner"] = Program.ToString(),
        ["lamports"] = 1,
        ["data"] = new JsonArray(Convert.ToBase64String(data), "base64"),
    };

    private static JsonObject InContext(JsonNode value) => new() { ["context"] = new JsonObject { ["slot"] = Slot }, ["value"] = value };
}
