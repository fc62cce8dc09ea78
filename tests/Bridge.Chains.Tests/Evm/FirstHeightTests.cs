using System.Globalization;
using Bridge.Chains.Evm;
using Bridge.Chains.Evm.Rpc;
using Bridge.Chains.Rpc;
using Bridge.Testing.Rpc;
using Shouldly;

namespace Bridge.Chains.Tests.Evm;

/// <summary>The search for the first block of something that never goes back, on chains longer than a test could mine.</summary>
public sealed class FirstHeightTests : IDisposable
{
    private const ulong Newest = 15_000_000;
    private readonly ScriptedRpcHandler _node = new();
    private readonly JsonRpcClient _client;
    private ulong _since;
    private ulong _keptFrom;
    private ulong _oldest = ulong.MaxValue;

    public FirstHeightTests()
    {
        _client = new("http://node.test", TimeProvider.System, null, _node);
        _node.On("eth_call", parameters =>
        {
            var height = ulong.Parse(parameters[1]!.GetValue<string>()[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
            _oldest = Math.Min(_oldest, height);
            return height < _keptFrom ? throw new ScriptedRpcException(-32000, "missing trie node") : $"0x{(height >= _since ? 1 : 0):x64}";
        });
    }

    public void Dispose() => _client.Dispose();

    [Theory]
    [InlineData(0, 0, Newest, 17)]
    [InlineData(1, 0, Newest, 17)]
    [InlineData(7_654_321, 0, Newest, 17)]
    [InlineData(Newest - 4_000, 0, Newest, 8)]
    [InlineData(Newest - 3, 0, Newest, 2)]
    [InlineData(Newest - 1, 0, Newest, 2)]
    [InlineData(Newest, 0, Newest, 2)]
    [InlineData(Newest - 2, Newest - 2, Newest, 1)]
    [InlineData(12, 12, 12, 0)]
    [InlineData(0, 0, ulong.MaxValue, 45)]
    public async Task Find_WhateverItsAge_IsTheFirst_InFewExchangesWhenItIsNew(ulong since, ulong from, ulong to, int mostExchanges)
    {
        _since = since;
        (await FindAsync(from, to)).ShouldBe(since);
        _node.Exchanges.ShouldBeLessThanOrEqualTo(mostExchanges);
    }

    [Fact]
    public async Task Find_EveryAgeInAShortChain_IsTheFirst()
    {
        for (ulong to = 0; to <= 40; to++)
        {
            for (_since = 0; _since <= to; _since++) (await FindAsync(0, to)).ShouldBe(_since);
        }
    }

    [Fact]
    public async Task Find_NewInANodeThatKeepsNoOldState_AsksForNoneOfIt()
    {
        (_since, _keptFrom) = (Newest - 20, Newest - 128);
        (await FindAsync(0, Newest)).ShouldBe(_since);
        _oldest.ShouldBeGreaterThanOrEqualTo(_keptFrom);
    }

    [Fact]
    public async Task Find_BeforeTheStateThatIsKept_IsNotTold()
    {
        (_since, _keptFrom) = (Newest - 500, Newest - 128);
        (await FindAsync(0, Newest)).ShouldBeNull();
    }

    private Task<ulong?> FindAsync(ulong from, ulong to) =>
        new FirstHeight(new EvmRpc(_client)).FindAsync(new EvmCall(EvmAddress.Parse("0x" + new string('1', 40)), [1]), number => number == 1, from, to, default);
}
