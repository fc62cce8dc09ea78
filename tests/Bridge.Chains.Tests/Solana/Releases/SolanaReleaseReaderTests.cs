using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Releases;

public sealed class SolanaReleaseReaderTests : IDisposable
{
    private static readonly SolanaAddress Program = SolanaAddress.From(Keccak256.Hash("program").ToArray());
    private static readonly Lane Lane = TransferBuilder.EvmToSolana;

    private readonly BridgeAddresses _addresses = new(Program);
    private readonly Dictionary<string, (SolanaAddress Owner, byte[] Data)> _pages = [];
    private readonly ScriptedRpcHandler _handler = new();
    private readonly JsonRpcClient _client;
    private readonly SolanaReleaseReader _reader;
    private ulong _finalized = 100;
    private ulong _context = 131;

    public SolanaReleaseReaderTests()
    {
        _handler.On("getSlot", _ => _finalized).On("getMultipleAccounts", asked => new JsonObject
        {
            ["context"] = new JsonObject { ["slot"] = _context },
            ["value"] = new JsonArray([.. ((JsonArray)asked[0]!).Select(address => Show((string)address!))]),
        });
        _client = new("http://fake", TimeProvider.System, new JsonRpcOptions { Retries = 0 }, _handler);
        _reader = new(new SolanaRpc(_client), _addresses, TransferBuilder.Solana);
    }

    public void Dispose()
    {
        _client.Dispose();
        _handler.Dispose();
    }

    [Fact]
    public async Task ReadConsumed_StateNewerThanFinality_IsFinalOnlyOnceTheSlotIs()
    {
        Consume(7);
        (await ReadAsync(7, ReadAt.Latest)).ShouldBe([true]);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([false]);
        (_finalized, _context) = (130, 161);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([false]);
        (_finalized, _context) = (131, 162);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([true]);
    }

    [Fact]
    public async Task ReadConsumed_BitVanishedInAFork_CountsAfresh()
    {
        Consume(7);
        await ReadAsync(7, ReadAt.Finalized);
        Page(0).AsSpan(24).Clear();
        (_finalized, _context) = (131, 162);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([false]);
        Consume(7);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([false]);
        (_finalized, _context) = (162, 193);
        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([true]);
    }

    [Fact]
    public async Task ReadConsumed_NodeThatHonoursTheCommitment_IsFinalAtOnce()
    {
        Consume(7);
        (_finalized, _context) = (131, 131);

        (await ReadAsync(7, ReadAt.Finalized)).ShouldBe([true]);
    }

    [Fact]
    public async Task ReadConsumed_AcrossAPageBoundary_ReadsBothPages()
    {
        Consume(8191);
        Consume(8192);
        Consume(8194);

        (await _reader.ReadConsumedAsync(Lane, 8190, 6, ReadAt.Latest, default)).ShouldBe([false, true, true, false, true, false]);
    }

    [Fact]
    public async Task Museum_M02_PageOfAForeignProgramOrAnotherLane_Refused()
    {
        Consume(7);
        var address = _addresses.ConsumedPage(Lane.Source, 0).ToString();
        _pages[address] = (_addresses.Config, Page(0));
        await RefusesAsync();
        _pages[address] = (Program, Page(0));
        foreach (var offset in (int[])[0, 9, 23])
        {
            Page(0)[offset] ^= 1;
            await RefusesAsync();
            Page(0)[offset] ^= 1;
        }

        (await ReadAsync(7, ReadAt.Latest)).ShouldBe([true]);
    }

    [Fact]
    public async Task ReadConsumed_MalformedAnswers_Refused()
    {
        foreach (var answer in (JsonNode?[])[null, new JsonObject(), new JsonObject { ["context"] = new JsonObject { ["slot"] = 1 }, ["value"] = new JsonArray() }, new JsonArray(), "text"])
        {
            _handler.On("getMultipleAccounts", _ => answer);
            await RefusesAsync();
        }
    }

    private async Task RefusesAsync() =>
        (await Should.ThrowAsync<ChainReadException>(() => ReadAsync(7, ReadAt.Latest))).Failure.ShouldBe(ChainReadFailure.Invalid);

    private Task<IReadOnlyList<bool>> ReadAsync(ulong sequence, ReadAt at) => _reader.ReadConsumedAsync(Lane, sequence, 1, at, default);

    private byte[] Page(ulong page) => _pages[_addresses.ConsumedPage(Lane.Source, page).ToString()].Data;

    private void Consume(ulong sequence)
    {
        var page = BridgeAddresses.ConsumedPageOf(sequence);
        var data = new byte[1_048];
        "consumed"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(8), Lane.Source.Value);
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(16), page);
        _pages.TryAdd(_addresses.ConsumedPage(Lane.Source, page).ToString(), (Program, data));
        var bit = (int)(sequence % 8192);
        Page(page)[24 + (bit / 8)] |= (byte)(0x80 >> (bit % 8));
    }

    private JsonObject? Show(string address) => !_pages.TryGetValue(address, out var account) ? null : new()
    {
        ["owner"] = account.Owner.ToString(),
        ["lamports"] = 1,
        ["data"] = new JsonArray(Convert.ToBase64String(account.Data), "base64"),
    };
}
