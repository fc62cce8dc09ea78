using Bridge.Chains;
using Bridge.Localnet.Deployments;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations.Scenarios;

/// <summary>The destination will not release a transfer, so its sender asks for it back: void on the destination, refund on the source.</summary>
internal static class RefundScenario
{
    private const string Symbol = "USDC";

    public static async Task RunAsync(Stage stage)
    {
        var (asset, solana) = (stage.Asset(Symbol), stage.Chains.Solana);
        var plan = AssetPlan.All.Single(candidate => candidate.Symbol == Symbol);
        await stage.Desk.SignAsync(solana, officer: 2, (chain, nonce, notAfter) => new LowerLimits
        {
            Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = Stage.IdOf(asset),
            Limits = new(Stage.Units(asset, 100), plan.Capacity, plan.RefillPerSecond, plan.HoldThreshold),
        }, stage.Stop);
        stage.Say($"{Symbol}: officer 2 lowers the largest release on solana to 100, at once");

        var transfer = stage.Plan(Symbol, stage.Chains.Evm, TransferKind.Wallet, Stage.Units(asset, 150));
        await stage.ExactlyAsync(transfer, async () =>
        {
            var locked = await stage.LockAsync(transfer);
            await stage.UntilAsync(locked, seen => seen is { State: TransferState.Signed, WaitingFor: { } reason } && reason.Contains("AboveMaxRelease", StringComparison.Ordinal));
            stage.Say($"{Symbol}: {locked.Id} of 150 waits: {stage.Now(locked).WaitingFor}");
            await RequestAsync(stage, locked);
            stage.Say($"{Symbol}: alice asks for it back on evm");
            await stage.UntilAsync(locked, TransferState.Refunded);
            stage.Say($"{Symbol}: {locked.Id} is void on solana, and alice has her tokens back on evm");
        });

        await LimitedScenario.RestoreAsync(stage, Symbol, solana);
    }

    /// <summary>Asks as soon as the lock is old enough.</summary>
    private static async Task RequestAsync(Stage stage, LockedTransfer locked)
    {
        var source = locked.Plan.Source;
        var delay = (await source.RiskReader(source.RpcUrls[0]).ReadDelaysAsync(stage.Stop)).Refund;
        await stage.PauseAsync(delay);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await stage.WalletOn(source).RequestRefundAsync(locked.Transfer, stage.Stop);
                return;
            }
            catch (WalletException e) when (e.Failure == WalletFailure.Rejected && attempt < 10)
            {
                // The chain counts by its own clock.
                await stage.PauseAsync(TimeSpan.FromSeconds(1));
            }
        }
    }
}
