using Bridge.Localnet.Deployments;
using Bridge.Protocol;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations.Scenarios;

/// <summary>Large releases are held: one is approved by two officers and paid, another is rejected by one and refunded on the other chain.</summary>
internal static class HoldScenario
{
    private const string Symbol = "PYTH";

    public static async Task RunAsync(Stage stage)
    {
        var (asset, evm) = (stage.Asset(Symbol), stage.Chains.Evm);
        var plan = AssetPlan.All.Single(candidate => candidate.Symbol == Symbol);
        await stage.Desk.SignAsync(evm, officer: 2, (chain, nonce, notAfter) => new LowerLimits
        {
            Chain = chain, Nonce = nonce, NotAfter = notAfter, Asset = Stage.IdOf(asset), Limits = new(plan.MaxRelease, plan.Capacity, plan.RefillPerSecond, Stage.Units(asset, 10_000)),
        }, stage.Stop);
        stage.Say($"{Symbol}: officer 2 has every release from 10000 on held on evm, at once");

        await ApproveAsync(stage, stage.Plan(Symbol, stage.Chains.Solana, TransferKind.Wallet, Stage.Units(asset, 12_000)));
        await RejectAsync(stage, stage.Plan(Symbol, stage.Chains.Solana, TransferKind.Wallet, Stage.Units(asset, 11_000)));
        await LimitedScenario.RestoreAsync(stage, Symbol, evm);
    }

    private static Task ApproveAsync(Stage stage, DemoTransfer transfer) => stage.ExactlyAsync(transfer, async () =>
    {
        var held = await stage.LockAsync(transfer);
        await stage.UntilAsync(held, TransferState.Held);
        await stage.DecideAsync(held, officer: 1, approve: true);
        await Stage.RefusedAsync("a second approval of the same officer", "SameOfficer", () => stage.DecideAsync(held, officer: 1, approve: true));
        await stage.DecideAsync(held, officer: 2, approve: true);
        stage.Say($"{Symbol}: {held.Id} is held; officers 1 and 2 approve it");
        await stage.UntilAsync(held, TransferState.Released);
        stage.Say($"{Symbol}: {held.Id} is paid");
    }, transfer);

    private static Task RejectAsync(Stage stage, DemoTransfer transfer) => stage.ExactlyAsync(transfer, async () =>
    {
        var held = await stage.LockAsync(transfer);
        await stage.UntilAsync(held, TransferState.Held);
        await stage.DecideAsync(held, officer: 3, approve: false);
        stage.Say($"{Symbol}: {held.Id} is held; officer 3 rejects it");
        await stage.UntilAsync(held, TransferState.Refunded);
        stage.Say($"{Symbol}: {held.Id} is void on evm, and alice has her tokens back on solana");
    });
}
