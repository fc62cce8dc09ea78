using Bridge.Protocol;
using Xunit;

namespace Bridge.EndToEnd.Tests;

/// <summary>Any process may die at any moment; no transfer is lost and none is paid twice.</summary>
[Collection(LocalnetCollection.Name)]
public sealed class CrashTests(LocalnetFixture localnet)
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    [Fact]
    public async Task Kill_EveryProcessWithTransfersInFlight_EveryTransferIsPaidExactlyOnce()
    {
        var toSolana = await Movement.BeginAsync(localnet, "USDC", fromEvm: true, TransferKind.Wallet);
        var toEvm = await Movement.BeginAsync(localnet, "PYTH", fromEvm: false, TransferKind.MarginAccount);

        // Guardians that see no chain sign nothing: all locks are in flight before the first can be released.
        await BlindGuardiansAsync();
        await Task.WhenAll(LockAsync(toSolana, 12), LockAsync(toEvm, 12));
        await localnet.EvmNode.ClearFaultsAsync();
        await localnet.SolanaNode.ClearFaultsAsync();

        // A seed of its own for each run, shown when it fails, so that the order can be repeated.
        var seed = Environment.TickCount;
        var random = new Random(seed);
        string[] victims = ["guardian-1", "relayer-1", "guardian-2", "redis", "guardian-3", "guardian-4", "relayer-2", "guardian-5", "redis", "relayer-1"];
        foreach (var victim in victims.OrderBy(_ => random.Next()))
        {
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(50, 900)), TimeProvider.System);
            localnet.Kill(victim);
        }

        await toSolana.ShouldBeReleasedAsync(Limit);
        await toEvm.ShouldBeReleasedAsync(Limit);
        await toSolana.ShouldHavePaidExactlyOnceAsync();
        await toEvm.ShouldHavePaidExactlyOnceAsync();
    }

    [Theory]
    [InlineData("redis")]
    [InlineData("relayer-1")]
    [InlineData("guardian-1")]
    public async Task Kill_OneProcessWhileLocking_EveryTransferIsPaidExactlyOnce(string victim)
    {
        var toSolana = await Movement.BeginAsync(localnet, "WETH", fromEvm: true, TransferKind.Wallet);
        var toEvm = await Movement.BeginAsync(localnet, "JITOSOL", fromEvm: false, TransferKind.Wallet);
        var locking = Task.WhenAll(LockAsync(toSolana, 3), LockAsync(toEvm, 3));
        localnet.Kill(victim);
        await locking;
        await toSolana.ShouldBeReleasedAsync(Limit);
        await toEvm.ShouldBeReleasedAsync(Limit);
        await toSolana.ShouldHavePaidExactlyOnceAsync();
        await toEvm.ShouldHavePaidExactlyOnceAsync();
    }

    private async Task BlindGuardiansAsync()
    {
        for (var index = 1; index <= localnet.Deployment.Guardians.Members.Count; index++)
        {
            await localnet.EvmNode.SetFaultAsync(new { method = "*", kind = "unavailable", client = $"guardian-{index}" });
            await localnet.SolanaNode.SetFaultAsync(new { method = "*", kind = "unavailable", client = $"guardian-{index}" });
        }
    }

    private static async Task LockAsync(Movement movement, int count)
    {
        // Every amount is another, so that a mistaken identity shows in the sum.
        for (var i = 1; i <= count; i++) await movement.LockAsync(1_000_000ul + (1ul << i));
    }
}
