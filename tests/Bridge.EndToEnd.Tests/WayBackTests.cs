using Bridge.Chains;
using Bridge.Protocol;
using Bridge.Protocol.Risk;
using Shouldly;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>No lock is ever stuck: what is not released is refunded, whoever dies on the way, and never both.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class WayBackTests(LocalnetFixture localnet) : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    private readonly Officers _officers = new(localnet);

    public void Dispose() => _officers.Dispose();

    /// <summary>The release is above what the destination allows, so alice asks for it back. Both relayers are killed in the middle, again and again.</summary>
    [Theory]
    [InlineData("USDC", true)]
    [InlineData("JITOSOL", false)]
    public async Task Kill_RelayersInTheMiddleOfARefund_SenderIsPaidBackExactlyOnce(string symbol, bool fromEvm)
    {
        var asset = localnet.Asset(symbol);
        var (source, destination) = fromEvm ? (localnet.Evm, localnet.Solana) : (localnet.Solana, localnet.Evm);
        var unit = (ulong)Math.Pow(10, asset.CanonicalDecimals);
        await _officers.LowerAsync(destination, asset, new(100 * unit, 5_000_000 * unit, 1_000 * unit, 500_000 * unit));
        var movement = await Movement.BeginAsync(localnet, symbol, fromEvm, TransferKind.Wallet);

        var tooMuch = await movement.LockAsync(150 * unit);
        var transfer = movement.TransferOf(tooMuch.Id);
        var fits = await movement.LockAsync(7 * unit);
        await Eventually.TrueAsync("the one that fits is released", Limit, () => movement.IsConsumedAsync(fits.Id));
        await RequestAsync(movement, transfer);

        var random = new Random(symbol.Length);
        using var kills = new CancellationTokenSource();
        var killing = KillAsync(random, kills.Token);
        await ShouldBeRefundedAsync(source, tooMuch.Id);
        await kills.CancelAsync();
        await killing;

        movement.Forget(tooMuch.Id);
        await movement.ShouldBeReleasedAsync(Limit);
        await movement.ShouldHavePaidExactlyOnceAsync();
        (await StateAsync(destination, tooMuch.Id)).ShouldBe(DestinationState.Voided);
    }

    [Theory]
    [InlineData("PYTH", false)]
    [InlineData("WETH", true)]
    public async Task Reject_AHeldTransfer_IsRefundedWithoutARequest(string symbol, bool fromEvm)
    {
        var (source, destination, held, movement) = await HoldAsync(symbol, fromEvm);

        await _officers.RejectAsync(destination, 1, held.Id, held.Leaf());
        localnet.Kill("relayer-1");
        await ShouldBeRefundedAsync(source, held.Id);

        movement.Forget(held.Id);
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    [Theory]
    [InlineData("PYTH", false)]
    [InlineData("WETH", true)]
    public async Task Approve_AHeldTransferByTwoOfficers_IsPaidByTheRelayers(string symbol, bool fromEvm)
    {
        var (_, destination, held, movement) = await HoldAsync(symbol, fromEvm);

        await _officers.ApproveAsync(destination, 1, held.Id, held.Leaf());
        (await Should.ThrowAsync<RiskRefusedException>(() => _officers.ApproveAsync(destination, 1, held.Id, held.Leaf()))).Error.ShouldBe("SameOfficer");
        (await StateAsync(destination, held.Id)).ShouldBe(DestinationState.Held);
        var releases = destination.ReleaseReader(destination.RpcUrls[0]);
        var holding = await releases.FindReleaseAsync(held.Id, CancellationToken.None);
        await _officers.ApproveAsync(destination, 2, held.Id, held.Leaf());
        await Eventually.TrueAsync("it is paid", Limit, async () => await StateAsync(destination, held.Id) == DestinationState.Released);

        var payment = await releases.FindReleaseAsync(held.Id, CancellationToken.None);
        (holding!.Payment, payment!.Hold, payment.IsClaimable).ShouldBe((null, holding.Hold, false));
        payment.Payment.ShouldNotBeNull().ShouldNotBe(holding.Hold.ShouldNotBeNull());
        await movement.ShouldHavePaidExactlyOnceAsync();
    }

    /// <summary>Cursed: no lock, no approval, no release; to reject is still allowed, and two officers end it.</summary>
    [Fact]
    public async Task Curse_AnAsset_RefusesAllButWhatTightens()
    {
        var asset = localnet.Asset("WETH");
        var evm = localnet.Evm;
        var toSolana = await Movement.BeginAsync(localnet, "WETH", fromEvm: true, TransferKind.Wallet);
        await toSolana.LockAsync(2_000_000_000);
        await toSolana.ShouldBeReleasedAsync(Limit);

        await _officers.RaiseAsync(evm, asset, BreakerLevel.Hold);
        var back = await Movement.BeginAsync(localnet, "WETH", fromEvm: false, TransferKind.Wallet);
        var held = back.TransferOf((await back.LockAsync(500_000_000)).Id);
        await Eventually.TrueAsync("a release of a level 3 asset is held", Limit, async () => await StateAsync(evm, held.Id) == DestinationState.Held);

        await _officers.RaiseAsync(evm, asset, BreakerLevel.Cursed);
        var waits = (await back.LockAsync(300_000_000)).Id;
        (await Should.ThrowAsync<WalletException>(() => toSolana.LockAsync(1_000_000_000))).Failure.ShouldBe(WalletFailure.Rejected);
        (await Should.ThrowAsync<RiskRefusedException>(() => _officers.ApproveAsync(evm, 1, held.Id, held.Leaf()))).Error.ShouldBe("LevelTooHigh");
        await _officers.RejectAsync(evm, 2, held.Id, held.Leaf());
        await ShouldBeRefundedAsync(localnet.Solana, held.Id);
        (await StateAsync(evm, waits)).ShouldBe(DestinationState.Open);

        await _officers.LowerLevelAsync(evm, asset);
        back.Forget(held.Id);
        await back.ShouldBeReleasedAsync(Limit);
        await back.ShouldHavePaidExactlyOnceAsync();
    }

    private async Task<(IChainFamily Source, IChainFamily Destination, Transfer Held, Movement Movement)> HoldAsync(string symbol, bool fromEvm)
    {
        var asset = localnet.Asset(symbol);
        var (source, destination) = fromEvm ? (localnet.Evm, localnet.Solana) : (localnet.Solana, localnet.Evm);
        var unit = (ulong)Math.Pow(10, asset.CanonicalDecimals);
        await LowerOnceAsync(destination, symbol, new(100_000 * unit, 5_000_000 * unit, 1_000 * unit, 50 * unit));
        var movement = await Movement.BeginAsync(localnet, symbol, fromEvm, TransferKind.Wallet);
        var held = movement.TransferOf((await movement.LockAsync(60 * unit)).Id);
        await Eventually.TrueAsync("it is held", Limit, async () => await StateAsync(destination, held.Id) == DestinationState.Held);
        return (source, destination, held, movement);
    }

    // Lowering to what holds already lowers nothing, which a chain refuses.
    private async Task LowerOnceAsync(IChainFamily chain, string symbol, RiskLimits limits)
    {
        try
        {
            await _officers.LowerAsync(chain, localnet.Asset(symbol), limits);
        }
        catch (RiskRefusedException e) when (e.Error == "LimitsNotLower")
        {
            // Set by another test of this network.
        }
    }

    private static async Task RequestAsync(Movement movement, Transfer transfer) =>
        await Eventually.TrueAsync("the lock is old enough to be asked back", Limit, async () =>
        {
            try
            {
                await movement.Wallet.RequestRefundAsync(transfer, CancellationToken.None);
                return true;
            }
            catch (WalletException e) when (e.Failure == WalletFailure.Rejected)
            {
                return false;
            }
        });

    private static async Task<DestinationState> StateAsync(IChainFamily destination, TransferId id) =>
        (await destination.ReleaseReader(destination.RpcUrls[0]).ReadStatesAsync(id.Lane, id.Sequence, 1, ReadAt.Latest, CancellationToken.None))[0];

    private static async Task ShouldBeRefundedAsync(IChainFamily source, TransferId id)
    {
        var reader = source.RefundReader(source.RpcUrls[0]);
        await Eventually.TrueAsync($"{id} is refunded on {source.Name}", Limit, async () => await reader.FindRefundAsync(id, CancellationToken.None) is not null);
    }

    private async Task KillAsync(Random random, CancellationToken stop)
    {
        for (var i = 0; i < 6 && !stop.IsCancellationRequested; i++)
        {
            localnet.Kill(random.Next(2) == 0 ? "relayer-1" : "relayer-2");
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(1_500, 5_000)), TimeProvider.System, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }
}
