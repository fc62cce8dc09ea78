using Bridge.Chains;
using Bridge.Dashboard.Readings;
using Bridge.Dashboard.Tests.Harness;

namespace Bridge.Dashboard.Tests.History;

/// <summary>What exists has to be backed (W5), and a transfer on its way is not a shortage.</summary>
public sealed class ReserveTests : IAsyncLifetime
{
    private Desk _desk = null!;

    public async Task InitializeAsync() => _desk = await Desk.StartAsync();

    public async Task DisposeAsync() => await _desk.DisposeAsync();

    [Fact]
    public async Task LockOnItsWay_IsALiability()
    {
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1, amount: 100));
        await LookAsync(custody: 100, minted: 0);
        var reserve = _desk.Parts.Reserves.Look().Single();
        (reserve.Verdict, reserve.Surplus).ShouldBe((ReserveVerdict.Covered, new Amount(0)));
    }

    [Fact]
    public async Task PaidAndNotFinal_IsNotCountedTwice()
    {
        _desk.Evm.Locks.MineFinal(TransferBuilder.Transfer(1, amount: 100));
        _desk.Solana.Latest[1] = DestinationState.Released;
        await LookAsync(custody: 100, minted: 100);
        _desk.Parts.Reserves.Look().Single().Surplus.ShouldBe(new Amount(0));
    }

    [Fact]
    public async Task Unbacked_IsShortWhenItLasts()
    {
        await LookAsync(custody: 100, minted: 101);
        _desk.Parts.Reserves.Look().Single().Verdict.ShouldBe(ReserveVerdict.Covered);
        _desk.Time.Advance(ReserveWatch.Grace + TimeSpan.FromSeconds(1));
        await LookAsync(custody: 100, minted: 101);
        var reserve = _desk.Parts.Reserves.Look().Single();
        (reserve.Verdict, reserve.Surplus).ShouldBe((ReserveVerdict.Short, new Amount(-1)));
        _desk.Parts.Overview.Now().Problems.ShouldContain(problem => problem.Severity == "critical" && problem.Text.Contains("does not cover", StringComparison.Ordinal));

        await LookAsync(custody: 101, minted: 101);
        _desk.Parts.Reserves.Look().Single().Verdict.ShouldBe(ReserveVerdict.Covered);
    }

    [Fact]
    public async Task WhatCannotBeRead_IsUnknown()
    {
        await LookAsync(custody: 100, minted: 100);
        _desk.Solana.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await _desk.StepAsync("solana control plane");
        var reserve = _desk.Parts.Reserves.Look().Single();
        (reserve.Verdict, reserve.Surplus).ShouldBe((ReserveVerdict.Unknown, null));
    }

    [Fact]
    public async Task LocksThatCannotBeRead_AreUnknownToo()
    {
        await LookAsync(custody: 100, minted: 100);
        _desk.Evm.Locks.Failure = new(ChainReadFailure.Unavailable, "no answer");
        await Should.ThrowAsync<ChainReadException>(() => _desk.StepAsync("evm locks"));
        _desk.Parts.Reserves.Look().Single().Verdict.ShouldBe(ReserveVerdict.Unknown);
    }

    private async Task LookAsync(ulong custody, ulong minted)
    {
        (_desk.Evm.Backing, _desk.Solana.Backing) = (custody, minted);
        await _desk.StepAsync();
    }
}
