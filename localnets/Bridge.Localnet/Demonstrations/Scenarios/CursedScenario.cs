using Bridge.Protocol;
using Bridge.Protocol.Deployments;
using Bridge.Protocol.Risk;

namespace Bridge.Localnet.Demonstrations.Scenarios;

/// <summary>A cursed asset: no lock, no release, no claim; to veto and to agree on a later end is still possible, and once it is over the transfer that waited is released.</summary>
internal static class CursedScenario
{
    private const string Symbol = "WETH";
    private const string Refused = "LevelTooHigh";

    public static async Task RunAsync(Stage stage)
    {
        var (asset, evm, solana) = (stage.Asset(Symbol), stage.Chains.Evm, stage.Chains.Solana);
        var waiting = stage.Plan(Symbol, solana, TransferKind.Wallet, Stage.Units(asset, 0.25m));
        await stage.ExactlyAsync(waiting, async () =>
        {
            await stage.Desk.SignAsync(evm, officer: 3, Curse(asset), stage.Stop);
            stage.Say($"{Symbol}: officer 3 curses it on evm, at once");

            await Stage.RefusedAsync("a lock of a cursed asset", Refused, () => stage.LockAsync(stage.Plan(Symbol, evm, TransferKind.Wallet, Stage.Units(asset, 1))));
            await Stage.RefusedAsync("a claim of a cursed asset", Refused, () => stage.WalletOn(evm).ClaimAsync(asset, stage.WalletOn(evm).Address, stage.Stop));
            var locked = await stage.LockAsync(waiting);
            await stage.UntilAsync(locked, seen => seen is { State: TransferState.Finalized or TransferState.Signed, WaitingFor: not null });
            stage.Say($"{Symbol}: a lock and a claim on evm are refused, and {locked.Id} waits: {stage.Now(locked).WaitingFor}");

            var vetoed = await stage.Desk.ScheduleAsync(evm, Lift(asset), stage.Stop);
            await stage.Desk.SignAsync(evm, officer: 3, (chain, nonce, notAfter) => new Veto { Chain = chain, Nonce = nonce, NotAfter = notAfter, Proposal = vetoed.Digest }, stage.Stop);
            await Stage.RefusedAsync("what was vetoed", "Vetoed", () => stage.Desk.ExecuteAsync(evm, vetoed, stage.Stop));
            stage.Say($"{Symbol}: officers 1 and 2 want to end it, officer 3 says no, and it stays");

            var agreed = await stage.Desk.ScheduleAsync(evm, Lift(asset), stage.Stop);
            await stage.Desk.ExecuteAsync(evm, agreed, stage.Stop);
            await stage.UntilAsync(locked, TransferState.Released);
            stage.Say($"{Symbol}: the second time nobody says no: after the delay the level is normal, and {locked.Id} is released");
        }, waiting);
    }

    private static RiskDraft Curse(AssetDeployment asset) => (chain, nonce, notAfter) =>
        new RaiseLevel { Chain = chain, Nonce = nonce, NotAfter = notAfter, Scope = RiskScope.Asset(Stage.IdOf(asset)), Level = BreakerLevel.Cursed, Reason = RiskReason.From("demonstration") };

    private static RiskDraft Lift(AssetDeployment asset) => (chain, nonce, notAfter) =>
        new LowerLevel { Chain = chain, Nonce = nonce, NotAfter = notAfter, Scope = RiskScope.Asset(Stage.IdOf(asset)), Level = BreakerLevel.Normal, Reason = RiskReason.From("demonstration") };
}
