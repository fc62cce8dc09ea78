using System.Buffers.Binary;
using System.Text.Json.Nodes;
using Bridge.Chains.Rpc;
using Bridge.Chains.Solana.Keys;
using Bridge.Chains.Solana.Program;
using Bridge.Chains.Solana.Refunds;
using Bridge.Chains.Solana.Rpc;
using Bridge.Protocol;
using Bridge.Testing;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Solana.Refunds;

/// <summary>One refund by its transfer, read from its record alone.</summary>
public sealed class SolanaRefundSearchTests : IDisposable
{
    private const byte Asked = 1;
    private const byte Paid = 2;

    private static readonly SolanaAddress Program = SolanaAddress.From(Keccak256.Hash("program").ToArray());
    private static readonly TransferId Third = TransferId.From(TransferBuilder.SolanaToEvm, 3);

    private readonly BridgeAddresses _addresses = new(Program);
    private readonly ScriptedRpcHandler _handler = new();
    private readonly JsonRpcClient _client;
    private readonly SolanaRefundReader _reader;
    private byte[]? _record;
    private SolanaAddress _owner = Program;
    private ulong _finalized = 100;
    private ulong _context = 100;

    public SolanaRefundSearchTests()
    {
        _handler.On("getSlot", _ => _finalized).On("getAccountInfo", asked => new JsonObject
        {
            ["context"] = new JsonObject { ["slot"] = _context },
            ["value"] = _record is null || (string?)asked[0] != _addresses.Refund(Third).ToString() ? null : new JsonObject
            {
                ["owner"] = _owner.ToString(), ["lamports"] = 1, ["data"] = new JsonArray(Convert.ToBase64String(_record), "base64"),
            },
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
    public async Task FindRefundAsync_NoRecordOrOnlyAskedFor_IsNone()
    {
        (await FindAsync()).ShouldBeNull();
        _record = Record(Asked);
        (await FindAsync()).ShouldBeNull();
    }

    [Fact]
    public async Task FindRefundAsync_Paid_IsFound()
    {
        _record = Record(Paid);
        (await FindAsync()).ShouldBe(new RefundFact(RefundStep.Refunded, Third, Bytes32.Zero, 100, null));
        _handler.Calls.ShouldNotContain("getProgramAccounts");
    }

    [Fact]
    public async Task FindRefundAsync_PaidInAStateThatIsNotFinal_IsFoundOnceItIs()
    {
        _record = Record(Paid);
        (_finalized, _context) = (100, 131);
        (await FindAsync()).ShouldBeNull();
        (_finalized, _context) = (130, 161);
        (await FindAsync()).ShouldBeNull();
        (_finalized, _context) = (131, 162);
        (await FindAsync()).ShouldNotBeNull().Height.ShouldBe(131UL);
    }

    [Fact]
    public async Task Museum_M02_RecordOfAForeignProgramOrAnotherTransfer_IsInvalid()
    {
        _record = Record(Paid);
        _owner = _addresses.Config;
        await RefusesAsync();
        _owner = Program;
        // Its kind, the other chain, the sequence.
        foreach (var offset in (int[])[0, 41, 55])
        {
            _record = Record(Paid);
            _record[offset] ^= 5;
            await RefusesAsync();
        }
    }

    [Theory]
    [InlineData("getAccountInfo")]
    [InlineData("getSlot")]
    public async Task FindRefundAsync_NodeFails_IsNotNone(string method)
    {
        _record = Record(Paid);
        _handler.On(method, _ => new JsonObject { ["x"] = 1 });
        await RefusesAsync();
        _handler.On(method, _ => throw new ScriptedRpcException(-32005, "the node is behind"));
        (await Should.ThrowAsync<ChainReadException>(FindAsync)).Failure.ShouldBe(ChainReadFailure.Unavailable);
    }

    [Fact]
    public Task FindRefundAsync_LaneOfAnotherChain_Throws() => Should.ThrowAsync<ArgumentException>(() => _reader.FindRefundAsync(TransferId.From(TransferBuilder.EvmToSolana, 3), default));

    private Task<RefundFact?> FindAsync() => _reader.FindRefundAsync(Third, default);

    private async Task RefusesAsync() => (await Should.ThrowAsync<ChainReadException>(FindAsync)).Failure.ShouldBe(ChainReadFailure.Invalid);

    private static byte[] Record(byte state)
    {
        var data = new byte[RecordState.RecordSize];
        "refund"u8.CopyTo(data);
        BinaryPrimitives.WriteUInt16BigEndian(data.AsSpan(40), Third.Lane.Destination.Value);
        data[42] = state;
        BinaryPrimitives.WriteUInt64BigEndian(data.AsSpan(48), Third.Sequence);
        return data;
    }
}
