using Bridge.Guardian.Breakers;
using Bridge.Protocol.Risk;
using Bridge.Risk.Events;

namespace Bridge.Guardian.Tests;

public class ReserveReaderTests
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(5);

    private readonly ManualTime _time = new();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Read_WhatCannotBeRead_IsNoReadingAndNotZero(bool backing)
    {
        var accounts = new FakeAccounts(TransferBuilder.Evm) { Backing = 500 };
        var failure = new ChainReadException(ChainReadFailure.Unavailable, "the node is down");
        if (backing) accounts.BackingFailure = failure;
        else accounts.LimitsFailure = failure;
        var reader = Make(accounts);
        (await reader.ReadAsync(CancellationToken.None)).ShouldBeNull();
        (accounts.BackingFailure, accounts.LimitsFailure) = (null, null);
        _time.Advance(Every);
        (await reader.ReadAsync(CancellationToken.None)).ShouldNotBeNull().Backing.ShouldHaveSingleItem().Amount.ShouldBe((UInt128)5);
    }

    [Fact]
    public async Task Read_BeforeItIsTime_AsksNothing()
    {
        var accounts = new FakeAccounts(TransferBuilder.Evm);
        var reader = Make(accounts);
        (await reader.ReadAsync(CancellationToken.None)).ShouldNotBeNull();
        _time.Advance(Every - TimeSpan.FromMilliseconds(1));
        (await reader.ReadAsync(CancellationToken.None)).ShouldBeNull();
        accounts.Reads.ShouldBe(1);
    }

    [Fact]
    public async Task Read_RoundsCustodyDownAndSupplyUp()
    {
        var custody = await Make(new(TransferBuilder.Evm) { Backing = 199 }).ReadAsync(CancellationToken.None);
        custody.ShouldNotBeNull().Backing.ShouldBe([(TransferBuilder.Asset, AssetMode.Custody, (UInt128)1)]);
        var supply = await Make(new(TransferBuilder.Solana) { Backing = 11 }).ReadAsync(CancellationToken.None);
        supply.ShouldNotBeNull().Backing.ShouldBe([(TransferBuilder.Asset, AssetMode.Mint, (UInt128)2)]);
    }

    [Fact]
    public async Task Events_OfABalanceThatIsNotFreshAnyMore_AreTheLimitsAlone()
    {
        var reading = (await Make(new(TransferBuilder.Evm) { Backing = 500 }).ReadAsync(CancellationToken.None)).ShouldNotBeNull();
        reading.Events(7, reading.AskedAt).OfType<BackingRead>().ShouldHaveSingleItem().ShouldBe(
            new BackingRead(reading.AskedAt, TransferBuilder.Evm, TransferBuilder.Asset, AssetMode.Custody, 5, 7));
        reading.Events(7, reading.AskedAt + TimeSpan.FromSeconds(1)).ShouldHaveSingleItem().ShouldBeOfType<LimitsRead>().Limits.HoldThreshold.ShouldBe(50ul);
    }

    [Fact]
    public async Task Read_AFailureThatIsNoChains_IsNotSwallowed()
    {
        var reader = new ReserveReader(new FakeAccounts(TransferBuilder.Evm), [TestAsset.Usdc with { Id = "no id" }], asset => asset.EvmDecimals, Every, _time);
        await Should.ThrowAsync<ProtocolException>(() => reader.ReadAsync(CancellationToken.None));
    }

    private ReserveReader Make(FakeAccounts accounts) => new(accounts, [TestAsset.Usdc], asset => accounts.Chain == TransferBuilder.Evm ? asset.EvmDecimals : asset.SolanaDecimals, Every, _time);
}
